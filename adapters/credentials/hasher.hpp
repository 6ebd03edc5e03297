#pragma once
// Passwords as argon2id, by libsodium: slow and large on purpose, so no more than a few at once.
// Shape:  "$argon2id$v=19$m=19456,t=2,p=1$…": 19 MiB, two passes. Whoever has no hash costs the same work as
//         whoever has one.
// Errors: `busy` where all places stay taken; std::bad_alloc where the memory is not there.
// Source: OWASP Password Storage Cheat Sheet (argon2id, m = 19 MiB, t = 2, p = 1); RFC 9106.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace atranka::credentials {

class Hasher {
public:
    enum class Fit { no, yes, busy };

    // `patience`: how long one who finds all places taken waits for one.
    explicit Hasher(int places = 4, std::chrono::milliseconds patience = std::chrono::seconds{2});

    // Nothing: busy.
    std::optional<std::string> hash(const std::string& password);
    // No hash, null or empty, fits no password.
    Fit verify(const std::string* hash, const std::string& password);

    // So many hashes were made, and so many at once at most.
    std::int64_t made() const;
    int most_at_once() const;

    // One of the places, as long as it lives; nothing: busy.
    class Place {
    public:
        explicit Place(Hasher& hasher) : hasher_{&hasher} {}
        Place(Place&& other) noexcept : hasher_{other.hasher_} { other.hasher_ = nullptr; }
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (hasher_ != nullptr) hasher_->leave();
        }

    private:
        Hasher* hasher_;
    };
    std::optional<Place> place();

private:
    void leave();

    const int places_;
    const std::chrono::milliseconds patience_;
    mutable std::mutex mutex_ = {};
    std::condition_variable free_ = {};
    int taken_ = 0, most_ = 0;
    std::int64_t made_ = 0;
    std::string nobodys_;  // a hash that fits no password anybody knows
};

}  // namespace atranka::credentials
