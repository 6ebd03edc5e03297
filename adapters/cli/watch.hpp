#pragma once
// What those see who run the server: a line a request, figures, and whether it is well.
// Shape:  a log has one JSON object a line. Nothing in it was typed by a stranger: routes are the program's
//         own patterns, people their pseudonyms, addresses the networks they are of.
// Units:  milliseconds in the log, seconds in the figures.
// Errors: Stop where the log cannot be made; one that cannot be written later is said once on the error
//         stream, and requests go on.
// Source: OWASP ASVS 5.0 V16 (logging).

#include "adapters/api/exchange.hpp"
#include "adapters/http/message.hpp"
#include "adapters/metrics/metrics.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace spdlog {
class logger;
}

namespace atranka::cli {

// Whether the record was read and could be written a short while ago.
class Health {
public:
    void is_well() { well_at_ = now(); }
    bool holds() const;

private:
    static std::int64_t now();
    std::atomic<std::int64_t> well_at_{now()};
};

class Watch {
public:
    // "-" is the error stream; an empty path: no log.
    explicit Watch(std::filesystem::path log);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void begun() { metrics.begun(); }
    // Once a request.
    void answered(const http::Request& request, const api::Response& response);
    // What could not be read as a request; `why` is the server's own sentence.
    void refused(const std::string& peer, int status, std::string_view why);
    // The file may have been moved away.
    void reopen();

    metrics::Metrics metrics = {};
    Health health = {};

private:
    std::optional<std::string> open();  // why it cannot be written
    void write(const Value& line);

    std::filesystem::path file_;
    std::mutex mutex_;
    std::shared_ptr<spdlog::logger> log_;
};

// An address without what tells a household: 192.0.2.0/24, 2001:db8:1::/48.
std::string network_of(const std::string& peer);

}  // namespace atranka::cli
