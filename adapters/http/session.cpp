#include "adapters/http/session.hpp"

#include "adapters/http/forwarded.hpp"

#include <algorithm>

namespace atranka::http {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::string_view go_ahead_text = "HTTP/1.1 100 Continue\r\n\r\n";

using State = Incoming::State;

std::string chunk(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string size;
    for (std::size_t left = text.size(); left > 0; left /= 16) size.insert(size.begin(), digits[left % 16]);
    return size.append("\r\n").append(text).append("\r\n");
}

}  // namespace

Session::Session(Host& host, std::unique_ptr<Wire> wire, std::string peer)
    : host_{host}, wire_{std::move(wire)}, peer_{std::move(peer)}, incoming_{host.settings.limits} {}

void Session::set_deadline(Millis from_now) { deadline_ = std::chrono::steady_clock::now() + from_now; }

void Session::start() {
    began_ = std::chrono::steady_clock::now();
    set_deadline(host_.settings.timeouts.head);
    wire_->greet([self = shared_from_this()](bool ok, std::size_t) {
        if (self->doing_ != Doing::greeting) return;
        if (!ok) return self->cut();
        self->doing_ = Doing::reading;
        self->go_on();
    });
}

void Session::read() {
    if (is_reading_) return;
    is_reading_ = true;
    wire_->read(bytes_.data(), bytes_.size(),
                [self = shared_from_this()](bool ok, std::size_t bytes) { self->have_read(ok, bytes); });
}

void Session::have_read(bool ok, std::size_t bytes) {
    is_reading_ = false;
    if (doing_ == Doing::finishing) return ok ? discard() : cut();
    if (doing_ == Doing::streaming) return ok ? read() : cut();
    if (doing_ != Doing::reading) return;
    if (ok) {
        read_at_ = host_.settings.now();
        incoming_.feed({bytes_.data(), bytes});
    } else if (incoming_.end() != State::refused) {
        return cut();
    }
    go_on();
}

void Session::go_on() {
    if (incoming_.state() == State::admission) admit();
    if (doing_ != Doing::reading) return;
    const State state = incoming_.state();
    if (state == State::refused) return refuse(incoming_.refusal());
    if (state == State::complete) return dispatch();
    if (host_.is_draining) return drain();
    wait_for_more(state);
    std::exchange(needs_go_ahead_, false) ? go_ahead() : read();
}

void Session::wait_for_more(State state) {
    const Timeouts& timeouts = host_.settings.timeouts;
    const Time now = std::chrono::steady_clock::now();
    // The time of the first head runs from the connection, not from its first byte.
    const bool is_new = state != last_ && !(is_first_ && state == State::head);
    last_ = state;
    if (is_new && !(is_first_ && state == State::waiting)) began_ = now;
    if (state == State::waiting) {
        deadline_ = began_ + (is_first_ ? timeouts.head : timeouts.idle);
    } else if (state == State::head) {
        deadline_ = began_ + timeouts.head;
    } else {
        const Millis earned{incoming_.body_bytes() * 1000 / timeouts.body_bytes_per_second};
        deadline_ = began_ + std::min(timeouts.body, timeouts.body_grace + earned);
    }
}

void Session::admit() {
    is_first_ = false;
    Request& request = incoming_.request();
    request.id = host_.new_id();
    is_bodiless_ = request.is_head;
    needs_go_ahead_ = false;
    const Settings& settings = host_.settings;
    const bool is_secured = !settings.certificate.empty();
    auto from = origin({peer_, is_secured ? "https" : "http"}, request.headers, settings.trusted_proxies);
    request.peer = std::move(from.peer);
    request.scheme = std::move(from.scheme);
    Admission admission{settings.limits.body_bytes};
    if (settings.admission) {
        try {
            admission = settings.admission(request);
        } catch (const std::exception&) {
            admission.refusal = problem(500, "the request could not be admitted");
        }
    }
    if (admission.refusal) {
        stays_ = incoming_.admit(0, [](std::string_view) { return true; }) == State::complete &&
                 incoming_.is_persistent();
        return answer(std::move(*admission.refusal), false);
    }
    if (admission.folder) {
        if (!admit_to_folder(admission)) return refuse({507, "the body could not be kept"});
    } else {
        incoming_.admit(admission.body_bytes, [&body = request.body](std::string_view piece) {
            body += piece;
            return true;
        });
    }
    needs_go_ahead_ = incoming_.state() == State::body && incoming_.expects_continue() &&
                      !incoming_.has_more() && incoming_.body_bytes() == 0;
}

