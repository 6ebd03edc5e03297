#include "engine/proof/translate.hpp"

#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::proof {

namespace {

using feel::Node;
using feel::Op;
using Kind = Symbol::Kind;

bool is_scalar(Kind kind) { return kind != Kind::list && kind != Kind::context && kind != Kind::beyond; }
// Days and months are whole: what is before something is a whole one before it, which a solver sees at once.
Term is_before(Kind kind, const Term& a, const Term& b) {
    const bool is_constant = a.op() == Operator::number && b.op() == Operator::number;
    return kind == Kind::number || is_constant ? is_less(a, b) : is_at_most(plus(a, Decimal{1}), b);
}
bool is_ordered(Kind kind) {
    return kind == Kind::number || kind == Kind::date || kind == Kind::days || kind == Kind::months;
}

class Translator {
public:
    Translator(const std::string& source, const Lookup& lookup, Texts& texts, std::vector<Loss>* losses,
               Called called = {})
        : source_(source), lookup_(lookup), texts_(texts), losses_(losses), called_(std::move(called)) {}

    Symbol operator()(const Node& n) {
        Symbol made = translate(n);
        if (made.is_beyond() && made.why.empty()) made.why = piece(n);
        if (losses_ != nullptr && quiet_ == 0 && is_scalar(made.kind) && !made.null.is(false) &&
            n.kind != Node::Kind::literal)
            losses_->push_back({n.offset, n.length, reached_ && made.null});
        return made;
    }

    // Of a conjunction that of its parts which is not beyond.
    Symbol implied(const Node& n) {
        if (n.kind != Node::Kind::binary || n.op != Op::conjunction) return (*this)(n);
        const Symbol a = implied(n.children[0]), b = implied(n.children[1]);
        return a.is_beyond() ? b : b.is_beyond() ? a : both(a, b);
    }

private:
    void bind(const std::string& name, Symbol symbol) { locals_.emplace_back(name, std::move(symbol)); }
    std::string piece(const Node& n) const {
        return source_.substr(std::min(n.offset, source_.size()), n.length);
    }
    Symbol beyond(const Node& n) const { return Symbol::beyond("`" + piece(n) + "`"); }

    Symbol translate(const Node& n) {
        switch (n.kind) {
            case Node::Kind::literal: return literal(n);
            case Node::Kind::name: return name(n);
            case Node::Kind::path: return path(n, (*this)(n.children[0]), n.text);
            case Node::Kind::filter: return filter(n);
            case Node::Kind::call: return call(n);
            case Node::Kind::unary: {
                Symbol operand = (*this)(n.children[0]);
                if (operand.is_beyond()) return operand;
                if (!is_ordered(operand.kind) || operand.kind == Kind::date) return beyond(n);
                operand.value = minus(Decimal{0}, operand.value);
                return operand;
            }
            case Node::Kind::binary: return binary(n);
            case Node::Kind::list: {
                Symbol list = Symbol::of(Kind::list, true);
                for (const Node& child : n.children) {
                    Symbol item = (*this)(child);
                    if (item.is_beyond()) return item;
                    list.items.push_back({true, std::move(item)});
                }
                return list;
            }
            case Node::Kind::if_: {
                const Symbol condition = (*this)(n.children[0]);
                if (condition.is_beyond()) return condition;
                if (condition.kind != Kind::truth && condition.kind != Kind::null) return beyond(n);
                const Term yes = condition.kind == Kind::null ? Term{false} : condition.holds();
                const Symbol a = under(yes, n.children[1]), b = under(!yes, n.children[2]);
                return chosen(yes, a, b);
            }
            case Node::Kind::for_: return for_each(n);
            case Node::Kind::quantified: return quantified(n);
            case Node::Kind::between: {
                const Symbol value = (*this)(n.children[0]);
                const Symbol low = compared(n, Op::less_equal, (*this)(n.children[1]), value);
                const Symbol high = compared(n, Op::less_equal, value, (*this)(n.children[2]));
                return both(low, high);
            }
            case Node::Kind::in: {
                const Symbol value = (*this)(n.children[0]);
                if (value.is_beyond()) return value;
                Symbol any = Symbol::truth(false);
                for (std::size_t i = 1; i < n.children.size(); ++i)
                    any = either(any, matches(value, n.children[i]));
                return any;
            }
            default: return beyond(n);
        }
    }

