#pragma once
// The kinds of steps, and a stage of any of them.
// Shape:  a stage is its kind and its name: "check.pending". Only names are kept: numbers would follow the
//         tables. A step is left when it reaches a stage that has an outcome; the outcome is the key of
//         `on:`.

#include "engine/kernel/codec.hpp"
#include "engine/lifecycle/appeal.hpp"
#include "engine/lifecycle/check.hpp"
#include "engine/lifecycle/decision.hpp"
#include "engine/lifecycle/offer.hpp"
#include "engine/lifecycle/review.hpp"
#include "engine/lifecycle/selection.hpp"
#include "engine/lifecycle/submission.hpp"

#include <variant>

namespace atranka::lifecycle {

// In the order of the alternatives of `Stage`.
BOOST_DEFINE_ENUM_CLASS(Kind, submission, check, review, selection, decision, offer, appeal)

class Stage {
    using Any = std::variant<submission::Stage, check::Stage, review::Stage, selection::Stage,
                             decision::Stage, offer::Stage, appeal::Stage>;

public:
    Stage() = default;
    template <class One>
    requires std::is_enum_v<One> && std::is_constructible_v<Any, std::in_place_type_t<One>, One> Stage(
        One stage)
        : any_(stage) {}

    Kind kind() const { return static_cast<Kind>(any_.index()); }
    // This stage as one of that kind; null where it is of another.
    template <class One>
    const One* as() const {
        return std::get_if<One>(&any_);
    }
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const {
        return std::visit(std::forward<Visitor>(visitor), any_);
    }
    friend bool operator==(const Stage&, const Stage&) = default;

private:
    Any any_;
};

std::string_view kind_name(Kind kind);  // "check"
std::optional<Kind> kind_of(std::string_view name);
std::string stage_name(const Stage& stage);  // "check.pending"
std::optional<Stage> stage_of(std::string_view name);
Stage first_stage(Kind kind);                    // where a step of this kind begins
const std::vector<Stage>& stages_of(Kind kind);  // as declared

// The outcome by which the step is left ("passed"); empty while work goes on in it.
std::string_view outcome_of(const Stage& stage);
bool is_final(const Stage& stage);
// Every outcome that a step of this kind can have.
const std::vector<std::string_view>& outcomes_of(Kind kind);
// Need not be routed by a definition, which then does not offer it: `reserved`, `sent_back`.
bool is_optional_outcome(Kind kind, std::string_view outcome);

}  // namespace atranka::lifecycle

namespace atranka::inline kernel {
template <>
struct Codec<lifecycle::Stage> {
    static Value encode(const lifecycle::Stage& stage) { return lifecycle::stage_name(stage); }
    static std::optional<lifecycle::Stage> decode(const Value& v) {
        return v.is_text() ? lifecycle::stage_of(v.as_text()) : std::nullopt;
    }
};
}  // namespace atranka::inline kernel
