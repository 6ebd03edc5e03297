#include "engine/ledger/leaf.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/kernel/text.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"

#include <algorithm>

namespace atranka::ledger {

namespace {

constexpr std::size_t hash_bytes = 32, nonce_bytes = 16;

Value tree(const Leaf& leaf) {
    Value::Object object;  // not from a list of its members, which would copy each of them
    object.emplace("log", leaf.log);
    object.emplace("index", leaf.index);
    object.emplace("streams", kernel::encode(leaf.streams));
    object.emplace("instance_size", leaf.instance_size);
    object.emplace("semantics", leaf.semantics);
    object.emplace("type", leaf.type);
    object.emplace("actor", leaf.actor);
    object.emplace("authenticated", leaf.authenticated);
    object.emplace("at", leaf.at.text());
    object.emplace("nonce", leaf.nonce);
    if (!leaf.definition.empty()) object.emplace("definition", leaf.definition);
    if (!leaf.facts.empty()) object.emplace("public", leaf.facts);
    if (!leaf.commit.empty()) object.emplace("commit", kernel::encode(leaf.commit));
    if (!leaf.beside.empty()) object.emplace("beside", kernel::encode(leaf.beside));
    return object;
}

bool is_count(std::int64_t n, std::int64_t least) { return n >= least && n <= integer_max; }

bool all_hashes(const std::map<std::string, std::string>& named) {
    return std::ranges::all_of(
        named, [](const auto& one) { return !one.first.empty() && is_hex(one.second, hash_bytes); });
}

template <class T>
bool take(const Value& object, std::string_view name, T& into) {
    const Value* value = object.find(name);
    if (value == nullptr) return true;
    auto read = kernel::decode<T>(*value);
    if (!read) return false;
    into = std::move(*read);
    return true;
}

std::optional<std::string> shape_fault(const Leaf& leaf) {
    if (leaf.log.empty() || leaf.type.empty() || leaf.actor.empty() || leaf.authenticated.empty())
        return "a leaf names its log, its command's type, its actor and how the actor was authenticated";
    for (const std::string* text : {&leaf.log, &leaf.type, &leaf.actor, &leaf.authenticated})
        if (text_fault(*text)) return "a leaf's text is UTF-8 without control characters";
    if (!is_count(leaf.index, 0) || !is_count(leaf.instance_size, 0) || !is_count(leaf.semantics, 1))
        return "a leaf's index and sizes are whole numbers within 2^53-1";
    if (leaf.streams.empty() ||
        !std::ranges::all_of(leaf.streams, [](const auto& s) { return is_count(s.second, 1); }))
        return "a leaf names the streams it touches, each with a version from 1";
    if (!leaf.definition.empty() && !is_hex(leaf.definition, hash_bytes))
        return "a definition's hash is 64 hex digits";
    if (!all_hashes(leaf.commit)) return "a commitment is 64 hex digits under the name of its part";
    if (!all_hashes(leaf.beside)) return "a fact beside the leaf is named with its SHA-256 in 64 hex digits";
    if (!is_hex(leaf.nonce, nonce_bytes)) return "a leaf's nonce is 32 hex digits";
    if (Instant::parse(leaf.at.text()) != leaf.at) return "a leaf's instant lies in the years 1 to 9999";
    return std::nullopt;
}

std::optional<std::string> size_fault(std::size_t size) {
    if (size <= leaf_size_max) return std::nullopt;
    return "a leaf has at most 16 KiB, and this one " + std::to_string(size) +
           " bytes: what is large lies beside it under its hash";
}

}  // namespace

std::optional<std::string> Leaf::fault() const {
    if (auto why = shape_fault(*this)) return why;
    return size_fault(canonical(tree(*this)).size());
}

std::string Leaf::bytes() const {
    const auto wrong = shape_fault(*this);
    invariant(!wrong, wrong ? *wrong : std::string{});
    std::string written = canonical(tree(*this));
    invariant(!size_fault(written.size()), "a leaf has at most 16 KiB");
    return written;
}

std::optional<Leaf> read_leaf(std::string_view bytes) {
    if (bytes.size() > leaf_size_max) return std::nullopt;
    const auto value = canonical_value(bytes);
    if (!value || !value->is_object()) return std::nullopt;
    Leaf leaf;
    const bool fits = take(*value, "log", leaf.log) && take(*value, "index", leaf.index) &&
                      take(*value, "streams", leaf.streams) &&
                      take(*value, "instance_size", leaf.instance_size) &&
                      take(*value, "semantics", leaf.semantics) && take(*value, "type", leaf.type) &&
                      take(*value, "actor", leaf.actor) &&
                      take(*value, "authenticated", leaf.authenticated) && take(*value, "at", leaf.at) &&
                      take(*value, "definition", leaf.definition) && take(*value, "commit", leaf.commit) &&
                      take(*value, "beside", leaf.beside) && take(*value, "nonce", leaf.nonce);
    if (const Value* facts = value->find("public"); facts != nullptr && facts->is_object())
        leaf.facts = facts->as_object();
    // A missing, further or differently spelled member shows in the bytes.
    if (!fits || shape_fault(leaf) || canonical(tree(leaf)) != bytes) return std::nullopt;
    return leaf;
}

}  // namespace atranka::ledger