    Symbol under(const Term& condition, const Node& n) {
        const Term before = reached_;
        reached_ = reached_ && condition;
        Symbol made = (*this)(n);
        reached_ = before;
        return made;
    }

    Symbol literal(const Node& n) {
        const feel::Value& v = n.literal;
        if (v.is_null()) return {};
        if (v.is_boolean()) return Symbol::truth(v.as_boolean());
        if (v.is_number()) return Symbol::number(v.as_number());
        if (v.is_text()) return Symbol::of(Kind::text, texts_.place_of(v.as_text()));
        if (const auto* d = v.as<feel::Date>()) return Symbol::of(Kind::date, Decimal{feel::days_of(*d)});
        if (const auto* m = v.as<feel::MonthsDuration>()) return Symbol::of(Kind::months, Decimal{m->months});
        if (const auto* d = v.as<feel::DaysDuration>(); d && d->nanoseconds % feel::day_ns == 0)
            return Symbol::of(Kind::days, Decimal{static_cast<std::int64_t>(d->nanoseconds / feel::day_ns)});
        return beyond(n);
    }

    std::optional<Symbol> find(const std::string& name) const {
        for (auto it = locals_.rbegin(); it != locals_.rend(); ++it)
            if (it->first == name) return it->second;
        return lookup_(name);
    }
    Symbol name(const Node& n) {
        auto found = find(n.text);
        return found ? std::move(*found) : beyond(n);
    }

    Symbol path(const Node& n, const Symbol& of, const std::string& member) {
        if (of.is_beyond()) return of;
        if (of.kind == Kind::context) {
            const auto found = of.members.find(member);
            if (found == of.members.end()) return {};
            Symbol one = found->second;
            if (is_scalar(one.kind)) one.null = of.null || one.null;
            return one;
        }
        if (of.kind == Kind::list) {
            Symbol list = Symbol::of(Kind::list, true, of.null);
            for (const Symbol::Item& item : of.items) {
                Symbol one = path(n, item.symbol, member);
                if (one.is_beyond()) return one;
                list.items.push_back({item.present, std::move(one),
                                      item.further.empty() ? "" : item.further + "." + member, item.lines});
            }
            return list;
        }
        return beyond(n);
    }

    // What further lines make of a piece of the expression: always the same of the same piece, but where the
    // piece names what changes from line to line.
    std::string further_name(const Node& n, const Symbol::Item& item, const char* what) {
        std::string name = item.further + " in `" + piece(n) + "`" + what;
        if (!locals_.empty()) name += " " + std::to_string(texts_.another());
        return name;
    }
    static Term may_be(const Term& null, const std::string& name) {
        return null.is(false) ? null : Term::variable(name + " is missing", Sort::truth);
    }
    // Of the same kind, and with any value.
    static Symbol any_like(Symbol symbol, const std::string& name) {
        if (symbol.kind == Kind::list) return Symbol::beyond({});
        if (symbol.kind == Kind::context) {
            for (auto& [key, member] : symbol.members) member = any_like(std::move(member), name + "." + key);
        } else if (symbol.kind != Kind::null && !symbol.is_beyond()) {
            symbol.value = Term::variable(name, symbol.kind == Kind::truth ? Sort::truth : Sort::number);
        }
        symbol.null = may_be(symbol.null, name);
        return symbol;
    }
    // Some of the further lines: from none to all of them.
    Symbol::Item some_of(const Node& n, const Symbol::Item& item) {
        const std::string name = further_name(n, item, "");
        const Term any = Term::variable(name + " lines", Sort::number);
        const Term lines = choose(is_less(item.lines, any), item.lines, any);
        return {item.present && is_at_most(Decimal{1}, lines), any_like(item.symbol, name), name, lines};
    }
    static Term truth_of(const std::string& name) { return Term::variable(name, Sort::truth); }

