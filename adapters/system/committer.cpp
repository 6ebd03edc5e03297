#include "adapters/system/committer.hpp"

namespace atranka::system {

namespace {

constexpr std::size_t group_max = 256;

}  // namespace

Committer::Committer(service::Service& service) : service_(service), worker_([this] { work(); }) {}

Committer::~Committer() {
    {
        const std::scoped_lock lock{mutex_};
        is_ending_ = true;
    }
    woken_.notify_one();
    worker_.join();
}

std::future<Result<service::Done>> Committer::ask(service::Request request) {
    Asked asked{std::move(request), {}};
    auto answer = asked.answer.get_future();
    {
        const std::scoped_lock lock{mutex_};
        waiting_.push_back(std::move(asked));
    }
    woken_.notify_one();
    return answer;
}

void Committer::work() {
    for (;;) {
        std::deque<Asked> group;
        {
            std::unique_lock lock{mutex_};
            woken_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            while (!waiting_.empty() && group.size() < group_max) {
                group.push_back(std::move(waiting_.front()));
                waiting_.pop_front();
            }
        }
        answer(std::move(group));
    }
}

void Committer::answer(std::deque<Asked> group) {
    std::vector<service::Request> requests;
    requests.reserve(group.size());
    for (Asked& asked : group) requests.push_back(std::move(asked.request));
    try {
        auto answers = service_.handle_each(std::move(requests));
        for (std::size_t i = 0; i < group.size(); ++i) group[i].answer.set_value(std::move(answers[i]));
    } catch (...) {
        for (Asked& asked : group) asked.answer.set_exception(std::current_exception());
    }
}

}  // namespace atranka::system
