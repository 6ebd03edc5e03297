#pragma once
// What a solver is asked: formulas over exact numbers and truth values.
// Shape:  immutable trees, cheap to copy. Money, numbers, days and the names of choices are numbers; a choice
//         is its place in a list of all texts that a question names. Nothing here has no value: whether
//         something is null is a truth value of its own beside it.
// Source: the theories of SMT-LIB 2.6 (Reals_Ints), as far as they are needed here.

#include "engine/kernel/decimal.hpp"

#include <memory>
#include <string>
#include <vector>

namespace atranka::proof {

enum class Operator {
    truth,   // a constant
    number,  // a constant
    variable,
    conjunction,
    disjunction,
    negation,
    equal,
    less,
    less_equal,
    add,
    subtract,
    multiply,
    divide,  // the divisor is not zero: whoever builds it says so beside it
    choose,  // if a then b else c
    floor    // the greatest whole number below or at it
};
enum class Sort { truth, number };

class Term {
public:
    Term() : Term(true) {}
    Term(bool value);
    Term(Decimal value);
    static Term variable(std::string name, Sort sort);
    static Term of(Operator op, std::vector<Term> operands);

    Operator op() const { return node_->op; }
    Sort sort() const { return node_->sort; }
    const Decimal& number() const { return node_->number; }
    const std::string& name() const { return node_->name; }
    const std::vector<Term>& operands() const { return node_->operands; }
    bool is(bool value) const { return op() == Operator::truth && node_->number == Decimal{value ? 1 : 0}; }
    // Of one and the same tree, for those who walk it once.
    const void* identity() const { return node_.get(); }

private:
    struct Node {
        Operator op;
        Sort sort;
        Decimal number;
        std::string name;
        std::vector<Term> operands;
    };
    explicit Term(Node node) : node_(std::make_shared<const Node>(std::move(node))) {}
    std::shared_ptr<const Node> node_;
};

// What is plainly true or false is not asked.
Term operator&&(const Term& a, const Term& b);
Term operator||(const Term& a, const Term& b);
Term operator!(const Term& a);
Term all_of(const std::vector<Term>& terms);
Term any_of(const std::vector<Term>& terms);
Term is_equal(const Term& a, const Term& b);
Term is_less(const Term& a, const Term& b);
Term is_at_most(const Term& a, const Term& b);
Term choose(const Term& condition, const Term& yes, const Term& no);
Term plus(const Term& a, const Term& b);
Term minus(const Term& a, const Term& b);
Term times(const Term& a, const Term& b);
Term divided(const Term& a, const Term& b);
Term floor_of(const Term& a);

}  // namespace atranka::proof
