#include "adapters/http/channel.hpp"

namespace atranka::http {

BoundedChannel::BoundedChannel(std::size_t bytes_max, std::function<void()> filled,
                               std::function<void()> overflowed)
    : bytes_max_{bytes_max}, filled_{std::move(filled)}, overflowed_{std::move(overflowed)} {}

bool BoundedChannel::send(std::string text) {
    bool was_empty = false;
    {
        const std::lock_guard lock{mutex_};
        if (is_gone_ || is_closed_) return false;
        if (text.empty()) return true;
        if (waiting_.size() + text.size() <= bytes_max_) {
            was_empty = waiting_.empty();
            waiting_ += text;
            text.clear();
        }
    }
    if (!text.empty()) {
        lose();
        overflowed_();
        return false;
    }
    if (was_empty) filled_();
    return true;
}

void BoundedChannel::close() {
    {
        const std::lock_guard lock{mutex_};
        if (is_gone_ || is_closed_) return;
        is_closed_ = true;
    }
    filled_();
}

bool BoundedChannel::is_gone() const {
    const std::lock_guard lock{mutex_};
    return is_gone_;
}

void BoundedChannel::on_gone(std::function<void()> told) {
    {
        const std::lock_guard lock{mutex_};
        if (!is_gone_) return told_.push_back(std::move(told));
    }
    told();
}

BoundedChannel::Taken BoundedChannel::take() {
    const std::lock_guard lock{mutex_};
    return {std::exchange(waiting_, {}), is_closed_};
}

void BoundedChannel::lose() {
    std::vector<std::function<void()>> told;
    {
        const std::lock_guard lock{mutex_};
        if (std::exchange(is_gone_, true)) return;
        told.swap(told_);
    }
    for (const auto& one : told) one();
}

}  // namespace atranka::http