    Symbol filter(const Node& n) {
        const Symbol base = (*this)(n.children[0]);
        if (base.is_beyond()) return base;
        if (base.kind != Kind::list) return beyond(n);
        const Node& condition = n.children[1];
        if (condition.kind == Node::Kind::literal || condition.kind == Node::Kind::unary) return beyond(n);
        Symbol kept = Symbol::of(Kind::list, true, base.null);
        ++quiet_;  // a condition without a value keeps nothing: that is its meaning here
        for (const Symbol::Item& item : base.items) {
            if (!item.further.empty()) {
                kept.items.push_back(some_of(n, item));
                continue;
            }
            const std::size_t size = locals_.size();
            bind("item", item.symbol);
            for (const auto& [key, value] : item.symbol.members) bind(key, value);
            const Symbol verdict = (*this)(condition);
            locals_.resize(size);
            if (verdict.is_beyond() || (verdict.kind != Kind::truth && verdict.kind != Kind::null)) {
                --quiet_;
                return verdict.is_beyond() ? verdict : beyond(n);
            }
            const Term keeps = verdict.kind == Kind::null ? Term{false} : verdict.holds();
            kept.items.push_back({item.present && keeps, item.symbol});
        }
        --quiet_;
        return kept;
    }

    // The items of what is iterated over, one after the other.
    Symbol domain(const Node& n) {
        Symbol items = (*this)(n.children[0]);
        if (!items.is_beyond() && (items.kind != Kind::list || n.names.size() != 1)) return beyond(n);
        return items;
    }
    Symbol for_each(const Node& n) {
        const Symbol items = domain(n);
        if (items.is_beyond()) return items;
        Symbol results = Symbol::of(Kind::list, true, items.null);
        for (const Symbol::Item& item : items.items) {
            const std::size_t size = locals_.size();
            bind(n.names[0], item.symbol);
            Symbol one = under(item.present, n.children.back());
            locals_.resize(size);
            if (!item.further.empty()) {
                const std::string name = further_name(n, item, "");
                one = any_like(std::move(one), name);
                results.items.push_back({item.present, one, name, item.lines});
            } else {
                results.items.push_back({item.present, one});
            }
            if (one.is_beyond()) return one;
        }
        return results;
    }
    Symbol quantified(const Node& n) {
        const Symbol items = domain(n);
        if (items.is_beyond()) return items;
        Term decided = false, unknown = false;
        for (const Symbol::Item& item : items.items) {
            const std::size_t size = locals_.size();
            bind(n.names[0], item.symbol);
            const Symbol one = under(item.present, n.children.back());
            locals_.resize(size);
            if (one.is_beyond()) return one;
            if (one.kind != Kind::truth && one.kind != Kind::null) return beyond(n);
            const Term null = one.kind == Kind::null ? Term{true} : one.null;
            if (!item.further.empty()) {
                decided = decided || (item.present && truth_of(further_name(n, item, "")));
                unknown = unknown || (item.present && may_be(null, further_name(n, item, "")));
                continue;
            }
            decided = decided || (item.present && !null && (n.every ? !one.value : one.value));
            unknown = unknown || (item.present && null);
        }
        return Symbol::truth(n.every ? !decided : decided, items.null || (!decided && unknown));
    }

    Symbol both(const Symbol& a, const Symbol& b) {
        if (a.is_beyond()) return a;
        if (b.is_beyond()) return b;
        const Symbol x = as_truth(a), y = as_truth(b);
        const Term no = x.fails() || y.fails();
        return Symbol::truth(!no, !no && (x.null || y.null));
    }
    Symbol either(const Symbol& a, const Symbol& b) {
        if (a.is_beyond()) return a;
        if (b.is_beyond()) return b;
        const Symbol x = as_truth(a), y = as_truth(b);
        const Term yes = x.holds() || y.holds();
        return Symbol::truth(yes, !yes && (x.null || y.null));
    }
    static Symbol as_truth(const Symbol& s) { return s.kind == Kind::truth ? s : Symbol::truth(false, true); }

