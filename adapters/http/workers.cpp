#include "adapters/http/workers.hpp"

namespace atranka::http {

Workers::Workers(std::size_t threads, std::size_t waiting_max) : waiting_max_{waiting_max} {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

bool Workers::run(std::function<void()> task) {
    {
        const std::lock_guard lock{mutex_};
        if (is_stopping_ || waiting_.size() >= waiting_max_) return false;
        waiting_.push_back(std::move(task));
    }
    woken_.notify_one();
    return true;
}

void Workers::stop() {
    std::deque<std::function<void()>> dropped;
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
        dropped.swap(waiting_);
    }
    woken_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void Workers::work() {
    while (true) {
        std::function<void()> task;
        {
            std::unique_lock lock{mutex_};
            woken_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            task = std::move(waiting_.front());
            waiting_.pop_front();
        }
        task();
    }
}

}  // namespace atranka::http
