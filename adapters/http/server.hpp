#pragma once
// HTTP/1.1 for whoever has a handler: it reads requests strictly, and gives whole ones to a few threads.
// Shape:  one thread does all input and output; `workers` threads call the handler, which may block. TLS
//         where a certificate is named. One request of a connection at a time: pipelined ones are answered in
//         their order.
// Units:  bytes and milliseconds.
// Errors: what keeps it from starting is thrown, a std::runtime_error of one sentence that names the mend. A
//         request that is refused is answered with a problem and its connection closed; where the queue of
//         the handler is full: 503 with Retry-After.
// Source: RFC 9112, RFC 9110, RFC 9457; CWE-444 (request smuggling).

#include "adapters/http/reply.hpp"

#include <chrono>

namespace atranka::http {

using Millis = std::chrono::milliseconds;

struct Limits {
    std::size_t target_bytes = 8 * 1024;
    std::size_t header_bytes = 16 * 1024;  // the head but for its first line
    std::size_t headers = 100;
    std::uint64_t body_bytes = 1024 * 1024;  // where no admission says otherwise
    std::size_t stream_bytes = 256 * 1024;   // waiting in one stream
    std::size_t connections = 768;           // then whoever has waited longest without a request makes room
    std::size_t connections_of_peer = 320;   // likewise; a trusted proxy has no such limit
    std::size_t queue = 512;                 // requests that wait for a worker
};

struct Timeouts {
    Millis head{10'000};        // for the whole of it, and for the greeting of TLS
    Millis body{600'000};       // for the whole of it
    Millis body_grace{10'000};  // before the rate below counts
    std::uint64_t body_bytes_per_second = 4 * 1024;
    Millis idle{60'000};   // between two requests
    Millis write{30'000};  // for each 64 KiB
    Millis linger{2'000};  // for the other side to close
};

// Asked when the head has been read, before the body is; it must not block.
struct Admission {
    std::uint64_t body_bytes = 0;
    std::optional<std::filesystem::path> folder = {};  // the body goes to a new file there, else to memory
    std::optional<Response> refusal = {};              // answered at once in the place of reading on
};

struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;                         // 0: any that is free
    std::filesystem::path certificate = {}, key = {};  // PEM; both or neither
    std::vector<std::string> trusted_proxies =
        {};  // addresses; from them alone X-Forwarded-For and -Proto count
    Limits limits = {};
    Timeouts timeouts = {};
    std::size_t workers = 4;
    bool has_date = true;
    std::function<Instant()> now;
    std::function<Admission(const Request&)> admission = {};
    // Told of what no handler sees, since it could not be read to its end; it must not block.
    std::function<void(const std::string& peer, int status, std::string_view why)> refused = {};
};

using Handler = std::function<void(Request, Reply)>;

class Server {
public:
    Server(Settings settings, Handler handler);
    // Stops without answering, as soon as the handlers under way have returned.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    // Takes no new connection, answers every request that was read to its end, closes streams, and stops.
    // False: the time was over before all were answered.
    bool drain(Millis timeout);

private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

}  // namespace atranka::http
