#include "bench/served.hpp"

#include "adapters/credentials/desk.hpp"
#include "adapters/sql/accounts.hpp"
#include "bench/harness.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace atranka::bench {

namespace {

// What it says up to the end of its first line.
std::string first_line(int descriptor) {
    std::string line;
    for (char c = 0; ::read(descriptor, &c, 1) == 1 && c != '\n';) line += c;
    return line;
}

int number_after(const std::string& text, std::size_t at) {
    int number = -1;
    std::from_chars(text.data() + at, text.data() + text.size(), number);
    return number;
}

}  // namespace

Served::Served(const std::filesystem::path& database) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string key = (database.parent_path() / "bench.key").string();
    started_s_ = seconds([&] {
        process_ = ::fork();
        if (process_ < 0) throw std::runtime_error("no process");
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::execl(ATRANKA_PROGRAM, "atranka", "serve", "--port", "0", "--db", database.c_str(),
                    "--signing-key", key.c_str(), nullptr);
            ::_exit(1);
        }
        ::close(ends[1]);
        output_ = ends[0];
        const std::string line = first_line(output_);
        const std::size_t colon = line.rfind(':');
        if (colon == std::string::npos) throw std::runtime_error("the server does not start: " + line);
        port_ = static_cast<std::uint16_t>(number_after(line, colon + 1));
        Client{port_}.get("/healthz");
    });
}

Served::~Served() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    ::close(output_);
}

std::int64_t Served::memory_kib() const { return kib("VmHWM:"); }
std::int64_t Served::memory_now_kib() const { return kib("VmRSS:"); }

std::int64_t Served::kib(const std::string& name) const {
    std::ifstream status{fmt::format("/proc/{}/status", process_)};
    for (std::string word; status >> word;)
        if (word == name) {
            std::int64_t kib = 0;
            status >> kib;
            return kib;
        }
    throw std::runtime_error("this system does not say how much memory the server has");
}

Client::Client(std::uint16_t port, std::string token) : port_(port), token_(std::move(token)) { connect(); }

bool Client::is_ended() const {
    char any = 0;
    return ::recv(socket_, &any, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void Client::connect() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int at_once = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("the server cannot be reached");
}

Client::Client(Client&& other) noexcept
    : port_(other.port_),
      socket_(other.socket_),
      token_(std::move(other.token_)),
      body_(std::move(other.body_)) {
    other.socket_ = -1;
}

Client::~Client() {
    if (socket_ >= 0) ::close(socket_);
}

double Client::get(const std::string& path) {
    return ask(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path,
                           token_.empty() ? "" : "Authorization: Bearer " + token_ + "\r\n"),
               200);
}

double Client::post(const std::string& path, const std::string& json) {
    return ask(fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: "
                           "application/json\r\nContent-Length: {}\r\n\r\n{}",
                           path, token_, json.size(), json),
               201);
}

void Client::begin_only() {
    constexpr std::string_view half = "GET /healthz HTTP/1.1\r\nHost: loc";
    if (::send(socket_, half.data(), half.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error("not sent");
}

double Client::ask(const std::string& request, int wanted) {
    constexpr std::string_view length_of = "\r\nContent-Length: ";
    std::string answer;
    if (is_ended()) connect();
    const double took = seconds([&] {
        if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(request.size()))
            throw std::runtime_error("a request was not sent");
        std::array<char, 64 * 1024> piece{};
        std::size_t whole = std::string::npos;
        while (answer.size() < whole) {
            const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
            if (count <= 0) throw std::runtime_error("the server ended the connection");
            answer.append(piece.data(), static_cast<std::size_t>(count));
            const std::size_t end = answer.find("\r\n\r\n"), length = answer.find(length_of);
            if (end == std::string::npos || length > end) continue;
            whole = end + 4 + static_cast<std::size_t>(number_after(answer, length + length_of.size()));
        }
    });
    body_ = answer.substr(answer.find("\r\n\r\n") + 4);
    if (number_after(answer, answer.find(' ') + 1) != wanted)
        throw std::runtime_error(request.substr(0, request.find('\r')) + ": " + answer);
    return took;
}

std::vector<std::string> tokens_of(const std::filesystem::path& database,
                                   const std::vector<PersonId>& people) {
    sql::Accounts accounts{database};
    credentials::Guards guards;
    credentials::Desk desk{accounts, guards};
    const Instant now{std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count()};
    std::vector<std::string> tokens;
    for (const PersonId& person : people) {
        const auto invited = desk.invite(person, {"admin"}, now);
        if (!invited || !desk.accept(invited->code, person.text + "@example.org", "four green boats at noon",
                                     {"127.0.0.1", "bench"}, now))
            throw std::runtime_error("no account for " + person.text);
        const auto token = desk.create_token(person, "bench", {"read", "commands"}, 1, now);
        if (!token) throw std::runtime_error("no token for " + person.text);
        tokens.push_back(token->secret);
    }
    return tokens;
}

}  // namespace atranka::bench
