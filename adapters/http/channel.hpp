#pragma once
// What waits between a handler's thread, which sends, and the connection, which writes.
// Units:  bytes that wait are bounded; who reads too slowly for that is cut off.

#include "adapters/http/reply.hpp"

#include <mutex>
#include <vector>

namespace atranka::http {

class BoundedChannel final : public Channel {
public:
    // Both are called from any thread: there is something to take; it has to be cut off.
    BoundedChannel(std::size_t bytes_max, std::function<void()> filled, std::function<void()> overflowed);

    bool send(std::string text) override;
    void close() override;
    bool is_gone() const override;
    void on_gone(std::function<void()> told) override;

    struct Taken {
        std::string text;
        bool is_closed = false;  // and nothing follows
    };
    Taken take();
    void lose();  // the connection is gone

private:
    const std::size_t bytes_max_;
    const std::function<void()> filled_, overflowed_;
    mutable std::mutex mutex_;
    std::string waiting_;
    bool is_closed_ = false, is_gone_ = false;
    std::vector<std::function<void()>> told_;
};

}  // namespace atranka::http