// Only then is read on: an answer must not come between.
void Session::go_ahead() {
    is_going_ahead_ = true;
    wire_->write(go_ahead_text, {}, [self = shared_from_this()](bool ok, std::size_t) {
        self->is_going_ahead_ = false;
        if (self->doing_ != Doing::reading) return;
        if (!ok) return self->cut();
        self->host_.is_draining ? self->drain() : self->read();
    });
}

bool Session::admit_to_folder(const Admission& admission) {
    spool_ = std::make_shared<Spool>(*admission.folder, incoming_.request().id + ".part");
    if (!spool_->is_open()) return false;
    incoming_.admit(admission.body_bytes,
                    [spool = spool_.get()](std::string_view piece) { return spool->write(piece); });
    return true;
}

void Session::dispatch() {
    Request& request = incoming_.request();
    if (spool_) {
        if (!spool_->close()) return refuse({507, "the body could not be kept"});
        request.spooled = spool_->path();
        request.spool_file = std::move(spool_);
        spool_ = nullptr;
    }
    request.arrived = read_at_;
    doing_ = Doing::handling;
    ++serial_;
    deadline_ = Time::max();
    stays_ = incoming_.is_persistent();
    auto task = [request = std::make_shared<Request>(std::move(request)), reply = make_reply(),
                 &handler = host_.handler] {
        try {
            handler(std::move(*request), reply);
        } catch (const std::exception&) {
            // Unanswered it is answered 500 with the last copy of the reply; the handler logs what it knows.
        }
    };
    const auto kept = std::make_shared<decltype(task)>(std::move(task));
    if (host_.workers.run([kept] { (*kept)(); })) return;
    Response busy = problem(503, "the server is busy");
    busy.headers.emplace_back("Retry-After", "1");
    answer(std::move(busy), false);
}

Reply Session::make_reply() {
    const std::weak_ptr<Session> weak = weak_from_this();
    const Post post = host_.post;
    const auto on_session = [weak, post](auto does) {
        post([weak, does = std::move(does)]() mutable {
            if (const auto self = weak.lock()) does(*self);
        });
    };
    const std::size_t stream_bytes = host_.settings.limits.stream_bytes;
    const auto channel = std::make_shared<std::shared_ptr<BoundedChannel>>();
    auto open = [channel, on_session, stream_bytes, weak] {
        *channel = std::make_shared<BoundedChannel>(
            stream_bytes, [on_session] { on_session([](Session& self) { self.write_stream(); }); },
            [on_session] { on_session([](Session& self) { self.cut(); }); });
        if (weak.expired()) (*channel)->lose();
        return std::shared_ptr<Channel>{*channel};
    };
    // A task that the workers did not take leaves an answer behind, which is not the next request's.
    auto deliver = [channel, weak, post, serial = serial_](Response response, bool is_stream) {
        post([channel = std::move(*channel), weak, serial, response = std::move(response),
              is_stream]() mutable {
            const auto self = weak.lock();
            if (!self || self->doing_ != Doing::handling || self->serial_ != serial) {
                if (channel) channel->lose();
                return;
            }
            self->channel_ = std::move(channel);
            self->answer(std::move(response), is_stream);
        });
    };
    return {std::move(deliver), std::move(open)};
}

void Session::refuse(const Refusal& refusal) {
    stays_ = false;
    if (host_.settings.refused) host_.settings.refused(peer_, refusal.status, refusal.why);
    Response response = problem(refusal.status, refusal.why);
    if (refusal.status == 405)
        response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    answer(std::move(response), false);
}

void Session::answer(Response response, bool is_stream) {
    doing_ = Doing::writing;
    response_ = std::move(response);
    source_.reset();
    body_written_ = 0;
    if (response_.file) {
        source_ =
            std::make_unique<Source>(response_.file->path, response_.file->offset, response_.file->length);
        if (!source_->is_open()) {
            source_.reset();
            response_ = problem(500, "the file of the answer could not be read");
        }
    }
    // What was sent behind this request may be whole too.
    if (is_stream || (host_.is_draining && !incoming_.has_more())) stays_ = false;
    Frame frame{Framing::length, source_ ? source_->left() : response_.body.size(), stays_, {}};
    if (is_stream) frame.framing = incoming_.is_old() ? Framing::close : Framing::chunks;
    if (host_.settings.has_date) frame.date = host_.settings.now();
    auto head = head_text(response_, frame);
    if (!head) {
        response_ = problem(500, "the answer could not be written");
        source_.reset();
        if (channel_) std::exchange(channel_, nullptr)->lose();
        is_stream = false;
        frame.framing = Framing::length;
        frame.length = response_.body.size();
        head = head_text(response_, frame);
    }
    head_ = std::move(*head);
    if (is_bodiless_ || !has_body(response_.status)) {
        response_.body.clear();
        source_.reset();
        if (channel_) std::exchange(channel_, nullptr)->lose();
        is_stream = false;
    }
    set_deadline(host_.settings.timeouts.write);
    if (is_stream) {
        wire_->write(head_, {}, [self = shared_from_this()](bool ok, std::size_t) {
            if (self->doing_ != Doing::writing) return;
            if (!ok) return self->cut();
            self->doing_ = Doing::streaming;
            self->read();
            self->write_stream();
        });
        return;
    }
    write_body();
}

