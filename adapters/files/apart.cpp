#include "adapters/files/apart.hpp"

#include "adapters/json/json.hpp"
#include "engine/kernel/codec.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <stdexcept>

namespace atranka::files {

namespace {

constexpr auto time_max = std::chrono::seconds{60};
constexpr std::size_t answer_max = 64UL * 1024;

void limit(int what, rlim_t most) {
    const rlimit to{most, most};
    ::setrlimit(static_cast<__rlimit_resource>(what), &to);
}

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// What the child says until it ends; nothing where it takes too long.
std::optional<std::string> heard(int descriptor) {
    std::string text;
    const auto until = std::chrono::steady_clock::now() + time_max;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = left.count() <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return std::nullopt;
        std::array<char, 4096> piece{};
        const ssize_t got = ::read(descriptor, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > answer_max) return std::nullopt;
    }
}

struct Answer {
    std::optional<Found> found = {};
    std::string why = {};
};
BOOST_DESCRIBE_STRUCT(Answer, (), (found, why))

}  // namespace

tl::expected<Found, Unfit> inspect_apart(const std::filesystem::path& file, const Wanted& wanted,
                                         const std::filesystem::path& clean) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error{"no pipe can be made: too many files are open"};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // Signals that this thread leaves to others end a child.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::vector<std::string> words{
        "atranka",      std::string{apart_word},          file.string(),
        clean.string(), std::to_string(wanted.bytes_max), std::to_string(wanted.pages_max.value_or(0))};
    words.insert(words.end(), wanted.accepts.begin(), wanted.accepts.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<char*, 1> environment{nullptr};
    pid_t child = 0;
    const int failed =
        ::posix_spawn(&child, "/proc/self/exe", &actions, &attributes, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        throw std::runtime_error{"the process that judges files cannot be started"};
    }
    const auto said = heard(ends[0]);
    ::close(ends[0]);
    if (!said) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const auto tree = said ? json::parse(*said) : tl::unexpected{json::Fault{}};
    const auto answer = tree ? kernel::decode<Answer>(*tree) : std::nullopt;
    if (!answer) return tl::unexpected{Unfit{"The file takes too much time or memory to be looked at."}};
    if (!answer->found) return tl::unexpected{Unfit{answer->why}};
    return *answer->found;
}

int judge_as_child(int argc, const char* const* argv) {
    constexpr int given = 6;
    if (argc < given) return 1;
    // Nothing that the parent has open is any business of a file's.
    ::close_range(3, ~0U, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const std::vector<std::string> words{argv, argv + argc};
    Wanted wanted{{words.begin() + given, words.end()}, number_of(words[4]), {}};
    if (const std::int64_t pages = number_of(words[5]); pages > 0) wanted.pages_max = pages;
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, rlim_t{1} << 30);
#endif
    limit(RLIMIT_CPU, 20);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, static_cast<rlim_t>(2 * wanted.bytes_max + (1 << 20)));
    limit(RLIMIT_NOFILE, 32);
    limit(RLIMIT_NPROC, 0);
    Answer answer;
    try {
        auto found = inspect(words[2], wanted, words[3]);
        if (found)
            answer.found = std::move(*found);
        else
            answer.why = found.error().why;
    } catch (const std::exception&) {
        return 1;
    }
    std::fputs(json::write(kernel::encode(answer)).c_str(), stdout);
    return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace atranka::files
