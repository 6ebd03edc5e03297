#include "engine/feel/builtins.hpp"

namespace atranka::feel {

namespace {

// Relations of Allen's interval algebra over points and ranges. Source: DMN 1.5, table 78.

using Truth = std::optional<bool>;

struct End {
    Value at;
    int endless = 0;  // -1, 1: below, above everything
};
struct Interval {
    End low, high;
    bool low_in = true, high_in = true;
    bool point = false;
};

std::optional<Interval> interval(const Value& v) {
    if (const auto* r = v.as<Range>()) {
        if (r->unary == "!=") return std::nullopt;
        const bool is_below = r->unary.starts_with('<'), is_above = r->unary.starts_with('>');
        return Interval{{r->low, is_below ? -1 : 0},
                        {r->high, is_above ? 1 : 0},
                        r->low_included,
                        r->high_included,
                        false};
    }
    if (v.is_null() || v.is_list() || v.is_context()) return std::nullopt;
    return Interval{{v}, {v}, true, true, true};
}

struct Pair {
    Interval a, b;
    // -1, 0, 1; sets `known` to false where two ends cannot be compared.
    int order(const End& x, const End& y) const {
        if (x.endless != 0 || y.endless != 0) return x.endless - y.endless;
        const auto o = compare(x.at, y.at);
        if (!o) {
            known = false;
            return 0;
        }
        return *o < 0 ? -1 : *o > 0 ? 1 : 0;
    }
    mutable bool known = true;
};

template <class F>
std::function<Value(const Arguments&)> relation(F f, bool first_point, bool first_range, bool second_point,
                                                bool second_range) {
    return [=](const Arguments& arguments) -> Value {
        const auto a = interval(arguments[0]), b = interval(arguments[1]);
        if (!a || !b) return {};
        if ((a->point && !first_point) || (!a->point && !first_range)) return {};
        if ((b->point && !second_point) || (!b->point && !second_range)) return {};
        const Pair pair{*a, *b};
        const bool verdict = f(pair);
        return pair.known ? Value{verdict} : Value{};
    };
}

bool before(const Pair& p) {
    const int o = p.order(p.a.high, p.b.low);
    return o < 0 || (o == 0 && !(p.a.high_in && p.b.low_in));
}
bool meets(const Pair& p) { return p.order(p.a.high, p.b.low) == 0 && p.a.high_in && p.b.low_in; }
Pair swapped(const Pair& p) { return {p.b, p.a}; }
bool overlaps(const Pair& p) { return !before(p) && !before(swapped(p)); }
bool overlaps_before(const Pair& p) {
    const int lows = p.order(p.a.low, p.b.low), highs = p.order(p.a.high, p.b.high),
              cross = p.order(p.a.high, p.b.low);
    return (lows < 0 || (lows == 0 && p.a.low_in && !p.b.low_in)) &&
           (cross > 0 || (cross == 0 && p.a.high_in && p.b.low_in)) &&
           (highs < 0 || (highs == 0 && (!p.a.high_in || p.b.high_in)));
}
bool finishes(const Pair& p) {
    if (p.a.point) return p.order(p.a.high, p.b.high) == 0 && p.b.high_in;
    const int lows = p.order(p.a.low, p.b.low);
    return p.order(p.a.high, p.b.high) == 0 && p.a.high_in == p.b.high_in &&
           (lows > 0 || (lows == 0 && (!p.a.low_in || p.b.low_in)));
}
bool starts(const Pair& p) {
    if (p.a.point) return p.order(p.a.low, p.b.low) == 0 && p.b.low_in;
    const int highs = p.order(p.a.high, p.b.high);
    return p.order(p.a.low, p.b.low) == 0 && p.a.low_in == p.b.low_in &&
           (highs < 0 || (highs == 0 && (!p.a.high_in || p.b.high_in)));
}
bool includes_all(const Pair& p) {
    const int lows = p.order(p.a.low, p.b.low), highs = p.order(p.a.high, p.b.high);
    return (lows < 0 || (lows == 0 && (p.a.low_in || !p.b.low_in))) &&
           (highs > 0 || (highs == 0 && (p.a.high_in || !p.b.high_in)));
}
bool coincides(const Pair& p) {
    return p.order(p.a.low, p.b.low) == 0 && p.order(p.a.high, p.b.high) == 0 && p.a.low_in == p.b.low_in &&
           p.a.high_in == p.b.high_in;
}

// A range written as text: "[1..3]". Its ends are literals.
Value parsed_range(const Arguments& a) {
    if (!a[0].is_text()) return {};
    const Parsed parsed = parse(a[0].as_text(), {});
    if (parsed.fault || parsed.root.kind != Node::Kind::range) return {};
    const auto literal = [](const Node& n) {
        if (n.kind == Node::Kind::literal) return true;
        if (n.kind == Node::Kind::unary) return n.children[0].kind == Node::Kind::literal;
        // date("…") and its like: a constructor of a literal.
        return n.kind == Node::Kind::call && n.children.size() == 2 &&
               n.children[1].kind == Node::Kind::literal;
    };
    if (!literal(parsed.root.children[0]) || !literal(parsed.root.children[1])) return {};
    const auto expression = Expression::compile(a[0].as_text(), {}, Strictness::lenient);
    return expression ? expression->evaluate({}).value : Value{};
}

}  // namespace

void add_range_functions(Table& t) {
    const auto reversed = [](auto f) {
        return [f](const Pair& p) {
            const Pair q = swapped(p);
            const bool verdict = f(q);
            p.known = p.known && q.known;
            return verdict;
        };
    };
    const std::vector<std::string> two_ranges{"range1", "range2"}, point_range{"point", "range"},
        range_point{"range", "point"}, two_points{"point1", "point2"};
    t["before"] = {{two_points, point_range, range_point, two_ranges},
                   relation(before, true, true, true, true)};
    t["after"] = {{two_points, point_range, range_point, two_ranges},
                  relation(reversed(before), true, true, true, true)};
    t["meets"] = {{two_ranges}, relation(meets, false, true, false, true)};
    t["met by"] = {{two_ranges}, relation(reversed(meets), false, true, false, true)};
    t["overlaps"] = {{two_ranges}, relation(overlaps, false, true, false, true)};
    t["overlaps before"] = {{two_ranges}, relation(overlaps_before, false, true, false, true)};
    t["overlaps after"] = {{two_ranges}, relation(reversed(overlaps_before), false, true, false, true)};
    t["finishes"] = {{point_range, two_ranges}, relation(finishes, true, true, false, true)};
    t["finished by"] = {{range_point, two_ranges}, relation(reversed(finishes), false, true, true, true)};
    t["includes"] = {{range_point, two_ranges}, relation(includes_all, false, true, true, true)};
    t["during"] = {{point_range, two_ranges}, relation(reversed(includes_all), true, true, false, true)};
    t["starts"] = {{point_range, two_ranges}, relation(starts, true, true, false, true)};
    t["started by"] = {{range_point, two_ranges}, relation(reversed(starts), false, true, true, true)};
    t["coincides"] = {{two_points, two_ranges}, relation(coincides, true, true, true, true)};
    t["range"] = {{{"from"}}, parsed_range};
}

}  // namespace atranka::feel
