#pragma once
// One connection: reads a request, has it answered, writes the answer, and begins again.
// Shape:  everything but `Reply` happens on the thread of input and output.

#include "adapters/http/channel.hpp"
#include "adapters/http/incoming.hpp"
#include "adapters/http/outgoing.hpp"
#include "adapters/http/spool.hpp"
#include "adapters/http/wire.hpp"
#include "adapters/http/workers.hpp"

#include <array>

namespace atranka::http {

using Time = std::chrono::steady_clock::time_point;
using Post = std::function<void(std::function<void()>)>;

class Session;

// What sessions share of their server.
struct Host {
    const Settings& settings;
    const Handler& handler;
    Workers& workers;
    Post post;  // to the thread of input and output; may be called when the server is gone
    std::function<std::string()> new_id;
    std::function<void(Session&)> left;
    bool is_draining = false;
};

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Host& host, std::unique_ptr<Wire> wire, std::string peer);

    void start();
    void drain();
    void cut();
    void expire(Time now);
    // Since when nothing whole has come that could be answered, if so.
    std::optional<Time> waiting_since() const;
    const std::string& peer() const { return peer_; }

private:
    enum class Doing { greeting, reading, handling, writing, streaming, finishing, nothing };

    void read();
    void have_read(bool ok, std::size_t bytes);
    void go_on();
    void wait_for_more(Incoming::State state);
    void admit();
    void go_ahead();
    bool admit_to_folder(const Admission& admission);
    void dispatch();
    Reply make_reply();
    void refuse(const Refusal& refusal);
    void answer(Response response, bool is_stream);
    void write_body();
    void written(bool ok);
    void answered();
    void write_stream();
    void end_stream();
    void finish();
    void discard();
    void set_deadline(Millis from_now);

    Host& host_;
    std::unique_ptr<Wire> wire_;
    std::string peer_;
    Incoming incoming_;
    Doing doing_ = Doing::greeting;
    Time deadline_ = Time::max();
    Time began_ = {};                                   // waiting, or this head, or this body
    Incoming::State last_ = Incoming::State::complete;  // when it was looked at last
    Instant read_at_ = {};
    bool is_reading_ = false, is_first_ = true;
    std::array<char, 8 * 1024> bytes_ = {};

    std::shared_ptr<Spool> spool_;
    std::string head_, piece_;
    Response response_ = {};
    std::unique_ptr<Source> source_;
    std::size_t body_written_ = 0;
    bool needs_go_ahead_ = false, is_going_ahead_ = false;
    std::uint64_t serial_ = 0;  // of the request that is handled
    bool is_bodiless_ = false, stays_ = false, is_writing_stream_ = false;
    std::shared_ptr<BoundedChannel> channel_;
};

}  // namespace atranka::http
