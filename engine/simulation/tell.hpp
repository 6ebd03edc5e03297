#pragma once
// The recorded history of a call, told again under an alteration, in memory.
// Shape:  every recorded command is decided again by the executor that live commands and replay share, on the
//         states as they would stand. What needs a person's word that nobody gave is assumed, and said:
//           * a check that was passed because its rules held fails where they no longer hold, and the
//             other way;
//           * a review ends where it ended, by the aggregate of the reviews there are, where too few remain;
//           * a form that would come too late lapses then, and is filed again where that leads to the
//             next round;
//           * an application that waits for something nobody recorded is left out of the selections after it.
//         Confirmations stand for whatever is confirmed: they name no content. Rankings, cuts and moving
//         up are computed again where they were. What was erased cannot be decided again. With
//         Extent::what_it_touches a command is taken as recorded where nothing that it reads is other
//         than recorded; the result is the same (tests), in a fraction of the time.
// Errors: a command that is refused now is an answer, with the rule; nothing that it did is kept.
// Source: DESIGN.md §2 (replay decides on every recorded command).

#include "engine/procedure/ranking.hpp"
#include "engine/simulation/alteration.hpp"
#include "engine/simulation/rankings.hpp"

namespace atranka::simulation {

struct Refused {
    std::size_t position = 0;
    std::string subject;  // an application, "r1 ranking", or the call
    std::string rule, message;
    std::optional<std::size_t> after;  // of those refused: the first of the same subject
    std::string instead;               // what is assumed in its place
};

BOOST_DEFINE_ENUM_CLASS(Assumption, check, few_reviews, no_reviews, incomplete, lapsed, erased,
                        parameter_left_out)

struct Assumed {
    std::size_t position = 0;
    std::string subject;
    Assumption kind{};
    std::string what;
};
enum class Extent { everything, what_it_touches };

struct Told {
    std::map<std::string, service::StreamState> changed;  // streams that are other than recorded
    std::map<std::string, Value> brought;                 // what lies beside entries: ranked lists
    std::shared_ptr<const definition::Definition> definition;
    std::vector<Refused> refused;
    std::vector<Assumed> assumed;
    std::set<std::string> left_waiting;  // applications that selections went on without
    std::int64_t decided = 0;            // commands that were decided again
    std::int64_t identical = 0;          // of these: with the recorded events

    call::State call(const Past& past) const;
    application::State application(const Past& past, const std::string& stream) const;
    std::optional<std::vector<procedure::Row>> ranking(const Past& past, const std::string& hash) const;
};

Told tell(const Past& past, const Alteration& alteration, Extent extent = Extent::everything);
// What it touches; and ranks that change nobody's selection stay those of the record: who is selected,
// and with what, is the same as otherwise. While a single application is other than recorded, a list that
// places everybody alike counts as recorded.
Told tell(const Past& past, const Alteration& alteration, const Rankings& rankings);

}  // namespace atranka::simulation