    Symbol binary(const Node& n) {
        const Symbol a = (*this)(n.children[0]);
        if (a.is_beyond()) return a;
        if (n.op == Op::conjunction) return both(a, under(!as_truth(a).fails(), n.children[1]));
        if (n.op == Op::disjunction) return either(a, under(!as_truth(a).holds(), n.children[1]));
        if (n.op == Op::equal || n.op == Op::not_equal) ++quiet_;
        const Symbol b = (*this)(n.children[1]);
        if (n.op == Op::equal || n.op == Op::not_equal) --quiet_;
        if (b.is_beyond()) return b;
        switch (n.op) {
            case Op::equal:
            case Op::not_equal: {
                Symbol same = equal(n, a, b);
                if (!same.is_beyond() && n.op == Op::not_equal) same.value = !same.value;
                return same;
            }
            case Op::less:
            case Op::less_equal:
            case Op::greater:
            case Op::greater_equal: return compared(n, n.op, a, b);
            default: return arithmetic(n, a, b);
        }
    }

    Symbol equal(const Node& n, const Symbol& a, const Symbol& b) {
        if (a.kind == Kind::null || b.kind == Kind::null) return Symbol::truth(a.null && b.null);
        if (a.kind != b.kind || !is_scalar(a.kind)) return beyond(n);
        const Term same = a.kind == Kind::truth ? (a.value && b.value) || (!a.value && !b.value)
                                                : is_equal(a.value, b.value);
        return Symbol::truth((a.null && b.null) || (!a.null && !b.null && same));
    }
    Symbol compared(const Node& n, Op op, const Symbol& a, const Symbol& b) {
        if (a.is_beyond()) return a;
        if (b.is_beyond()) return b;
        if (a.kind == Kind::null || b.kind == Kind::null) return Symbol::truth(false, true);
        if (a.kind != b.kind || !is_ordered(a.kind)) return beyond(n);
        const Term value = op == Op::less         ? is_before(a.kind, a.value, b.value)
                           : op == Op::less_equal ? is_at_most(a.value, b.value)
                           : op == Op::greater    ? is_before(a.kind, b.value, a.value)
                                                  : is_at_most(b.value, a.value);
        return Symbol::truth(value, a.null || b.null);
    }

    Symbol arithmetic(const Node& n, const Symbol& a, const Symbol& b) {
        if (a.kind == Kind::null || b.kind == Kind::null) return {};
        const Term null = a.null || b.null;
        const bool numbers = a.kind == Kind::number && b.kind == Kind::number;
        if (numbers) {
            switch (n.op) {
                case Op::add: return Symbol::number(plus(a.value, b.value), null);
                case Op::subtract: return Symbol::number(minus(a.value, b.value), null);
                case Op::multiply: return Symbol::number(times(a.value, b.value), null);
                case Op::divide:
                    return Symbol::number(divided(a.value, b.value), null || is_equal(b.value, Decimal{0}));
                default: return beyond(n);
            }
        }
        const bool days = (a.kind == Kind::days || a.kind == Kind::date) && b.kind == Kind::days;
        if (days && n.op == Op::add) return Symbol::of(a.kind, plus(a.value, b.value), null);
        if (days && n.op == Op::subtract) return Symbol::of(a.kind, minus(a.value, b.value), null);
        if (a.kind == Kind::date && b.kind == Kind::date && n.op == Op::subtract)
            return Symbol::of(Kind::days, minus(a.value, b.value), null);
        // Months are of different lengths; whole years are near enough to nothing that is proven.
        return beyond(n);
    }

