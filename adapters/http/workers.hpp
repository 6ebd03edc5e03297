#pragma once
// A few threads, and a bounded queue in front of them.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace atranka::http {

class Workers {
public:
    Workers(std::size_t threads, std::size_t waiting_max);
    // Waits for the tasks under way; those that wait are dropped.
    ~Workers() { stop(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    // False: the queue is full, or it has stopped.
    bool run(std::function<void()> task);
    void stop();

private:
    void work();

    std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::deque<std::function<void()>> waiting_;
    bool is_stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace atranka::http
