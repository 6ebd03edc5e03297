#include "adapters/api/unsealed.hpp"

namespace atranka::api {

namespace {

constexpr std::size_t bytes_max = std::size_t{8} * 1024 * 1024;
constexpr auto kept_for = std::chrono::minutes{1};
constexpr std::size_t bytes_a_value = 64;  // what a value takes beside its text, about

std::size_t bytes_of(const Value& value) {
    std::size_t bytes = bytes_a_value;
    if (value.is_text()) bytes += value.as_text().size();
    if (value.is_list())
        for (const Value& one : value.as_list()) bytes += bytes_of(one);
    if (value.is_object())
        for (const auto& [name, one] : value.as_object()) bytes += name.size() + bytes_of(one);
    return bytes;
}

std::size_t bytes_of(const std::vector<inquiry::Told>& all) {
    std::size_t bytes = sizeof all;
    for (const inquiry::Told& told : all) {
        bytes += sizeof told;
        for (const auto& [name, part] : told.parts) bytes += name.size() + bytes_of(part);
    }
    return bytes;
}

}  // namespace

Unsealed::All Unsealed::find(const Key& key) {
    let_go(key.instance_size);
    const std::scoped_lock lock{mutex_};
    const auto found = known_.find(key);
    return found == known_.end() ? nullptr : found->second->told;
}

void Unsealed::put(const Key& key, All told) {
    let_go(key.instance_size);
    const std::size_t bytes = bytes_of(*told);
    const std::scoped_lock lock{mutex_};
    if (key.instance_size < instance_size_ || bytes > bytes_max || known_.contains(key)) return;
    kept_.push_back({key, std::move(told), bytes, std::chrono::steady_clock::now() + kept_for});
    known_.emplace(key, std::prev(kept_.end()));
    bytes_ += bytes;
    while (bytes_ > bytes_max) drop_oldest();
}

void Unsealed::let_go(std::int64_t instance_size, Time now) {
    const std::scoped_lock lock{mutex_};
    const bool is_newer = instance_size > instance_size_;
    if (is_newer) instance_size_ = instance_size;
    while (!kept_.empty() && (is_newer || kept_.front().until <= now)) drop_oldest();
}

void Unsealed::drop_oldest() {
    bytes_ -= kept_.front().bytes;
    known_.erase(kept_.front().key);
    kept_.pop_front();
}

}  // namespace atranka::api
