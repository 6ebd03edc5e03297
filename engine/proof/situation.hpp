#pragma once
// Everything that an expression at a step may name, as symbols: what a call may set, what an applicant may
// hand in, what experts may score.
// Shape:  a name becomes a symbol when it is first looked up, and what holds of it whatever happens becomes
//         a constraint: its limits, its choices, what is required, what an officer may accept of a line. A
//         table has up to `Lines::listed` lines (`is_bounded` says where it may have more), and where
//         `Lines::further` asks for it any number besides, of which nothing is known but how many they are
//         and what their numbers come to: what cannot be with these cannot be with any.
// Units:  days since 1970 for dates; money in the definition's currency. `Precision::cents` asks for
//         amounts to the cent and leaves parameters at their defaults: for values that somebody could
//         really type; of those parameters that are `left_open` any value.

#include "engine/definition/flow.hpp"
#include "engine/definition/model.hpp"
#include "engine/proof/translate.hpp"

namespace atranka::proof {

//         `Precision::typed` asks for amounts to the cent, and parameters may be anything.

enum class Precision { any, typed, cents };
struct Lines {
    int listed = 6;
    bool further = false;
};

class Situation {
public:
    Situation(const definition::Definition& definition, Precision precision, Lines lines = {},
              std::set<std::string> left_open = {})
        : definition_(definition), precision_(precision), lines_(lines), left_open_(std::move(left_open)) {}

    // What is known at a step on every way there, as definition::scope_at has it.
    void at(const definition::Step& step, const definition::Arrival& arrival);
    // The fields of one form alone; and those of one line of it besides.
    void of(const definition::Form& form);
    // Further numbers from `low` to `high`: gap, highest, lowest.
    void number(const std::string& name, const Decimal& low, const Decimal& high);

    std::optional<Symbol> find(const std::string& name);
    Symbol translated(const definition::Expression& expression, std::vector<Loss>* losses = nullptr);
    // What holds wherever it does; beyond terms only where every part of it is.
    Symbol implied(const definition::Expression& expression);

    Texts& texts() { return texts_; }
    // What holds of all that was looked up so far.
    Term constraints() const { return all_of(constraints_); }
    bool is_bounded() const { return bounded_; }
    // Whether somebody could type the amounts of a solution: to the cent, for one.
    bool is_typed(const Solution& solution) const;
    // The values of what was looked up, as an expression would find them.
    feel::Context context(const Solution& solution) const;
    // "requested_grant = 25000.01, max_grant = 25000.00"
    std::string in_words(const Solution& solution) const;

private:
    Symbol made(const std::string& name);
    Symbol parameter(const definition::Parameter& parameter);
    Symbol form(const definition::Form& form, const std::string& prefix);
    Symbol field(const definition::Form& form, const definition::Field& field, const std::string& name);
    Symbol table(const definition::Form& form, const definition::Field& field, const std::string& name);
    Symbol::Item further(const definition::Form& form, const definition::Field& table,
                         const std::string& name, std::int64_t most);
    Symbol assessed(const definition::Assessed& assessed, const Symbol& line, const std::string& row,
                    const Term& value);
    Symbol organisation(const std::string& name, const Term& null);
    Symbol scores(const definition::Rubric& rubric, const std::string& prefix);
    Symbol computed(const definition::Form& form, std::size_t index);
    Called called();
    Term optional(bool required, const std::string& name);
    Term amount(const std::string& name, int decimals);
    void limit(const Term& value, const Term& null, const std::optional<Decimal>& low,
               const std::optional<Decimal>& high);

    const definition::Definition& definition_;
    Precision precision_;
    Lines lines_;
    std::set<std::string> left_open_;
    const definition::Form* newest_ = nullptr;
    std::map<std::string, const definition::Form*> forms_;  // earlier submissions, by step
    std::map<std::string, const definition::Rubric*> rubrics_;
    std::map<std::string, std::pair<Decimal, Decimal>> numbers_;
    std::map<std::string, Symbol> found_;
    std::vector<std::string> order_;
    std::vector<Term> constraints_;
    std::vector<std::pair<Term, int>> amounts_;  // with their decimals
    Texts texts_;
    bool bounded_ = false;
};

}  // namespace atranka::proof
