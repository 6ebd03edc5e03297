#pragma once
// A client that sends whatever bytes a test likes, and a server of its own for each test.

#include "adapters/http/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <string>
#include <utility>

namespace atranka::http {

class Client {
public:
    explicit Client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        is_connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Client() {
        if (socket_ >= 0) ::close(socket_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&& other) noexcept
        : socket_{std::exchange(other.socket_, -1)}, is_connected_{other.is_connected_} {}
    Client& operator=(Client&&) = delete;

    bool is_connected() const { return is_connected_; }
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void half_close() const { ::shutdown(socket_, SHUT_WR); }

    // Until `end` has come, or the other side has closed; what came stays for the next call.
    bool read_until(std::string_view end) {
        while (text.find(end) == std::string::npos)
            if (!read_some()) return false;
        return true;
    }
    // Everything, until the other side closes. False: it was cut off with a reset, or does not close.
    bool read_all() {
        while (read_some()) {
        }
        return is_closed_;
    }
    // One answer with a Content-Length, taken out of what has come.
    std::string answer() {
        if (!read_until("\r\n\r\n")) return std::exchange(text, {});
        const std::size_t head = text.find("\r\n\r\n") + 4;
        const std::size_t at = text.find("Content-Length: ");
        const std::size_t body = at < head ? std::stoul(text.substr(at + 16)) : 0;
        while (text.size() < head + body)
            if (!read_some()) break;
        std::string whole = text.substr(0, head + body);
        text.erase(0, head + body);
        return whole;
    }

    std::string text = {};  // what has come

private:
    bool read_some() {
        char bytes[4096];
        const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
        if (got > 0) text.append(bytes, static_cast<std::size_t>(got));
        is_closed_ = got == 0;
        return got > 0;
    }

    int socket_;
    bool is_connected_ = false, is_closed_ = false;
};

inline Settings test_settings() {
    Settings settings;
    settings.port = 0;
    settings.has_date = false;
    settings.workers = 2;
    settings.now = [] { return Instant{1'000}; };
    return settings;
}

// Says what it was asked.
inline void echo(const Request& request, const Reply& reply) {
    std::string body = request.method + " " + request.path;
    for (const auto& [name, value] : request.query) body += " " + name + "=" + value;
    reply({200, {{"Content-Type", "text/plain"}}, body + " [" + request.body + "]"});
}

inline std::string get(std::string_view path, std::string_view more = "") {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{more} + "\r\n";
}

inline std::string status_of(std::string_view answer) {
    return std::string{answer.starts_with("HTTP/1.1 ") ? answer.substr(9, 3) : answer};
}

// Everything that comes when these bytes are all that is sent on a new connection.
inline std::string all_answers(const Server& server, std::string_view bytes) {
    Client client{server.port()};
    client.send(bytes);
    client.half_close();
    client.read_all();
    return client.text;
}

}  // namespace atranka::http
