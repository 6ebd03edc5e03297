#pragma once
// The ranked list of one selection, from the applications that wait in its step.

#include "engine/procedure/decide.hpp"
#include "engine/selection/take.hpp"

namespace atranka::procedure {

struct Row {
    ApplicationId application;
    std::int64_t rank = 0;
    std::map<std::string, std::string> keys;  // by the key's source, as text
    std::string decided_by;                   // the key that put it behind the one before
    std::string outcome, reason;
    Decimal amount, left;
    std::string envelope;  // that it is paid from, where there are envelopes
};
BOOST_DESCRIBE_STRUCT(Row, (), (application, rank, keys, decided_by, outcome, reason, amount, left, envelope))

selection::Policy policy_of(definition::CutPolicy policy);

// Whether the rule sets that a selection names under `conditions` hold of an application's facts.
Result<bool> meets_conditions(const definition::Definition& definition, const definition::Step& step,
                              const feel::Context& facts);
// What each application brings to the list, in the order of their ids.
Result<std::vector<selection::Candidate>> candidates_of(const Context& context, const call::State& call,
                                                        const definition::Step& step);
// The list of these candidates: ordered, and cut by what the call has left.
Result<std::vector<Row>> list_of(const definition::Definition& definition, const call::State& call,
                                 const definition::Step& step, const RoundId& round,
                                 const std::vector<selection::Candidate>& candidates,
                                 const std::optional<selection::Seed>& seed);
// Both. In a selection `budget` is what is left of it: a second round has what the first did not use.
Result<std::vector<Row>> ranking_of(const Context& context, const call::State& call,
                                    const definition::Step& step, const RoundId& round,
                                    const std::optional<selection::Seed>& seed);

// The lot of a ranking, for whoever wants to draw it again.
struct Lot {
    std::vector<PersonId> by;  // whose secrets, in the order in which they are hashed
    std::string public_value;
    std::string hashed;  // what the seed is the SHA-256 of
    selection::Seed seed{};

    std::string seed_text() const;                                  // 64 hex digits
    std::string number_of(const ApplicationId& application) const;  // 64 hex digits
};
// Nothing where a secret is missing.
std::optional<Lot> lot_of(const call::State& call, const RankRound& command);
// The tie that a row's place was drawn in, as [first, last) of the list; of one row where none was.
std::pair<std::size_t, std::size_t> drawn_tie(const std::vector<Row>& rows, std::size_t row);

// How a list was taken to the sum nearest to a target.
struct Taken {
    selection::Target target;
    selection::Taking taking;
};
Result<Taken> taken_of(const definition::Definition& definition, const call::State& call,
                       const definition::Step& step, const RoundId& round,
                       const std::vector<selection::Candidate>& candidates,
                       const std::optional<selection::Seed>& seed);

}  // namespace atranka::procedure
