#include "adapters/files/scanner.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace atranka::files {

namespace {

constexpr std::size_t piece_max = 64UL * 1024, answer_max = 4096;
constexpr timeval piece_time{10, 0}, verdict_time{60, 0};

class Socket {
public:
    explicit Socket(int family) : descriptor_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        // Connecting waits no longer than sending does (socket(7)).
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &piece_time, sizeof piece_time);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &verdict_time, sizeof verdict_time);
    }
    ~Socket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool connect(const sockaddr* address, socklen_t size) const {
        return descriptor_ >= 0 && ::connect(descriptor_, address, size) == 0;
    }
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    // Up to the zero byte that ends an answer.
    std::string hear() const {
        std::string text;
        std::array<char, 512> piece{};
        while (text.size() < answer_max) {
            const ssize_t got = ::recv(descriptor_, piece.data(), piece.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return {};
            text.append(piece.data(), static_cast<std::size_t>(got));
            if (const std::size_t end = text.find('\0'); end != std::string::npos) return text.substr(0, end);
        }
        return {};
    }

private:
    int descriptor_;
};

std::unique_ptr<Socket> connected(const Scanner& scanner) {
    if (!scanner.socket.empty()) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (scanner.socket.size() >= sizeof address.sun_path) return nullptr;
        std::memcpy(address.sun_path, scanner.socket.c_str(), scanner.socket.size() + 1);
        auto socket = std::make_unique<Socket>(AF_UNIX);
        return socket->connect(reinterpret_cast<const sockaddr*>(&address), sizeof address)
                   ? std::move(socket)
                   : nullptr;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(scanner.host.c_str(), scanner.port.c_str(), &hints, &found) != 0) return nullptr;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all{found, ::freeaddrinfo};
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        auto socket = std::make_unique<Socket>(one->ai_family);
        if (socket->connect(one->ai_addr, one->ai_addrlen)) return socket;
    }
    return nullptr;
}

std::string length_of(std::size_t size) {
    std::string bytes;
    for (int i = 3; i >= 0; --i) bytes += static_cast<char>(size >> (8 * i) & 0xffU);
    return bytes;
}

}  // namespace

std::optional<Scanner> read_scanner(const std::string& text) {
    constexpr std::string_view local = "unix:";
    if (text.starts_with(local))
        return text.size() > local.size() + 1 && text[local.size()] == '/'
                   ? std::optional{Scanner{text.substr(local.size()), {}, {}}}
                   : std::nullopt;
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) return std::nullopt;
    Scanner scanner{{}, text.substr(0, colon), text.substr(colon + 1)};
    if (scanner.host.starts_with('[') && scanner.host.ends_with(']'))
        scanner.host = scanner.host.substr(1, scanner.host.size() - 2);
    if (scanner.port.size() > 5 ||
        !std::ranges::all_of(scanner.port, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return scanner;
}

tl::expected<Verdict, std::string> scan(const Scanner& scanner, const std::string& content) {
    const auto socket = connected(scanner);
    if (!socket) return tl::unexpected<std::string>{"the virus scanner does not answer"};
    bool sent = socket->send(std::string_view{"zINSTREAM\0", 10});
    for (std::size_t at = 0; sent && at < content.size(); at += piece_max) {
        const std::string_view piece = std::string_view{content}.substr(at, piece_max);
        sent = socket->send(length_of(piece.size())) && socket->send(piece);
    }
    // One that has heard enough closes early, and has said why.
    if (sent) (void)socket->send(length_of(0));
    const std::string answer = socket->hear();
    constexpr std::string_view begin = "stream: ", end = " FOUND";
    if (answer == "stream: OK" && sent) return Verdict{true, {}};
    if (answer.starts_with(begin) && answer.ends_with(end) && answer.size() > begin.size() + end.size())
        return Verdict{false, answer.substr(begin.size(), answer.size() - begin.size() - end.size())};
    return tl::unexpected<std::string>{"the virus scanner gave no verdict"};
}

}  // namespace atranka::files
