#include "adapters/system/committer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace atranka::system {

namespace {

constexpr std::size_t group_max = 256;
constexpr int tries_max = 100;

using Answered = service::Service::Answer;

void tell(const Committer::Answer& whom, Answered&& answer) {
    if (answer)
        whom(std::move(*answer), nullptr);
    else
        whom(std::nullopt, std::make_exception_ptr(answer.error()));
}

}  // namespace

Committer::Committer(service::Service& service, std::unique_ptr<service::EventStore> store)
    : service_(service), store_(std::move(store)) {
    if (store_) writer_ = std::thread{[this] { write(); }};
    worker_ = std::thread{[this] { store_ ? work_apart() : work(); }};
}

Committer::~Committer() {
    {
        const std::scoped_lock lock{mutex_};
        is_ending_ = true;
    }
    woken_.notify_one();
    worker_.join();
    if (!writer_.joinable()) return;
    {
        const std::scoped_lock lock{mutex_};
        is_over_ = true;
    }
    given_woken_.notify_one();
    writer_.join();
}

std::future<Result<service::Done>> Committer::ask(service::Request request) {
    auto promise = std::make_shared<std::promise<Result<service::Done>>>();
    auto answer = promise->get_future();
    ask(std::move(request),
        [promise](std::optional<Result<service::Done>> done, const std::exception_ptr& failed) {
            if (failed)
                promise->set_exception(failed);
            else
                promise->set_value(std::move(*done));
        });
    return answer;
}

void Committer::ask(service::Request request, Answer answer) {
    service::prepare(request);
    put({std::move(request), std::move(answer), {}});
}

void Committer::run(std::function<void(service::Service&)> work) { put({{}, {}, std::move(work)}); }

void Committer::put(Asked asked) {
    {
        const std::scoped_lock lock{mutex_};
        waiting_.push_back(std::move(asked));
    }
    woken_.notify_one();
}

// What may be done together of those that wait: work alone, and apart from the rest what looks at more than
// streams where groups overlap.
Committer::Group Committer::take(std::size_t most) {
    Group group;
    const bool is_first_alone = is_alone(waiting_.front());
    do {
        group.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    } while (!waiting_.empty() && group.size() < most && !group.back().work && !waiting_.front().work &&
             (!store_ || is_alone(waiting_.front()) == is_first_alone));
    return group;
}

bool Committer::is_alone(const Asked& asked) {
    return asked.work || !service::Service::decides_on_streams_alone(asked.request);
}

void Committer::work() {
    for (;;) {
        Group group;
        {
            std::unique_lock lock{mutex_};
            woken_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            group = take(group_max);
        }
        if (group.front().work)
            group.front().work(service_);
        else
            answer_in_turn(std::move(group));
    }
}

void Committer::answer_in_turn(Group group) {
    std::vector<service::Request> requests;
    requests.reserve(group.size());
    for (Asked& asked : group) requests.push_back(std::move(asked.request));
    std::vector<Answered> answers;
    std::exception_ptr failed;
    try {
        answers = service_.handle_each(std::move(requests));
    } catch (...) {
        failed = std::current_exception();
    }
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (failed)
            group[i].answer(std::nullopt, failed);
        else
            tell(group[i].answer, std::move(answers[i]));
    }
}

void Committer::work_apart() {
    std::unique_ptr<Course> before;
    for (;;) {
        Group group;
        {
            std::unique_lock lock{mutex_};
            woken_.wait(lock, [&] { return is_written_ || !waiting_.empty() || (is_ending_ && !before); });
            if (!is_written_ && waiting_.empty()) return;
            if (!is_written_) group = take(group_max);
        }
        if (group.empty() || is_alone(group.front())) {
            pass_on(std::move(before), nullptr);
            if (group.empty()) continue;
            if (group.front().work)
                group.front().work(service_);
            else
                answer_in_turn(std::move(group));
            continue;
        }
        auto next = decide(std::move(group));
        if (next && !before && next->asked.size() == 1) {
            // Nobody else asks: waking the other thread would take longer than it saves.
            service_.send(*next->commands);
            write(*next);
            service_.arrive(*next->commands);
            end(*next, nullptr);
            continue;
        }
        before = pass_on(std::move(before), std::move(next));
    }
}

