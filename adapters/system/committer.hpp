#pragma once
// Many writers, one at a time: whatever is asked while the disk is busy goes to it together next time.
// Shape:  any thread asks and waits for its own answer; one thread of its own gives them to the service,
//         which makes each group durable at once. Nobody waits for a group to fill.
// Units:  a group holds up to 256 commands.
// Errors: whatever the service throws reaches everyone of the group, none of whose commands was accepted.
// Source: LEDGER.md, "Facts measured" (what a commit costs, and what ten in one).

#include "engine/service/service.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace atranka::system {

class Committer {
public:
    explicit Committer(service::Service& service);
    // Answers everyone who has asked.
    ~Committer();

    std::future<Result<service::Done>> ask(service::Request request);

private:
    struct Asked {
        service::Request request;
        std::promise<Result<service::Done>> answer;
    };
    void work();
    void answer(std::deque<Asked> group);

    service::Service& service_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::deque<Asked> waiting_;
    bool is_ending_ = false;
    std::thread worker_;
};

}  // namespace atranka::system
