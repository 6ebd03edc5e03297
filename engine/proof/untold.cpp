#include "engine/proof/untold.hpp"

#include "engine/ledger/canonical.hpp"

#include <algorithm>
#include <string_view>

namespace atranka::proof {

namespace {

// A path as a pattern: `*` is one part of it, `**` at its end all that is below.
bool fits(std::string_view path, std::string_view pattern) {
    const auto part = [](std::string_view& of) {
        const std::size_t end = std::min(of.find('.'), of.size());
        const std::string_view first = of.substr(0, end);
        of.remove_prefix(std::min(end + 1, of.size()));
        return first;
    };
    while (!path.empty() && !pattern.empty()) {
        const std::string_view wanted = part(pattern);
        if (wanted == "**") return true;
        const std::string_view given = part(path);
        // Of "rules[3]" the name.
        if (wanted != "*" && wanted != given && wanted != given.substr(0, given.find('['))) return false;
    }
    return path.empty() && (pattern.empty() || pattern == "**");
}
bool fits_any(std::string_view path, const std::vector<std::string_view>& patterns) {
    return std::ranges::any_of(patterns, [&](std::string_view one) { return fits(path, one); });
}

// What versions.cpp tells in words, by its path.
bool is_told(const std::string& path) {
    static const std::vector<std::string_view> told{"version",
                                                    "currency",
                                                    "timezone",
                                                    "calendar",
                                                    "separation.**",
                                                    "on_purpose.finding",
                                                    "on_purpose.at",
                                                    "parameters.*.default",
                                                    "parameters.*.minimum",
                                                    "parameters.*.maximum",
                                                    "parameters.*.per",
                                                    "roles.*.kinds.**",
                                                    "forms.*.fields.*.required",
                                                    "forms.*.fields.*.minimum",
                                                    "forms.*.fields.*.maximum",
                                                    "forms.*.fields.*.max_length",
                                                    "forms.*.fields.*.columns.*.required",
                                                    "forms.*.fields.*.columns.*.minimum",
                                                    "forms.*.fields.*.columns.*.maximum",
                                                    "forms.*.fields.*.columns.*.max_length",
                                                    "forms.*.computed.*",
                                                    "forms.*.computed.*.formula",
                                                    "rubrics.*.scale.from",
                                                    "rubrics.*.scale.to",
                                                    "rubrics.*.scale.step",
                                                    "rubrics.*.total_threshold",
                                                    "rubrics.*.comment",
                                                    "rubrics.*.criteria.*.weight",
                                                    "rubrics.*.criteria.*.threshold",
                                                    "rules.*.rules.*.require",
                                                    "tables.*.hit",
                                                    "tables.*.rows.**",
                                                    "tables.*.outputs.*.otherwise",
                                                    "steps.*.kind",
                                                    "steps.*.by",
                                                    "steps.*.confirm_by",
                                                    "steps.*.within",
                                                    "steps.*.decide_within",
                                                    "steps.*.closes",
                                                    "steps.*.form",
                                                    "steps.*.rubric",
                                                    "steps.*.notice",
                                                    "steps.*.consensus",
                                                    "steps.*.chair",
                                                    "steps.*.fund",
                                                    "steps.*.policy",
                                                    "steps.*.on.*",
                                                    "steps.*.rules.**",
                                                    "steps.*.assesses.**",
                                                    "steps.*.order.**",
                                                    "steps.*.conditions.**",
                                                    "steps.*.experts.role",
                                                    "steps.*.experts.count",
                                                    "steps.*.experts.load",
                                                    "steps.*.divergence.when",
                                                    "steps.*.clarification.**",
                                                    "steps.*.take.sum",
                                                    "steps.*.take.nearest",
                                                    "steps.*.envelopes.*.amount",
                                                    "steps.*.envelopes.*.when",
                                                    "outcomes.*.appealable",
                                                    "outcomes.*.awarded",
                                                    "appeals.within",
                                                    "appeals.decide_within",
                                                    "appeals.by",
                                                    "appeals.back_to",
                                                    "appeals.reserve",
                                                    "appeals.grounds.**"};
    return fits_any(path, told);
}
// Of what is named here, what is new and what is gone is told with its name.
bool holds_named(const std::string& path) {
    static const std::vector<std::string_view> named{"parameters",
                                                     "roles",
                                                     "forms",
                                                     "forms.*.fields",
                                                     "forms.*.computed",
                                                     "forms.*.fields.*.columns",
                                                     "forms.*.fields.*.choices",
                                                     "forms.*.fields.*.columns.*.choices",
                                                     "rubrics",
                                                     "rubrics.*.criteria",
                                                     "rules",
                                                     "rules.*.rules",
                                                     "tables",
                                                     "steps",
                                                     "steps.*.envelopes",
                                                     "steps.*.on",
                                                     "outcomes"};
    return fits_any(path, named);
}

std::string text_of(const Value* value) {
    if (value == nullptr) return "none";
    return value->is_text() ? value->as_text() : ledger::canonical(*value);
}

class Untold {
public:
    void compare(const Value* a, const Value* b, const std::string& path) {
        if (a != nullptr && b != nullptr && *a == *b) return;
        const Parts from = parts_of(a), to = parts_of(b);
        const auto is_scalar = [](const Value* value, const Parts& of) {
            return value != nullptr && !value->is_null() && of.empty();
        };
        if (is_scalar(a, from) || is_scalar(b, to)) {
            if (!is_told(path)) found_.push_back("`" + path + "`: " + text_of(a) + " → " + text_of(b));
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