    Symbol call(const Node& n) {
        const Node& callee = n.children[0];
        if (callee.kind != Node::Kind::name || find(callee.text) || !n.names.empty()) return beyond(n);
        std::vector<Symbol> given;
        for (std::size_t i = 1; i < n.children.size(); ++i) {
            given.push_back((*this)(n.children[i]));
            if (given.back().is_beyond()) return given.back();
        }
        const std::string& f = callee.text;
        if (called_)
            if (auto made = called_(f, given)) return *made;
        if (f == "duration" && n.children.size() == 2 && n.children[1].kind == Node::Kind::literal &&
            n.children[1].literal.is_text())
            return duration(n, n.children[1].literal.as_text());
        if (f == "date" && n.children.size() == 2 && n.children[1].kind == Node::Kind::literal &&
            n.children[1].literal.is_text()) {
            const auto date = feel::parse_date(n.children[1].literal.as_text());
            return date ? Symbol::of(Kind::date, Decimal{feel::days_of(*date)}) : beyond(n);
        }
        if (f == "not" && given.size() == 1) {
            const Symbol one = as_truth(given[0]);
            return Symbol::truth(!one.value, one.null);
        }
        if (f == "abs" && given.size() == 1 && given[0].kind == Kind::number)
            return Symbol::number(choose(is_less(given[0].value, Decimal{0}),
                                         minus(Decimal{0}, given[0].value), given[0].value),
                                  given[0].null);
        if (f == "floor" || f == "ceiling") return rounded(n, f == "floor", given);
        std::vector<Symbol::Item> items = items_of(given);
        if (f == "count" && given.size() == 1 && given[0].kind == Kind::list) {
            Term sum = Decimal{0};
            for (const Symbol::Item& item : items)
                sum = plus(sum, choose(item.present, item.lines, Decimal{0}));
            return Symbol::number(sum, given[0].null);
        }
        if (f == "sum") return sum(n, items);
        for (Symbol::Item& item : items) further_as_one(n, item);
        if (f == "min" || f == "max") return extreme(n, items, f == "max");
        if (f == "all" || f == "any") return combined(n, items, f == "all");
        if (f == "list contains" && given.size() == 2 && given[0].kind == Kind::list) {
            Term any = false;
            for (Symbol::Item item : given[0].items) {
                further_as_one(n, item);
                const Symbol same = equal(n, item.symbol, given[1]);
                if (same.is_beyond()) return same;
                any = any || (item.present && same.value);
            }
            return Symbol::truth(any, given[0].null);
        }
        if (f == "distinct values" && given.size() == 1 && given[0].kind == Kind::list)
            return distinct(n, given[0]);
        return beyond(n);
    }

    Symbol duration(const Node& n, const std::string& text) {
        if (const auto months = feel::parse_months_duration(text))
            return Symbol::of(Kind::months, Decimal{months->months});
        const auto days = feel::parse_days_duration(text);
        if (!days || days->nanoseconds % feel::day_ns != 0) return beyond(n);
        return Symbol::of(Kind::days, Decimal{static_cast<std::int64_t>(days->nanoseconds / feel::day_ns)});
    }

    Symbol rounded(const Node& n, bool down, const std::vector<Symbol>& given) {
        if (given.empty() || given[0].kind != Kind::number) return beyond(n);
        Decimal scale = 1;
        if (given.size() == 2) {
            const auto digits = given[1].kind == Kind::number && given[1].value.op() == Operator::number
                                    ? given[1].value.number().to_int64()
                                    : std::nullopt;
            if (!digits || *digits < 0 || *digits > 12) return beyond(n);
            scale = Decimal::scaled(1, static_cast<std::int32_t>(-*digits));
        }
        const Term times_up = times(given[0].value, *Decimal::divide(Decimal{1}, scale));
        const Term whole =
            down ? floor_of(times_up) : minus(Decimal{0}, floor_of(minus(Decimal{0}, times_up)));
        return Symbol::number(times(whole, scale), given[0].null);
    }