// The head goes with the first piece.
void Session::write_body() {
    std::string_view piece;
    if (source_) {
        piece_ = source_->read(piece_bytes);
        if (piece_.empty() && source_->left() > 0) return cut();
        piece = piece_;
    } else {
        piece = std::string_view{response_.body}.substr(body_written_, piece_bytes);
        body_written_ += piece.size();
    }
    set_deadline(host_.settings.timeouts.write);
    wire_->write(head_, piece, [self = shared_from_this()](bool ok, std::size_t) { self->written(ok); });
}

void Session::written(bool ok) {
    if (doing_ != Doing::writing) return;
    if (!ok) return cut();
    head_.clear();
    const bool has_more = source_ ? source_->left() > 0 : body_written_ < response_.body.size();
    if (has_more) return write_body();
    answered();
}

void Session::answered() {
    response_ = {};
    source_.reset();
    spool_.reset();
    if (!stays_) return finish();
    doing_ = Doing::reading;
    is_bodiless_ = false;
    last_ = State::complete;
    incoming_.next();
    go_on();
}

void Session::write_stream() {
    if (doing_ != Doing::streaming || is_writing_stream_ || !channel_) return;
    auto taken = channel_->take();
    if (taken.text.empty()) {
        deadline_ = Time::max();
        if (taken.is_closed || host_.is_draining) end_stream();
        return;
    }
    piece_ = incoming_.is_old() ? std::move(taken.text) : chunk(taken.text);
    is_writing_stream_ = true;
    set_deadline(host_.settings.timeouts.write);
    wire_->write(piece_, {}, [self = shared_from_this()](bool ok, std::size_t) {
        self->is_writing_stream_ = false;
        if (self->doing_ != Doing::streaming) return;
        if (!ok) return self->cut();
        self->write_stream();
    });
}

void Session::end_stream() {
    doing_ = Doing::writing;
    std::exchange(channel_, nullptr)->lose();
    head_ = incoming_.is_old() ? "" : "0\r\n\r\n";
    response_ = {};
    write_body();
}

void Session::finish() {
    doing_ = Doing::finishing;
    set_deadline(host_.settings.timeouts.linger);
    wire_->finish(is_reading_, [self = shared_from_this()](bool ok, std::size_t) {
        if (self->doing_ != Doing::finishing) return;
        if (!ok) return self->cut();
        if (!self->is_reading_) self->discard();
    });
}

// Closing while there is something to read would take the answer from who has not read it.
void Session::discard() {
    wire_->discard(bytes_.data(), bytes_.size(), [self = shared_from_this()](bool ok, std::size_t) {
        if (self->doing_ != Doing::finishing) return;
        ok ? self->discard() : self->cut();
    });
}

void Session::drain() {
    if (doing_ == Doing::greeting) return cut();
    if (doing_ == Doing::streaming) return write_stream();
    if (doing_ != Doing::reading) return;
    if (is_going_ahead_) return;  // it comes back here when that is written
    if (incoming_.state() == State::waiting) return finish();
    refuse({503, "the server is stopping"});
}

void Session::cut() {
    if (doing_ == Doing::nothing) return;
    const auto self = shared_from_this();
    doing_ = Doing::nothing;
    wire_->cut();
    if (channel_) std::exchange(channel_, nullptr)->lose();
    host_.left(*this);
}

void Session::expire(Time now) {
    if (now < deadline_) return;
    const bool has_begun = incoming_.state() == State::head || incoming_.state() == State::body;
    if (doing_ == Doing::reading && has_begun && !is_going_ahead_)
        return refuse({408, "the request comes too slowly"});
    cut();
}

std::optional<Time> Session::waiting_since() const {
    const bool waits = doing_ == Doing::greeting || doing_ == Doing::finishing ||
                       (doing_ == Doing::reading && incoming_.state() <= State::head);
    if (!waits) return {};
    return began_;
}

}  // namespace atranka::http
