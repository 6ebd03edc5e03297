#pragma once
// Bytes of a connection become requests, without a socket: Beast's parser, and before and behind it what a
// strict server refuses besides.
// Shape:  feed bytes; at `admission` say what may follow; at `complete` take the request, and go on with
//         `next`. What comes behind a request is kept for the next one.
// Units:  bytes.
// Errors: `refused`, with the status and a sentence that has none of the input; nothing comes after it.
// Source: RFC 9112; sections 2.2 (bare CR and LF), 3.2 (Host), 5.1 and 5.2 (blanks, folding), 6.1 and 6.3
//         (conflicting lengths), 7.1.1 (chunk extensions).

#include "adapters/http/server.hpp"

namespace atranka::http {

struct Refusal {
    int status = 400;
    std::string_view why;
};

// Where the pieces of a body go. False: they cannot be kept.
using Sink = std::function<bool(std::string_view piece)>;

class Incoming {
public:
    enum class State {
        waiting,    // nothing of a request has come
        head,       // a part of its head
        admission,  // the whole head
        body,
        complete,
        refused
    };
    explicit Incoming(const Limits& limits);
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    State feed(std::string_view bytes);
    State admit(std::uint64_t body_bytes, Sink sink);
    State next();
    // No more bytes will come.
    State end();

    State state() const { return state_; }
    const Refusal& refusal() const { return refusal_; }
    // From admission on; its body goes to the sink.
    Request& request() { return request_; }
    bool has_more() const { return !buffer_.empty(); }  // behind a whole one
    bool is_persistent() const { return is_persistent_; }
    bool expects_continue() const { return expects_continue_; }
    bool is_old() const { return is_old_; }  // HTTP/1.0
    std::uint64_t body_bytes() const { return body_bytes_; }

private:
    class Parser;
    State advance();
    State read_head();
    State read_body();
    State refuse(int status, std::string_view why);
    State too_long();
    bool screen();

    const Limits& limits_;
    State state_ = State::waiting;
    Refusal refusal_ = {};
    std::string buffer_ = {};
    std::size_t screened_ = 0;  // of the buffer, in the head
    std::unique_ptr<Parser> parser_;
    Request request_ = {};
    bool is_persistent_ = false, expects_continue_ = false, is_old_ = false;
    std::uint64_t body_bytes_ = 0;
};

}  // namespace atranka::http
