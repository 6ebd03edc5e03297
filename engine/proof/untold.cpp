#include "engine/proof/untold.hpp"

#include "engine/ledger/canonical.hpp"

#include <algorithm>
#include <regex>

namespace atranka::proof {

namespace {

// What versions.cpp tells in words, by its path.
bool is_told(const std::string& path) {
    static const std::regex told{
        "version|currency|timezone|calendar|separation(\\..*)?|on_purpose\\[\\d+\\]\\.(finding|at)"
        "|parameters\\.\\w+\\.(default|minimum|maximum|per)|roles\\.\\w+\\.kinds.*"
        "|forms\\.\\w+\\.fields(\\.\\w+\\.columns)?\\.\\w+\\.(required|minimum|maximum|max_length)"
        "|forms\\.\\w+\\.computed\\.\\w+(\\.formula)?"
        "|rubrics\\.\\w+\\.(scale\\.(from|to|step)|total_threshold|comment|criteria\\.\\w+\\.(weight|"
        "threshold))"
        "|rules\\.\\w+\\.rules\\.\\w+\\.require|tables\\.\\w+\\.(hit|aggregate|rows.*|outputs\\.\\w+\\."
        "otherwise)"
        "|steps\\.\\w+\\.(kind|by|confirm_by|within|decide_within|closes|form|rubric|notice|consensus|chair"
        "|fund|policy|on\\.\\w+|(rules|assesses|order|conditions)\\[.*|experts\\.(role|count|load)|"
        "divergence\\.when"
        "|clarification\\..*|take\\.(sum|nearest)|envelopes\\.\\w+\\.(when|amount))"
        "|outcomes\\.\\w+\\.(appealable|awarded)"
        "|appeals\\.(within|decide_within|by|back_to|reserve|grounds.*)"};
    return std::regex_match(path, told);
}
// Of what is named here, what is new and what is gone is told with its name.
bool holds_named(const std::string& path) {
    static const std::regex named{
        "parameters|roles|forms|forms\\.\\w+\\.(fields|computed)|forms\\.\\w+\\.fields\\.\\w+\\.(columns|"
        "choices)"
        "|forms\\.\\w+\\.fields\\.\\w+\\.columns\\.\\w+\\.choices|rubrics|rubrics\\.\\w+\\.criteria|rules"
        "|rules\\.\\w+\\.rules|tables|steps|steps\\.\\w+\\.(envelopes|on)|outcomes"};
    return std::regex_match(path, named);
}

std::string text_of(const Value* value) {
    if (value == nullptr) return "none";
    return value->is_text() ? value->as_text() : ledger::canonical(*value);
}

class Untold {
public:
    void compare(const Value* a, const Value* b, const std::string& path) {
        if (is_told(path) || (a != nullptr && b != nullptr && *a == *b)) return;
        const Parts from = parts_of(a), to = parts_of(b);
        const auto is_scalar = [](const Value* value, const Parts& of) {
            return value != nullptr && !value->is_null() && of.empty();
        };
        if (is_scalar(a, from) || is_scalar(b, to)) {
            found_.push_back("`" + path + "`: " + text_of(a) + " → " + text_of(b));
            return;
        }
        for (const auto& [key, one] : from) {
            if (key == "$order") {
                order(*one, b, path);
                continue;
            }
            const auto other = std::ranges::find(to, key, &Part::first);
            if (other == to.end() && holds_named(path)) continue;
            compare(one, other == to.end() ? nullptr : other->second, below(path, key));
        }
        for (const auto& [key, one] : to)
            if (std::ranges::find(from, key, &Part::first) == from.end() && key != "$order" &&
                !holds_named(path))
                compare(nullptr, one, below(path, key));
    }
    std::vector<std::string> found() && { return std::move(found_); }

private:
    using Part = std::pair<std::string, const Value*>;
    using Parts = std::vector<Part>;

    // Of the same keys, as definition::to_value keeps it.
    void order(const Value& before, const Value* other, const std::string& path) {
        const Value* now = other == nullptr ? nullptr : other->find("$order");
        if (now == nullptr || !std::ranges::is_permutation(before.as_list(), now->as_list())) return;
        if (before != *now)
            found_.push_back("`" + path + "`, the order: " + text_of(&before) + " → " + text_of(now));
    }
    static std::string below(const std::string& path, const std::string& key) {
        return path.empty() || key.starts_with('[') ? path + key : path + "." + key;
    }
    static Parts parts_of(const Value* value) {
        Parts all;
        if (value != nullptr && value->is_object())
            for (const auto& [key, one] : value->as_object()) all.emplace_back(key, &one);
        if (value != nullptr && value->is_list())
            for (const Value& one : value->as_list()) {
                const Value* id = one.is_object() ? one.find("id") : nullptr;
                all.emplace_back(id != nullptr ? text_of(id) : "[" + std::to_string(all.size()) + "]", &one);
            }
        return all;
    }

    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> untold(const Value& old, const Value& fresh) {
    Untold untold;
    untold.compare(&old, &fresh, "");
    return std::move(untold).found();
}

}  // namespace atranka::proof
