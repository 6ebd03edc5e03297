#include "adapters/credentials/hasher.hpp"

#include "adapters/credentials/secrets.hpp"
#include "engine/kernel/invariant.hpp"

#include <sodium.h>
#include <algorithm>
#include <new>

namespace atranka::credentials {

namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;
constexpr std::size_t password_bytes_max = 1024;  // 256 code points of four bytes

std::string hash_of(const std::string& password) {
    std::string text(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc{};
    text.resize(text.find('\0'));
    return text;
}

}  // namespace

Hasher::Hasher(int places, std::chrono::milliseconds patience)
    : places_{places}, patience_{patience}, nobodys_{hash_of(new_secret())} {
    invariant(places > 0, "somebody can be let in");
}

std::optional<Hasher::Place> Hasher::place() {
    std::unique_lock lock{mutex_};
    const auto until = std::chrono::system_clock::now() + patience_;
    if (!free_.wait_until(lock, until, [&] { return taken_ < places_; })) return std::nullopt;
    most_ = std::max(most_, ++taken_);
    return std::optional<Place>{std::in_place, *this};
}

void Hasher::leave() {
    {
        const std::lock_guard lock{mutex_};
        --taken_;
    }
    free_.notify_one();
}

std::optional<std::string> Hasher::hash(const std::string& password) {
    const auto taken = place();
    if (!taken) return std::nullopt;
    std::string text = hash_of(password);
    const std::lock_guard lock{mutex_};
    ++made_;
    return text;
}

Hasher::Fit Hasher::verify(const std::string* hash, const std::string& password) {
    const auto taken = place();
    if (!taken) return Fit::busy;
    const bool is_somebodys = hash != nullptr && !hash->empty() && password.size() <= password_bytes_max;
    const std::string& against = is_somebodys ? *hash : nobodys_;
    const std::size_t size = std::min(password.size(), password_bytes_max);
    const bool fits = crypto_pwhash_str_verify(against.c_str(), password.data(), size) == 0;
    const std::lock_guard lock{mutex_};
    ++made_;
    return fits && is_somebodys ? Fit::yes : Fit::no;
}

std::int64_t Hasher::made() const {
    const std::lock_guard lock{mutex_};
    return made_;
}

int Hasher::most_at_once() const {
    const std::lock_guard lock{mutex_};
    return most_;
}

}  // namespace atranka::credentials
