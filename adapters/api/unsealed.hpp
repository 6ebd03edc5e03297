#pragma once
// What was unsealed for a request, kept a short while for those that follow.
// Shape:  shared by all requests; the oldest goes first. What was unsealed before the newest entry of the
//         instance log is let go of as soon as that entry is known of: it may be an erasure.
// Units:  bytes of text, about.

#include "engine/inquiry/wording.hpp"

#include <chrono>
#include <list>
#include <map>
#include <mutex>

namespace atranka::api {

class Unsealed final : public inquiry::Unsealed {
public:
    using Time = std::chrono::steady_clock::time_point;

    All find(const Key& key) override;
    void put(const Key& key, All told) override;
    // What was unsealed when the instance log had fewer entries, and whatever is too old.
    void let_go(std::int64_t instance_size, Time now = std::chrono::steady_clock::now());

private:
    struct Kept {
        Key key;
        All told;
        std::size_t bytes;
        Time until;
    };
    void drop_oldest();

    std::mutex mutex_;
    std::list<Kept> kept_;  // the oldest first
    std::map<Key, std::list<Kept>::iterator> known_;
    std::size_t bytes_ = 0;
    std::int64_t instance_size_ = 0;
};

}  // namespace atranka::api
