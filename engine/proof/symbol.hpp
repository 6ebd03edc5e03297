#pragma once
// A FEEL value that is not known yet: what it can be, as terms.
// Shape:  a number, truth value, text or day is one term beside the truth value of its being null; a list
//         is a list of items each of which may be there or not; a context has members. A text is its place
//         in the list of texts that the question names.
// Errors: `beyond` is what cannot be put in terms, with the piece of the expression that is why.

#include "engine/feel/feel.hpp"
#include "engine/proof/solver.hpp"

#include <map>
#include <string>
#include <vector>

namespace atranka::proof {

struct Symbol {
    enum class Kind { null, truth, number, text, date, days, months, list, context, beyond };
    struct Item;

    Kind kind = Kind::null;
    Term value;  // of a truth value, number, text, date; days and months of a duration
    Term null = true;
    std::vector<Item> items = {};
    std::map<std::string, Symbol> members = {};
    std::string why = {};  // of what is beyond

    static Symbol of(Kind kind, Term value, Term null = false) {
        return {kind, std::move(value), std::move(null)};
    }
    static Symbol truth(Term value, Term null = false) {
        return of(Kind::truth, std::move(value), std::move(null));
    }
    static Symbol number(Term value, Term null = false) {
        return of(Kind::number, std::move(value), std::move(null));
    }
    static Symbol beyond(std::string why) {
        Symbol symbol;
        symbol.kind = Kind::beyond;
        symbol.why = std::move(why);
        return symbol;
    }
    bool is_beyond() const { return kind == Kind::beyond; }
    // It is there and true; there and false.
    Term holds() const { return !null && value; }
    Term fails() const { return !null && !value; }
};

struct Symbol::Item {
    Term present;
    Symbol symbol;
    // Not one line but all those beyond the listed ones, under a name of its own: `lines` of them, whose
    // numbers are what they come to together. All else that is asked of them may be so or not.
    std::string further = {};
    Term lines = Decimal{1};
};

// The texts of one question, each with its place.
class Texts {
public:
    Decimal place_of(const std::string& text);
    std::string at(const Decimal& place) const;
    // A number that no other call gives.
    int another() { return ++given_; }

private:
    std::vector<std::string> texts_;
    int given_ = 0;
};

// A term under a solution: every variable that it does not name is 0.
Decimal value_under(const Term& term, const Solution& solution);
bool holds_under(const Term& term, const Solution& solution);
// The value that a symbol has under a solution.
feel::Value value_under(const Symbol& symbol, const Solution& solution, const Texts& texts);

}  // namespace atranka::proof
