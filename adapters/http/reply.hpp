#pragma once
// The answer to one request, given exactly once, from any thread.
// Shape:  copies are of one answer. `stream` answers with a head alone, and what is sent follows until it is
//         closed; `event` makes the text of one server-sent event. A reader who has ended its own sending is
//         gone; one whose network went silently is noticed by writing alone: send a comment now and then.
// Units:  bytes; what waits to be written to one stream is bounded (Limits::stream_bytes).
// Errors: answered by nobody when the last copy goes: 500. Answered twice: a broken invariant. Who reads too
//         slowly for the bound is cut off.
// Source: the HTML standard, "Server-sent events".

#include "adapters/http/message.hpp"

#include <functional>

namespace atranka::http {

// The way from a stream to its connection, which it may outlive.
class Channel {
public:
    virtual ~Channel() = default;
    virtual bool send(std::string text) = 0;  // false: nobody reads it any more
    virtual void close() = 0;
    virtual bool is_gone() const = 0;
    virtual void on_gone(std::function<void()> told) = 0;
};

// Copies are of one stream, which is closed with the last of them.
class Stream {
public:
    explicit Stream(std::shared_ptr<Channel> channel);
    bool send(std::string text) { return end_->channel->send(std::move(text)); }
    void close() { end_->channel->close(); }
    bool is_gone() const { return end_->channel->is_gone(); }
    // Called once, from any thread, at once where it is gone already.
    void on_gone(std::function<void()> told) { end_->channel->on_gone(std::move(told)); }

private:
    struct End {
        std::shared_ptr<Channel> channel;
        ~End();
    };
    std::shared_ptr<End> end_;
};

class Reply {
public:
    // With a channel the response is a head alone, and the channel carries what follows.
    using Deliver = std::function<void(Response response, bool is_stream)>;
    using Open = std::function<std::shared_ptr<Channel>()>;
    Reply(Deliver deliver, Open open);

    void operator()(Response response) const;
    Stream stream(Response head) const;
    bool is_answered() const;

private:
    struct Once;
    std::shared_ptr<Once> once_;
};

// Line breaks in `data` become lines of it; a name or id with one is refused as a broken invariant.
std::string event(std::string_view name, std::string_view id, std::string_view data);

}  // namespace atranka::http