    // Where further lines matter by one of them that is asked for: the greatest, or one that is equal.
    void further_as_one(const Node& n, Symbol::Item& item) {
        if (item.further.empty()) return;
        item.symbol =
            any_like(item.symbol, further_name(n, item, " one ") + std::to_string(texts_.another()));
        item.further.clear();
    }
    // A single list, or the arguments themselves.
    static std::vector<Symbol::Item> items_of(const std::vector<Symbol>& given) {
        if (given.size() == 1 && given[0].kind == Kind::list) return given[0].items;
        std::vector<Symbol::Item> items;
        for (const Symbol& one : given) items.push_back({true, one});
        return items;
    }
    static bool numbers_only(const std::vector<Symbol::Item>& items) {
        return std::ranges::all_of(items, [](const Symbol::Item& item) {
            return item.symbol.kind == Kind::number || item.symbol.kind == Kind::null;
        });
    }
    static Term any_null(const std::vector<Symbol::Item>& items) {
        Term any = false;
        for (const Symbol::Item& item : items) any = any || (item.present && item.symbol.null);
        return any;
    }
    static Term nothing_in(const std::vector<Symbol::Item>& items) {
        Term any = false;
        for (const Symbol::Item& item : items) any = any || item.present;
        return !any;
    }
    Symbol sum(const Node& n, const std::vector<Symbol::Item>& items) {
        if (!numbers_only(items)) return beyond(n);
        Term total = Decimal{0};
        for (const Symbol::Item& item : items)
            if (item.symbol.kind == Kind::number)
                total = plus(total, choose(item.present, item.symbol.value, Decimal{0}));
        return Symbol::number(total, any_null(items) || nothing_in(items));
    }
    Symbol extreme(const Node& n, const std::vector<Symbol::Item>& items, bool greatest) {
        if (!numbers_only(items) || items.empty()) return beyond(n);
        Term best = Decimal{0}, any = false;
        for (const Symbol::Item& item : items) {
            if (item.symbol.kind != Kind::number) continue;
            const Term better =
                greatest ? is_less(best, item.symbol.value) : is_less(item.symbol.value, best);
            best = choose(item.present && (!any || better), item.symbol.value, best);
            any = any || item.present;
        }
        return Symbol::number(best, any_null(items) || nothing_in(items));
    }
    Symbol combined(const Node& n, const std::vector<Symbol::Item>& items, bool every) {
        Symbol whole = Symbol::truth(every);
        for (const Symbol::Item& item : items) {
            if (item.symbol.kind != Kind::truth) return beyond(n);
            Symbol one = item.symbol;
            one.null = item.present && one.null;
            one.value = every ? !item.present || one.value : item.present && one.value;
            whole = every ? both(whole, one) : either(whole, one);
        }
        return whole;
    }
    Symbol distinct(const Node& n, const Symbol& list) {
        Symbol kept = Symbol::of(Kind::list, true, list.null);
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            if (!list.items[i].further.empty()) {
                kept.items.push_back(some_of(n, list.items[i]));
                continue;
            }
            Term seen = false;
            for (std::size_t j = 0; j < i; ++j) {
                const Symbol same = equal(n, list.items[i].symbol, list.items[j].symbol);
                if (same.is_beyond()) return same;
                seen = seen || (list.items[j].present && same.value);
            }
            kept.items.push_back({list.items[i].present && !seen, list.items[i].symbol});
        }
        return kept;
    }

    // `value in test`: a range, a list of which it is one, a comparison, or what it is equal to.
    Symbol matches(const Symbol& value, const Node& test) {
        if (value.is_beyond()) return value;
        if (test.kind == Node::Kind::list) {
            Symbol any = Symbol::truth(false);
            for (const Node& one : test.children) any = either(any, matches(value, one));
            return any;
        }
        if (test.kind == Node::Kind::range) {
            const Symbol low = (*this)(test.children[0]), high = (*this)(test.children[1]);
            const Symbol from =
                low.kind == Kind::null && !low.is_beyond()
                    ? Symbol::truth(true)
                    : compared(test, test.low_included ? Op::less_equal : Op::less, low, value);
            const Symbol to =
                high.kind == Kind::null && !high.is_beyond()
                    ? Symbol::truth(true)
                    : compared(test, test.high_included ? Op::less_equal : Op::less, value, high);
            return both(from, to);
        }
        if (test.kind == Node::Kind::test) {
            const Symbol bound = (*this)(test.children[0]);
            if (bound.is_beyond()) return bound;
            if (test.op == Op::equal || test.op == Op::not_equal) {
                Symbol same = equal(test, value, bound);
                if (!same.is_beyond() && test.op == Op::not_equal) same.value = !same.value;
                return same;
            }
            return compared(test, test.op, value, bound);
        }
        if (test.kind == Node::Kind::call && test.children[0].kind == Node::Kind::name &&
            test.children[0].text == "not") {
            Symbol any = Symbol::truth(false);
            for (std::size_t i = 1; i < test.children.size(); ++i)
                any = either(any, matches(value, test.children[i]));
            if (!any.is_beyond()) any.value = !any.value;
            return any;
        }
        const Symbol other = (*this)(test);
        if (other.is_beyond()) return other;
        if (other.kind == Kind::truth && value.kind != Kind::truth) return other;
        if (other.kind == Kind::list && value.kind != Kind::list) {
            Symbol any = Symbol::truth(false);
            for (Symbol::Item item : other.items) {
                further_as_one(test, item);
                Symbol same = equal(test, value, item.symbol);
                if (same.is_beyond()) return same;
                same.value = item.present && same.value;
                any = either(any, same);
            }
            return any;
        }
        return equal(test, value, other);
    }

