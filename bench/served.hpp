#pragma once
// The real program, serving a database in a process of its own, and clients of it.
// Shape:  HTTP/1.1 on loopback; a client keeps its connection, and makes another where the server ended it
//         since nothing was asked for long.
// Units:  seconds, KiB.
// Errors: std::runtime_error where the program does not start, or answers what it should not.

#include "engine/kernel/id.hpp"

#include <sys/types.h>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atranka::bench {

class Served {
public:
    explicit Served(const std::filesystem::path& database);
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;
    // Tells it to stop, and waits.
    ~Served();

    std::uint16_t port() const { return port_; }
    // From its start to its first answer.
    double started_s() const { return started_s_; }
    std::int64_t memory_kib() const;  // its greatest so far
    std::int64_t memory_now_kib() const;

private:
    std::int64_t kib(const std::string& name) const;
    pid_t process_ = -1;
    int output_ = -1;
    std::uint16_t port_ = 0;
    double started_s_ = 0;
};

class Client {
public:
    explicit Client(std::uint16_t port, std::string token = {});
    Client(Client&& other) noexcept;
    Client& operator=(Client&&) = delete;
    ~Client();

    // Seconds that it took. Any status but that one is an error.
    double get(const std::string& path);
    double post(const std::string& path, const std::string& json);
    // Half a request, and no more of it.
    void begin_only();
    const std::string& body() const { return body_; }

private:
    double ask(const std::string& request, int wanted);
    void connect();
    bool is_ended() const;

    std::uint16_t port_;
    int socket_ = -1;
    std::string token_, body_;
};

// A token that reads, and gives commands, for each of them; before the program serves the database.
std::vector<std::string> tokens_of(const std::filesystem::path& database,
                                   const std::vector<PersonId>& people);

}  // namespace atranka::bench
