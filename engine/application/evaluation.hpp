#pragma once
// A form that is being written, judged as it would be if it were submitted now, and nothing kept: what is
// wrong with it, what is computed from it, and how the rules of the steps that follow would find it.
// Shape:  what cannot be told yet is told as far as it can: a field that is wrong or missing counts as empty,
//         a row without its amounts does not count, and a rule that then has no value has no verdict. A limit
//         is what the rules that compare the amount a selection pays leave for it; of equal ones the first
//         that is written binds.
// Units:  money in the definition's currency, limits floored to the cent and never below zero.
// Source: DESIGN.md §5 (the limit that binds, and by how much it is over).

#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/registry/state.hpp"

namespace atranka::application {

using ByLanguage = std::map<std::string, std::string>;

struct Sum {
    std::string name;
    ByLanguage label;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(Sum, (), (name, label, value))

// A comparison with the numbers of its sides.
struct Sides {
    std::string left, comparison, right;
};
BOOST_DESCRIBE_STRUCT(Sides, (), (left, comparison, right))

struct Judgement {
    std::string rule, step;      // "co_funding.rate", and where it will be asked
    std::optional<bool> passed;  // none: it cannot be told yet
    ByLanguage message;          // of a breach
    std::map<std::string, std::string> shown;
    std::optional<Sides> sides;
    std::string because;  // it has no value
};
BOOST_DESCRIBE_STRUCT(Judgement, (), (rule, step, passed, message, shown, sides, because))

struct Fault {
    std::string path, message;
};
BOOST_DESCRIBE_STRUCT(Fault, (), (path, message))

struct Limit {
    std::string field;
    ByLanguage label;
    std::optional<Decimal> requested;
    Decimal maximum, over_by;
    std::string binding;                     // rule
    std::map<std::string, Decimal> by_rule;  // what each leaves
};
BOOST_DESCRIBE_STRUCT(Limit, (), (field, label, requested, maximum, over_by, binding, by_rule))

struct Evaluation {
    std::string step, form;
    bool complete = false;  // it could be submitted
    std::vector<Fault> problems;
    std::vector<Sum> computed;
    std::vector<Judgement> verdicts;
    std::vector<Limit> limits;
};
BOOST_DESCRIBE_STRUCT(Evaluation, (), (step, form, complete, problems, computed, verdicts, limits))

// The step's form is filled at that step (application/decide.hpp: form_at).
Evaluation evaluate_form(const definition::Definition& definition, const call::State& call,
                         const State& state, const definition::Step& step, const definition::Form& form,
                         const Value& typed, const registry::Loaded& registry, Instant now);

// What people named in a form that is not checked yet, where it is spelled like an organisation.
std::set<OrganisationId> organisations_typed(const definition::Form& form, const Value& typed);

}  // namespace atranka::application
