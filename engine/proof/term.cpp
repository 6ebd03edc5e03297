#include "engine/proof/term.hpp"

namespace atranka::proof {

namespace {

bool is_truth(Operator op) {
    switch (op) {
        case Operator::truth:
        case Operator::conjunction:
        case Operator::disjunction:
        case Operator::negation:
        case Operator::equal:
        case Operator::less:
        case Operator::less_equal: return true;
        default: return false;
    }
}

bool is_constant(const Term& term) { return term.op() == Operator::number; }
// A number for each of some cases.
bool is_by_cases(const Term& term) {
    if (term.op() != Operator::choose) return is_constant(term);
    return is_by_cases(term.operands()[1]) && is_by_cases(term.operands()[2]);
}

}  // namespace

Term::Term(bool value) : Term(Node{Operator::truth, Sort::truth, Decimal{value ? 1 : 0}, {}, {}}) {}
Term::Term(Decimal value) : Term(Node{Operator::number, Sort::number, value, {}, {}}) {}
Term Term::variable(std::string name, Sort sort) {
    return Term{Node{Operator::variable, sort, {}, std::move(name), {}}};
}
Term Term::of(Operator op, std::vector<Term> operands) {
    const Sort sort = op == Operator::choose ? operands.at(1).sort()
                      : is_truth(op)         ? Sort::truth
                                             : Sort::number;
    return Term{Node{op, sort, {}, {}, std::move(operands)}};
}

Term operator&&(const Term& a, const Term& b) {
    if (a.is(false) || b.is(true)) return a;
    if (b.is(false) || a.is(true)) return b;
    return Term::of(Operator::conjunction, {a, b});
}
Term operator||(const Term& a, const Term& b) {
    if (a.is(true) || b.is(false)) return a;
    if (b.is(true) || a.is(false)) return b;
    return Term::of(Operator::disjunction, {a, b});
}
Term operator!(const Term& a) {
    if (a.is(true)) return false;
    if (a.is(false)) return true;
    return a.op() == Operator::negation ? a.operands()[0] : Term::of(Operator::negation, {a});
}
Term all_of(const std::vector<Term>& terms) {
    Term all = true;
    for (const Term& term : terms) all = all && term;
    return all;
}
Term any_of(const std::vector<Term>& terms) {
    Term any = false;
    for (const Term& term : terms) any = any || term;
    return any;
}
Term is_equal(const Term& a, const Term& b) {
    if (is_constant(a) && is_constant(b)) return a.number() == b.number();
    return Term::of(Operator::equal, {a, b});
}
Term is_less(const Term& a, const Term& b) {
    if (is_constant(a) && is_constant(b)) return a.number() < b.number();
    return Term::of(Operator::less, {a, b});
}
Term is_at_most(const Term& a, const Term& b) {
    if (is_constant(a) && is_constant(b)) return a.number() <= b.number();
    return Term::of(Operator::less_equal, {a, b});
}
Term choose(const Term& condition, const Term& yes, const Term& no) {
    if (condition.is(true)) return yes;
    if (condition.is(false)) return no;
    return Term::of(Operator::choose, {condition, yes, no});
}
Term plus(const Term& a, const Term& b) {
    if (is_constant(a) && a.number().sign() == 0) return b;
    if (is_constant(b) && b.number().sign() == 0) return a;
    return Term::of(Operator::add, {a, b});
}
Term minus(const Term& a, const Term& b) {
    if (is_constant(b) && b.number().sign() == 0) return a;
    return Term::of(Operator::subtract, {a, b});
}
// By a number for each case, such as the rate of a table, it is a product for each case, which is linear.
Term times(const Term& a, const Term& b) {
    if (is_by_cases(b) && !is_by_cases(a)) return times(b, a);
    if (!is_by_cases(a) || a.op() != Operator::choose) return Term::of(Operator::multiply, {a, b});
    return choose(a.operands()[0], times(a.operands()[1], b), times(a.operands()[2], b));
}
Term divided(const Term& a, const Term& b) {
    if (!is_by_cases(b) || b.op() != Operator::choose) return Term::of(Operator::divide, {a, b});
    return choose(b.operands()[0], divided(a, b.operands()[1]), divided(a, b.operands()[2]));
}
Term floor_of(const Term& a) { return Term::of(Operator::floor, {a}); }

}  // namespace atranka::proof
