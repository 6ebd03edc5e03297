#include "adapters/solver/z3.hpp"

#include <z3++.h>
#include <map>

namespace atranka::solver {

namespace {

using proof::Operator;
using proof::Sort;
using proof::Term;

class Translation {
public:
    explicit Translation(z3::context& context) : c_(context) {}

    z3::expr operator()(const Term& term) {
        const auto known = done_.find(term.identity());
        if (known != done_.end()) return known->second;
        z3::expr made = translate(term);
        done_.emplace(term.identity(), made);
        return made;
    }
    const std::map<std::string, z3::expr>& variables() const { return variables_; }

private:
    z3::expr translate(const Term& term) {
        const auto at = [&](std::size_t i) { return (*this)(term.operands()[i]); };
        switch (term.op()) {
            case Operator::truth: return c_.bool_val(term.is(true));
            case Operator::number: return c_.real_val(term.number().text().c_str());
            case Operator::variable: return variable(term);
            case Operator::conjunction: return at(0) && at(1);
            case Operator::disjunction: return at(0) || at(1);
            case Operator::negation: return !at(0);
            case Operator::equal: return at(0) == at(1);
            case Operator::less: return at(0) < at(1);
            case Operator::less_equal: return at(0) <= at(1);
            case Operator::add: return at(0) + at(1);
            case Operator::subtract: return at(0) - at(1);
            case Operator::multiply: return at(0) * at(1);
            case Operator::divide: return at(0) / at(1);
            case Operator::choose: return z3::ite(at(0), at(1), at(2));
            case Operator::floor: return z3::expr(c_, Z3_mk_int2real(c_, Z3_mk_real2int(c_, at(0))));
        }
        return c_.bool_val(false);
    }
    z3::expr variable(const Term& term) {
        const auto known = variables_.find(term.name());
        if (known != variables_.end()) return known->second;
        const z3::expr made = term.sort() == Sort::truth ? c_.bool_const(term.name().c_str())
                                                         : c_.real_const(term.name().c_str());
        variables_.emplace(term.name(), made);
        return made;
    }

    z3::context& c_;
    std::map<const void*, z3::expr> done_;
    std::map<std::string, z3::expr> variables_;
};

std::optional<Decimal> decimal_of(const z3::expr& value) {
    if (value.is_bool()) return Decimal{value.is_true() ? 1 : 0};
    if (!value.is_numeral()) return std::nullopt;
    const auto above = Decimal::parse(value.numerator().get_decimal_string(0));
    const auto below = Decimal::parse(value.denominator().get_decimal_string(0));
    const auto quotient = above && below ? Decimal::divide(*above, *below) : std::nullopt;
    // A third is none.
    return quotient && Decimal::multiply(*quotient, *below) == above ? quotient : std::nullopt;
}

// What Z3 counts; all that it may take where it does not say.
std::int64_t steps_of(const z3::solver& solver, unsigned effort) {
    const z3::stats statistics = solver.statistics();
    for (unsigned i = 0; i < statistics.size(); ++i)
        if (statistics.key(i) == "rlimit count" && statistics.is_uint(i)) return statistics.uint_value(i);
    return effort;
}

proof::Solution solved(z3::context& context, z3::solver&& solver, unsigned effort,
                       const std::vector<Term>& together) {
    proof::Solution solution;
    z3::params params{context};
    params.set("rlimit", effort);
    params.set("random_seed", 0U);
    solver.set(params);
    Translation translation{context};
    for (const Term& term : together) solver.add(translation(term));
    const z3::check_result result = solver.check();
    solution.effort = steps_of(solver, effort);
    switch (result) {
        case z3::unsat: solution.verdict = proof::Solution::Verdict::impossible; break;
        case z3::unknown: {
            const std::string reason = solver.reason_unknown();
            solution.reason = solution.effort >= std::int64_t{effort} ? "the search was given up" : reason;
            break;
        }
        case z3::sat: {
            const z3::model model = solver.get_model();
            for (const auto& [name, variable] : translation.variables()) {
                const auto value = decimal_of(model.eval(variable, true));
                if (!value) {
                    solution.reason = "the value of " + name + " is no finite decimal";
                    return solution;
                }
                solution.values.emplace(name, value->normalised());
            }
            solution.verdict = proof::Solution::Verdict::possible;
            break;
        }
    }
    return solution;
}

}  // namespace

proof::Solution Z3::solve(const std::vector<Term>& together) {
    proof::Solution solution;
    std::int64_t effort = 0;
    try {
        // A solver without strategies decides most of what is asked, and takes half the time to be made.
        for (const bool is_simple : {true, false}) {
            effort += effort_of_asking;
            z3::context context;
            context.set("rlimit", static_cast<int>(effort_));
            solution =
                solved(context, is_simple ? z3::solver{context, z3::solver::simple{}} : z3::solver{context},
                       effort_, together);
            effort += solution.effort;
            if (solution.verdict != proof::Solution::Verdict::unknown) break;
        }
    } catch (const z3::exception& error) {
        solution.verdict = proof::Solution::Verdict::unknown;
        solution.reason = error.msg();
        effort += effort_;
    }
    solution.effort = effort;
    return solution;
}

}  // namespace atranka::solver