    const std::string& source_;
    const Lookup& lookup_;
    Texts& texts_;
    std::vector<Loss>* losses_;
    const Called called_;
    std::vector<std::pair<std::string, Symbol>> locals_;
    Term reached_ = true;  // under which this piece is looked at at all
    int quiet_ = 0;        // what is lost here loses nothing
};

}  // namespace

namespace {

// What was compiled does parse; the names it reads are all that it can name.
feel::Scope names_of(const feel::Expression& expression) {
    feel::Scope scope;
    for (const std::string& name : expression.names()) scope.names.emplace(name, feel::Type{});
    return scope;
}

}  // namespace

std::vector<std::string> without_value(const feel::Expression& expression) {
    const std::string& source = expression.source();
    std::vector<std::string> found;
    // Whether nothing that comes in is named below.
    const auto look = [&](const auto& self, const Node& n) -> bool {
        if (n.kind == Node::Kind::literal) return true;
        if (n.kind == Node::Kind::name) return n.function != nullptr && !expression.names().contains(n.text);
        bool constant = true;
        const std::size_t before = found.size();
        for (const Node& child : n.children) constant = self(self, child) && constant;
        const bool computes = n.kind == Node::Kind::call || n.kind == Node::Kind::binary;
        if (!constant || !computes || found.size() > before) return constant;
        const std::string piece = source.substr(std::min(n.offset, source.size()), n.length);
        const auto compiled = feel::Expression::compile(piece, {}, feel::Strictness::lenient);
        if (compiled && compiled->evaluate({}).value.is_null()) found.push_back(piece);
        return constant;
    };
    look(look, expression.tree());
    return found;
}

Symbol chosen(const Term& condition, const Symbol& yes, const Symbol& no) {
    if (yes.is_beyond()) return yes;
    if (no.is_beyond()) return no;
    if (condition.is(true)) return yes;
    if (condition.is(false)) return no;
    if (yes.kind == Kind::null || no.kind == Kind::null) {
        Symbol one = yes.kind == Kind::null ? no : yes;
        one.null = choose(condition, yes.null, no.null);
        return one;
    }
    if (yes.kind != no.kind || !is_scalar(yes.kind))
        return Symbol::beyond("a choice between two kinds of value");
    return Symbol::of(yes.kind, choose(condition, yes.value, no.value), choose(condition, yes.null, no.null));
}

Symbol translate(const feel::Expression& expression, const Lookup& lookup, Texts& texts,
                 std::vector<Loss>* losses, const Called& called) {
    const feel::Parsed parsed = feel::parse(expression.source(), names_of(expression));
    return Translator{expression.source(), lookup, texts, losses, called}(parsed.root);
}

Symbol implied(const feel::Expression& expression, const Lookup& lookup, Texts& texts, const Called& called) {
    const feel::Parsed parsed = feel::parse(expression.source(), names_of(expression));
    return Translator{expression.source(), lookup, texts, nullptr, called}.implied(parsed.root);
}

Symbol translate_tests(const feel::Expression& tests, const Lookup& lookup, Texts& texts) {
    const feel::Parsed parsed = feel::parse_tests(tests.source(), names_of(tests));
    return Translator{tests.source(), lookup, texts, nullptr}(parsed.root);
}

}  // namespace atranka::proof