std::unique_ptr<Committer::Course> Committer::decide(Group group) {
    auto course = std::make_unique<Course>();
    decide(*course, std::move(group));
    return course->commands ? std::move(course) : nullptr;
}

void Committer::decide(Course& course, Group group) {
    std::vector<service::Request> requests;
    requests.reserve(group.size());
    for (Asked& asked : group) requests.push_back(std::move(asked.request));
    try {
        if (course.commands)
            service_.join(*course.commands, std::move(requests));
        else
            course.commands = service_.decide(std::move(requests));
    } catch (...) {
        for (const Asked& asked : group) asked.answer(std::nullopt, std::current_exception());
        return;
    }
    std::ranges::move(group, std::back_inserter(course.asked));
}

// Until what is on its way is written, whoever asks meanwhile joins those who are next.
void Committer::wait_until_written(Course* next) {
    std::unique_lock lock{mutex_};
    const auto may_join = [&] {
        return next != nullptr && next->asked.size() < group_max && !waiting_.empty() &&
               !is_alone(waiting_.front());
    };
    for (;;) {
        woken_.wait(lock, [&] { return is_written_ || may_join(); });
        if (is_written_) break;
        Group group = take(group_max - next->asked.size());
        lock.unlock();
        decide(*next, std::move(group));
        lock.lock();
    }
    is_written_ = false;
}

// Once those before are written, the next are; where they were not recorded, both are asked again.
std::unique_ptr<Committer::Course> Committer::pass_on(std::unique_ptr<Course> before,
                                                      std::unique_ptr<Course> next) {
    bool is_recorded = true;
    if (before) {
        wait_until_written(next.get());
        is_recorded = service_.arrive(*before->commands);
    }
    if (next && is_recorded) {
        service_.send(*next->commands);
        {
            const std::scoped_lock lock{mutex_};
            given_ = next.get();
        }
        given_woken_.notify_one();
    }
    if (before) end(*before, is_recorded ? nullptr : next.get());
    return is_recorded ? std::move(next) : nullptr;
}

void Committer::end(Course& course, Course* decided_over_it) {
    service::Underway& commands = *course.commands;
    std::exception_ptr failed = commands.failed;
    try {
        service_.finish(commands);
    } catch (...) {
        failed = std::current_exception();
    }
    Group again;
    const auto put_again = [&again](Course& of, std::size_t i) {
        again.push_back(
            {std::move(of.commands->requests[i]), std::move(of.asked[i].answer), {}, of.asked[i].tries + 1});
    };
    for (std::size_t i = 0; i < course.asked.size(); ++i) {
        if (std::ranges::find(commands.ready, i) != commands.ready.end()) continue;
        if (commands.answers[i])
            tell(course.asked[i].answer, std::move(*commands.answers[i]));
        else if (failed)
            course.asked[i].answer(std::nullopt, failed);
        else if (course.asked[i].tries == tries_max)
            course.asked[i].answer(std::nullopt, std::make_exception_ptr(service::too_busy()));
        else
            put_again(course, i);
    }
    if (decided_over_it != nullptr)
        for (std::size_t i = 0; i < decided_over_it->asked.size(); ++i) put_again(*decided_over_it, i);
    const std::scoped_lock lock{mutex_};
    waiting_.insert(waiting_.begin(), std::make_move_iterator(again.begin()),
                    std::make_move_iterator(again.end()));
}

// On either thread, one at a time.
void Committer::write(Course& course) {
    service::Underway& commands = *course.commands;
    service_.write(*store_, commands);
    for (const std::size_t i : commands.ready) tell(course.asked[i].answer, std::move(*commands.answers[i]));
}

void Committer::write() {
    for (;;) {
        Course* course = nullptr;
        {
            std::unique_lock lock{mutex_};
            given_woken_.wait(lock, [this] { return given_ != nullptr || is_over_; });
            if (given_ == nullptr) return;
            course = std::exchange(given_, nullptr);
        }
        write(*course);
        {
            const std::scoped_lock lock{mutex_};
            is_written_ = true;
        }
        woken_.notify_one();
    }
}

}  // namespace atranka::system
