#include "adapters/cli/feed.hpp"

#include "adapters/api/commands.hpp"
#include "adapters/api/problem.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/json/json.hpp"
#include "engine/inquiry/inquiry.hpp"

namespace atranka::cli {

namespace {

constexpr std::size_t listeners_max = 256, of_one_person_max = 16;
constexpr auto listens_for = std::chrono::minutes{15};
constexpr auto comment_every = std::chrono::seconds{15};  // by which a silent loss is noticed
constexpr auto look_every = std::chrono::seconds{1};      // for what other programs wrote
constexpr std::int64_t entries_at_once = 500;

inquiry::Inquiry of(api::Desk& desk, const PersonId& person, Instant now) {
    return {*desk.store, desk.service->states(), {person, now}};
}

// A short name of what they see; empty where that is nothing.
std::string seen(inquiry::Inquiry& inquiry, const std::string& stream) {
    const std::size_t slash = stream.find('/');
    const std::string kind = stream.substr(0, slash), id = stream.substr(slash + 1);
    const auto named = [](const auto& found) {
        return found ? api::etag_of(json::write(kernel::encode(*found))) : std::string{};
    };
    if (kind == "application") return named(inquiry.application(id));
    return kind == "call" ? named(inquiry.call(id)) : std::string{};
}

// The position of the entry that was written last.
std::int64_t newest(service::EventStore& store) {
    std::int64_t entries = 0;
    for (const std::string& log : store.logs()) entries += store.size(log);
    return entries;
}

}  // namespace

Feed::Feed(std::function<std::unique_ptr<api::Desk>()> open_desk, Who who, service::Clock& clock)
    : open_desk_(std::move(open_desk)), who_(std::move(who)), clock_(clock) {
    thread_ = std::thread{[this] { work(); }};
}

Feed::~Feed() {
    {
        const std::scoped_lock lock{mutex_};
        is_ending_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void Feed::listen(api::Request request, const http::Reply& reply,
                  const std::function<void(api::Response)>& refuse) {
    const auto caller = who_(request);
    if (!caller) return refuse(caller.error().response);
    if (caller->person.empty()) return refuse(api::unauthenticated());
    if (!caller->scopes.empty() && !caller->scopes.contains("read"))
        return refuse(api::problem(403, "insufficient-scope", "The token does not go so far",
                                   "it lacks the scope read"));
    {
        const std::scoped_lock lock{mutex_};
        if (listening_ >= listeners_max || of_person_[caller->person] >= of_one_person_max)
            return refuse(api::problem(503, "unavailable", "Too many listen", "ask again in a while"));
        ++listening_;
        ++of_person_[caller->person];
    }
    http::Response head{
        200,
        {{"content-type", "text/event-stream"}, {"cache-control", "no-store"}, {"x-accel-buffering", "no"}}};
    Listener listener{std::move(request),
                      caller->person,
                      reply.stream(std::move(head)),
                      std::chrono::steady_clock::now() + listens_for,
                      {}};
    {
        const std::scoped_lock lock{mutex_};
        coming_.push_back(std::move(listener));
    }
    woken_.notify_one();
}

void Feed::changed() {
    {
        const std::scoped_lock lock{mutex_};
        if (listening_ == 0) return;
        is_changed_ = true;
    }
    woken_.notify_one();
}

// The streams that entries touched since those that were told.
std::set<std::string> Feed::written() {
    std::set<std::string> streams;
    for (;;) {
        const auto entries = desk_->store->written(told_, entries_at_once);
        for (const service::Written& entry : entries) {
            told_ = entry.position;
            if (const auto events = json::parse(entry.events); events && events->is_object())
                for (const auto& [stream, list] : events->as_object()) streams.insert(stream);
        }
        if (std::ssize(entries) < entries_at_once) return streams;
    }
}

bool Feed::is_over(Listener& listener) {
    if (listener.stream.is_gone() || std::chrono::steady_clock::now() >= listener.until) return true;
    // Whoever signed out or was disabled meanwhile hears no more.
    listener.request.arrived = clock_.now();
    const auto caller = who_(listener.request);
    return !caller || caller->person != listener.person;
}

// What they see now of applications of which they read a part.
void Feed::begin(Listener& listener) {
    inquiry::Inquiry inquiry = of(*desk_, listener.person, clock_.now());
    for (const service::ApplicationRow& row : inquiry.applications({}))
        listener.known["application/" + row.application] = seen(inquiry, "application/" + row.application);
    for (const service::CallRow& row : inquiry.calls())
        listener.known["call/" + row.call] = seen(inquiry, "call/" + row.call);
    listener.stream.send(": listening\n\n");
}

void Feed::tell(Listener& listener, const std::string& stream) {
    inquiry::Inquiry inquiry = of(*desk_, listener.person, clock_.now());
    std::string now = seen(inquiry, stream);
    std::string& before = listener.known[stream];
    if (now.empty() || now == before) return;
    before = std::move(now);
    const std::size_t slash = stream.find('/');
    listener.stream.send(http::event(stream.substr(0, slash), "",
                                     json::write(Value::object({{"id", stream.substr(slash + 1)}}))));
}

void Feed::work() {
    auto commented = std::chrono::steady_clock::now();
    for (;;) {
        std::list<Listener> coming;
        {
            std::unique_lock lock{mutex_};
            woken_.wait_for(lock, listening_ == 0 ? comment_every : std::chrono::milliseconds{look_every},
                            [this] { return is_ending_ || is_changed_ || !coming_.empty(); });
            if (is_ending_) return;
            is_changed_ = false;
            coming.swap(coming_);
        }
        if (listeners_.empty() && coming.empty()) continue;
        try {
            if (!desk_) desk_ = open_desk_();
            // Whoever begins to listen reads what there is by then.
            if (listeners_.empty()) told_ = newest(*desk_->store);
            const std::set<std::string> streams = written();
            const bool comments = std::chrono::steady_clock::now() - commented >= comment_every;
            if (comments) commented = std::chrono::steady_clock::now();
            std::vector<PersonId> gone;
            if (comments || !streams.empty())
                std::erase_if(listeners_, [&](Listener& listener) {
                    if (!is_over(listener)) return false;
                    gone.push_back(listener.person);
                    return true;
                });
            for (Listener& listener : listeners_) {
                if (comments) listener.stream.send(": still here\n\n");
                for (const std::string& stream : streams) tell(listener, stream);
            }
            for (Listener& listener : coming) begin(listener);
            listeners_.splice(listeners_.end(), coming);
            const std::scoped_lock lock{mutex_};
            listening_ -= gone.size();
            for (const PersonId& person : gone)
                if (--of_person_[person] == 0) of_person_.erase(person);
        } catch (const service::Failure& failure) {
            // Whoever listens connects anew, and reads afresh.
            Program::warn(std::string{"events are not told: "} + failure.what());
            const std::scoped_lock lock{mutex_};
            listening_ = coming_.size();
            listeners_.clear();
            of_person_.clear();
            for (const Listener& one : coming_) ++of_person_[one.person];
        }
    }
}

}  // namespace atranka::cli
