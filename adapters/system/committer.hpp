#pragma once
// Many writers, one at a time: whatever is asked while the disk is busy goes to it together next time.
// Shape:  any thread asks and waits for its own answer; the commands of a group are decided together and made
//         durable at once. Nobody waits for a group to fill. With a store to write with, a group is decided
//         while the one before is written, on a thread of its own; without one, both are done in turn.
// Units:  a group holds up to 256 commands.
// Errors: a Failure of one command reaches whoever asked it; one of the write, everyone of the group, none of
//         whose commands was accepted. What was decided over such a group is decided again.
// Source: LEDGER.md, "Facts measured" (what a commit costs, and what ten in one); DESIGN.md §6.

#include "engine/service/underway.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace atranka::system {

class Committer {
public:
    // `store`: another one of the same record.
    explicit Committer(service::Service& service, std::unique_ptr<service::EventStore> store = nullptr);
    // Answers everyone who has asked.
    ~Committer();

    // On a thread of the committer: exactly one of them, the outcome or why the environment failed.
    using Answer = std::function<void(std::optional<Result<service::Done>>, std::exception_ptr)>;

    std::future<Result<service::Done>> ask(service::Request request);
    void ask(service::Request request, Answer answer);
    // Anything else that needs the service, in its turn.
    void run(std::function<void(service::Service&)> work);

private:
    struct Asked {
        service::Request request;
        Answer answer;
        std::function<void(service::Service&)> work;  // in the place of a request
        int tries = 0;
    };
    using Group = std::deque<Asked>;
    // A group that is decided, and whom it is to be told.
    struct Course {
        std::unique_ptr<service::Underway> commands;
        Group asked;
    };

    void put(Asked asked);
    Group take(std::size_t most);
    static bool is_alone(const Asked& asked);
    void work();
    void answer_in_turn(Group group);

    void work_apart();
    std::unique_ptr<Course> decide(Group group);
    void decide(Course& course, Group group);
    void wait_until_written(Course* next);
    std::unique_ptr<Course> pass_on(std::unique_ptr<Course> before, std::unique_ptr<Course> next);
    void end(Course& course, Course* decided_over_it);
    void write(Course& course);
    void write();

    service::Service& service_;
    std::unique_ptr<service::EventStore> store_;
    std::mutex mutex_;
    std::condition_variable woken_, given_woken_;
    Group waiting_;
    bool is_ending_ = false;
    Course* given_ = nullptr;  // to be written
    bool is_written_ = false;  // what was given last
    bool is_over_ = false;     // nothing more will be given
    std::thread worker_, writer_;
};

}  // namespace atranka::system
