#include "engine/lifecycle/stage.hpp"

#include <array>

namespace atranka::lifecycle {

namespace {

template <class One>
void add_all(std::vector<std::vector<Stage>>& by_kind) {
    std::vector<Stage> stages;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<One>>(
        [&](auto e) { stages.emplace_back(e.value); });
    by_kind.push_back(std::move(stages));
}

std::string_view own_name(const Stage& stage) {
    return stage.visit([](auto e) { return std::string_view{boost::describe::enum_to_string(e, "?")}; });
}

bool has_outcome(submission::Stage s) {
    return s != submission::Stage::drafting && s != submission::Stage::returned;
}
bool has_outcome(check::Stage s) { return s == check::Stage::passed || s == check::Stage::failed; }
bool has_outcome(review::Stage s) { return s == review::Stage::meets || s == review::Stage::below; }
// `confirmed` is the list's own end, in the call's stream: no application leaves a step by it.
bool has_outcome(selection::Stage s) {
    return s == selection::Stage::selected || s == selection::Stage::reserved ||
           s == selection::Stage::not_selected;
}
bool has_outcome(decision::Stage s) {
    return s != decision::Stage::pending && s != decision::Stage::proposed;
}
bool has_outcome(offer::Stage s) {
    return s != offer::Stage::offered && s != offer::Stage::budget_resubmitted;
}
bool has_outcome(appeal::Stage s) {
    return s != appeal::Stage::lodged && s != appeal::Stage::admissible && s != appeal::Stage::proposed;
}

}  // namespace

std::string_view kind_name(Kind kind) { return boost::describe::enum_to_string(kind, "?"); }

std::optional<Kind> kind_of(std::string_view name) {
    Kind kind{};
    if (!boost::describe::enum_from_string(std::string{name}.c_str(), kind)) return std::nullopt;
    return kind;
}

std::string stage_name(const Stage& stage) {
    return std::string{kind_name(stage.kind())}.append(".").append(own_name(stage));
}

std::optional<Stage> stage_of(std::string_view name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto kind = kind_of(name.substr(0, dot));
    if (!kind) return std::nullopt;
    for (const Stage& stage : stages_of(*kind))
        if (own_name(stage) == name.substr(dot + 1)) return stage;
    return std::nullopt;
}

Stage first_stage(Kind kind) { return stages_of(kind).front(); }

const std::vector<Stage>& stages_of(Kind kind) {
    static const auto by_kind = [] {
        std::vector<std::vector<Stage>> all;
        add_all<submission::Stage>(all);
        add_all<check::Stage>(all);
        add_all<review::Stage>(all);
        add_all<selection::Stage>(all);
        add_all<decision::Stage>(all);
        add_all<offer::Stage>(all);
        add_all<appeal::Stage>(all);
        return all;
    }();
    return by_kind.at(static_cast<std::size_t>(kind));
}

bool is_final(const Stage& stage) {
    return stage.visit([](auto e) { return has_outcome(e); });
}

std::string_view outcome_of(const Stage& stage) {
    return is_final(stage) ? own_name(stage) : std::string_view{};
}

const std::vector<std::string_view>& outcomes_of(Kind kind) {
    static const auto by_kind = [] {
        std::array<std::vector<std::string_view>,
                   boost::mp11::mp_size<boost::describe::describe_enumerators<Kind>>::value>
            all;
        for (std::size_t i = 0; i < all.size(); ++i)
            for (const Stage& stage : stages_of(static_cast<Kind>(i)))
                if (is_final(stage)) all[i].push_back(outcome_of(stage));
        return all;
    }();
    return by_kind.at(static_cast<std::size_t>(kind));
}

bool is_optional_outcome(Kind kind, std::string_view outcome) {
    return (kind == Kind::selection && outcome == "reserved") ||
           (kind == Kind::decision && outcome == "sent_back");
}

}  // namespace atranka::lifecycle
