#pragma once
// Server-sent events: tells whoever listens that something changed which they may see, and nothing else.
// Shape:  event "application" or "call", its data {"id"}; what it looks like now is read from its path.
//         Somebody who reads only part of an application is told when that part changed, so that silence and
//         speech both say nothing of the rest. What changed is read from the record, whoever wrote it.
// Units:  at most 256 listen at once, each for 15 minutes: a browser connects anew by itself. What another
//         program wrote is told within a second or two.
// Source: the HTML standard, "Server-sent events"; DESIGN.md §8 ("no leak").

#include "adapters/api/world.hpp"
#include "adapters/http/reply.hpp"

#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <thread>

namespace atranka::cli {

class Feed {
public:
    // `who`: as whom that request speaks at this moment.
    using Who = std::function<tl::expected<api::Caller, api::TurnedAway>(const api::Request&)>;
    Feed(std::function<std::unique_ptr<api::Desk>()> open_desk, Who who, service::Clock& clock);
    ~Feed();

    // Answers the request with a stream, or with a problem where it may not listen.
    void listen(api::Request request, const http::Reply& reply,
                const std::function<void(api::Response)>& refuse);
    // This server wrote something: looks at once.
    void changed();

private:
    struct Listener {
        api::Request request;
        PersonId person;
        http::Stream stream;
        std::chrono::steady_clock::time_point until;
        std::map<std::string, std::string> known;  // by stream, what they saw of it
    };
    void work();
    std::set<std::string> written();
    void begin(Listener& listener);
    void tell(Listener& listener, const std::string& stream);
    bool is_over(Listener& listener);

    std::function<std::unique_ptr<api::Desk>()> open_desk_;
    Who who_;
    service::Clock& clock_;
    std::unique_ptr<api::Desk> desk_;  // of the thread that tells
    std::mutex mutex_;
    std::condition_variable woken_;
    std::list<Listener> coming_;
    std::size_t listening_ = 0;
    std::map<PersonId, std::size_t> of_person_;  // listeners, by whom
    bool is_changed_ = false, is_ending_ = false;
    std::list<Listener> listeners_;
    std::int64_t told_ = 0;  // up to which position of the record
    std::thread thread_;
};

}  // namespace atranka::cli
