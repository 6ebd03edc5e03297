#include "bench/child.hpp"

#include <fmt/core.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

namespace atranka::bench {

namespace {

std::int64_t kib(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == name + ":") {
            std::int64_t n = 0;
            status >> n;
            return n;
        }
    throw std::runtime_error("this system does not say how much memory a process has");
}

}  // namespace

std::int64_t growth_kib(const std::function<void()>& work) {
    std::array<int, 2> pipe_ends{};
    if (::pipe(pipe_ends.data()) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no process");
    if (child == 0) {
        std::int64_t grown = -1;
        try {
            malloc_trim(0);
            std::ofstream{"/proc/self/clear_refs"} << "5";  // forgets the former peak
            const std::int64_t before = kib("VmRSS");
            work();
            grown = kib("VmHWM") - before;
        } catch (const std::exception& error) {
            fmt::print(stderr, "bench: {}\n", error.what());
        }
        const bool said = ::write(pipe_ends[1], &grown, sizeof grown) == sizeof grown;
        ::_exit(said ? 0 : 1);
    }
    std::int64_t grown = -1;
    const bool heard = ::read(pipe_ends[0], &grown, sizeof grown) == sizeof grown;
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    if (!heard || grown < 0) throw std::runtime_error("the process whose memory is measured failed");
    return grown;
}

}  // namespace atranka::bench
