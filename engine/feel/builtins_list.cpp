#include "engine/feel/builtins.hpp"

namespace atranka::feel {

Value deviation_of(const std::vector<Decimal>& numbers);

namespace {

using Body = std::function<Value(const Arguments&)>;

std::int64_t signed_size(const Value::List& list) { return static_cast<std::int64_t>(list.size()); }
Value count_of(std::size_t n) { return Decimal{static_cast<std::int64_t>(n)}; }

// All numbers, or nothing.
std::optional<std::vector<Decimal>> numbers(const Value::List& items) {
    std::vector<Decimal> out;
    for (const Value& v : items) {
        if (!v.is_number()) return std::nullopt;
        out.push_back(v.as_number());
    }
    return out;
}
template <class F>
Body on_numbers(F f) {
    return [f](const Arguments& a) -> Value {
        const auto n = numbers(items_of(a));
        return n && !n->empty() ? Value{f(*n)} : Value{};
    };
}

Value summed(const Arguments& a) {
    const Value::List& items = items_of(a);
    if (items.empty()) return {};
    Value total = items.front();
    if (!total.is_number() && !total.as<DaysDuration>() && !total.as<MonthsDuration>()) return {};
    for (std::size_t i = 1; i < items.size(); ++i) {
        total = arithmetic(Op::add, total, items[i]);
        if (total.is_null()) return {};
    }
    return total;
}

template <bool largest>
Value extreme(const Arguments& a) {
    const Value::List& items = items_of(a);
    if (items.empty()) return {};
    Value best = items.front();
    if (best.is_null() || best.is_list()) return {};
    for (const Value& v : items) {
        const auto order = compare(v, best);
        if (!order) return {};
        if (largest ? *order > 0 : *order < 0) best = v;
    }
    return best;
}

bool same(const Value& a, const Value& b) { return equal(a, b).value_or(false); }
bool contains(const Value::List& list, const Value& v) {
    return std::ranges::any_of(list, [&](const Value& w) { return same(v, w); });
}

// The place of a position counted from 1, or from the end where negative; nullopt outside.
std::optional<std::size_t> place(const Value& position, std::int64_t size) {
    if (!position.is_number()) return std::nullopt;
    const auto p = position.as_number().rounded(0, Rounding::down).to_int64();
    if (!p || *p == 0 || *p > size || *p < -size) return std::nullopt;
    return static_cast<std::size_t>(*p > 0 ? *p - 1 : size + *p);
}

void flatten_into(Value::List& out, const Value& v) {
    spend(1);
    if (!v.is_list()) {
        if (out.size() >= items_max) exhausted("a list grows too long");
        out.push_back(v);
        return;
    }
    for (const Value& item : v.as_list()) flatten_into(out, item);
}

template <bool every>
Value truth(const Arguments& a) {
    if (a.size() == 1 && a[0].is_null()) return {};
    bool unknown = false;
    for (const Value& v : items_of(a)) {
        if (!v.is_boolean())
            unknown = true;
        else if (v.as_boolean() != every)
            return !every;
    }
    return unknown ? Value{} : Value{every};
}

Value sublist(const Arguments& a) {
    if (a[0].is_null()) return {};
    const Value::List list = as_list(a[0]);
    const auto from = place(a[1], signed_size(list));
    if (!from) return {};
    std::size_t length = list.size() - *from;
    if (a.size() > 2) {
        const auto n = a[2].is_number() ? a[2].as_number().to_int64() : std::nullopt;
        if (!n || *n < 1 || static_cast<std::size_t>(*n) > length) return {};
        length = static_cast<std::size_t>(*n);
    }
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(*from);
    return Value::list({begin, begin + static_cast<std::ptrdiff_t>(length)});
}

Value median(std::vector<Decimal> n) {
    std::ranges::sort(n);
    const std::size_t half = n.size() / 2;
    if (n.size() % 2 == 1) return n[half];
    return arithmetic(Op::divide, arithmetic(Op::add, n[half - 1], n[half]), Value{2});
}

Value mode(const Arguments& a) {
    const auto n = numbers(items_of(a));
    if (!n) return {};
    std::map<Decimal, int> counts;
    int most = 0;
    for (const Decimal& d : *n) most = std::max(most, ++counts[d]);
    Value::List out;
    for (const auto& [d, c] : counts)
        if (c == most) out.emplace_back(d);
    return Value::list(std::move(out));
}

Value sorted(const Arguments& a) {
    if (a[0].is_null()) return {};
    Value::List list = as_list(a[0]);
    const auto* precedes = argument(a, 1).as<Function>();
    if (a.size() > 1 && precedes == nullptr) return {};
    if (precedes != nullptr && precedes->parameters.size() != 2) return {};
    // Without a rule the items must have an order.
    if (precedes == nullptr)
        for (const Value& v : list)
            if (!compare(v, list.front())) return {};
    const auto before = [&](const Value& x, const Value& y) {
        spend(1);
        return precedes != nullptr ? precedes->body({x, y}).is_true()
                                   : compare(x, y) == std::partial_ordering::less;
    };
    // Runs are merged from below: a rule that contradicts itself misplaces items, but reads nothing out of
    // bounds.
    Value::List merged(list.size());
    for (std::size_t width = 1; width < list.size(); width *= 2) {
        for (std::size_t from = 0; from < list.size(); from += 2 * width) {
            const std::size_t middle = std::min(from + width, list.size()),
                              end = std::min(from + 2 * width, list.size());
            std::size_t left = from, right = middle;
            for (std::size_t at = from; at < end; ++at) {
                const bool take_right = right < end && (left >= middle || before(list[right], list[left]));
                merged[at] = std::move(take_right ? list[right++] : list[left++]);
            }
        }
        list.swap(merged);
    }
    return Value::list(std::move(list));
}

Value replaced(const Arguments& a) {
    if (a[0].is_null()) return {};
    Value::List list = as_list(a[0]);
    if (const auto* match = a[1].as<Function>()) {
        if (match->parameters.size() != 2) return {};
        for (Value& item : list) {
            const Value hit = match->body({item, a[2]});
            if (!hit.is_boolean()) return {};
            if (hit.as_boolean()) item = a[2];
        }
        return Value::list(std::move(list));
    }
    const auto at = place(a[1], signed_size(list));
    if (!at) return {};
    list[*at] = a[2];
    return Value::list(std::move(list));
}

}  // namespace

void add_list_functions(Table& t) {
    t["list contains"] = {{{"list", "*element"}}, [](const Arguments& a) -> Value {
                              return a[0].is_null() ? Value{} : Value{contains(as_list(a[0]), a[1])};
                          }};
    t["count"] = {{{"list"}}, [](const Arguments& a) -> Value {
                      return a[0].is_null() ? Value{} : count_of(as_list(a[0]).size());
                  }};
    t["min"] = {{{"list"}, {"c..."}}, extreme<false>};
    t["max"] = {{{"list"}, {"c..."}}, extreme<true>};
    t["sum"] = {{{"list"}, {"n..."}}, summed};
    t["mean"] = {{{"list"}, {"n..."}}, [](const Arguments& a) -> Value {
                     const Value total = summed(a);
                     return total.is_null() ? Value{}
                                            : arithmetic(Op::divide, total, count_of(items_of(a).size()));
                 }};
    t["product"] = {{{"list"}, {"n..."}}, [](const Arguments& a) -> Value {
                        const auto n = numbers(items_of(a));
                        if (!n || n->empty()) return {};
                        Value total = Value{1};
                        for (const Decimal& d : *n) total = arithmetic(Op::multiply, total, d);
                        return total;
                    }};
    t["median"] = {{{"list"}, {"n..."}}, on_numbers(median)};
    t["stddev"] = {{{"list"}, {"n..."}}, on_numbers(deviation_of)};
    t["mode"] = {{{"list"}, {"n..."}}, mode};
    t["all"] = {{{"list"}, {"b..."}}, truth<true>};
    t["any"] = {{{"list"}, {"b..."}}, truth<false>};
    t["sublist"] = {{{"list", "start position", "length?"}}, sublist};
    t["append"] = {{{"list", "*item..."}}, [](const Arguments& a) -> Value {
                       if (a[0].is_null()) return {};
                       Value::List list = as_list(a[0]);
                       list.insert(list.end(), a.begin() + 1, a.end());
                       return Value::list(std::move(list));
                   }};
    const auto joined = [](bool distinct) -> Body {
        return [distinct](const Arguments& a) -> Value {
            Value::List out;
            for (const Value& list : a) {
                if (list.is_null()) return {};
                for (const Value& v : as_list(list))
                    if (!distinct || !contains(out, v)) out.push_back(v);
                if (out.size() > items_max) exhausted("a list grows too long");
            }
            return Value::list(std::move(out));
        };
    };
    t["concatenate"] = {{{"list..."}}, joined(false)};
    t["union"] = {{{"list..."}}, joined(true)};
    t["distinct values"] = {{{"list"}}, joined(true)};
    t["insert before"] = {{{"list", "position", "*newItem"}}, [](const Arguments& a) -> Value {
                              if (a[0].is_null()) return {};
                              Value::List list = as_list(a[0]);
                              const auto at = place(a[1], signed_size(list));
                              if (!at) return {};
                              list.insert(list.begin() + static_cast<std::ptrdiff_t>(*at), a[2]);
                              return Value::list(std::move(list));
                          }};
    t["remove"] = {{{"list", "position"}}, [](const Arguments& a) -> Value {
                       if (a[0].is_null()) return {};
                       Value::List list = as_list(a[0]);
                       const auto at = place(a[1], signed_size(list));
                       if (!at) return {};
                       list.erase(list.begin() + static_cast<std::ptrdiff_t>(*at));
                       return Value::list(std::move(list));
                   }};
    t["list replace"] = {{{"list", "position", "*newItem"}, {"list", "match", "*newItem"}}, replaced};
    t["reverse"] = {{{"list"}}, [](const Arguments& a) -> Value {
                        if (a[0].is_null()) return {};
                        Value::List list = as_list(a[0]);
                        std::ranges::reverse(list);
                        return Value::list(std::move(list));
                    }};
    t["index of"] = {{{"list", "*match"}}, [](const Arguments& a) -> Value {
                         if (a[0].is_null()) return {};
                         Value::List out;
                         const Value::List list = as_list(a[0]);
                         for (std::size_t i = 0; i < list.size(); ++i)
                             if (same(list[i], a[1])) out.push_back(count_of(i + 1));
                         return Value::list(std::move(out));
                     }};
    t["flatten"] = {{{"list"}}, [](const Arguments& a) -> Value {
                        if (a[0].is_null()) return {};
                        Value::List out;
                        flatten_into(out, a[0]);
                        return Value::list(std::move(out));
                    }};
    t["sort"] = {{{"list", "precedes?"}}, sorted};
}

void add_context_functions(Table& t) {
    t["get value"] = {{{"m", "*key"}, {"m", "keys"}}, [](const Arguments& a) -> Value {
                          if (a[1].is_list()) {
                              Value here = a[0];
                              for (const Value& key : a[1].as_list()) {
                                  if (!here.is_context() || !key.is_text()) return {};
                                  const Value* found = here.as_context().find(key.as_text());
                                  here = found == nullptr ? Value{} : Value{*found};
                              }
                              return a[1].as_list().empty() ? Value{} : here;
                          }
                          if (!a[0].is_context() || !a[1].is_text()) return {};
                          const Value* found = a[0].as_context().find(a[1].as_text());
                          return found == nullptr ? Value{} : *found;
                      }};
    t["get entries"] = {{{"m"}}, [](const Arguments& a) -> Value {
                            if (!a[0].is_context()) return {};
                            Value::List out;
                            for (const auto& [key, value] : a[0].as_context())
                                out.push_back(Value::context({{"key", Value{key}}, {"value", value}}));
                            return Value::list(std::move(out));
                        }};
    t["context"] = {{{"entries"}}, [](const Arguments& a) -> Value {
                        Context out;
                        if (a[0].is_null()) return {};
                        for (const Value& entry : as_list(a[0])) {
                            if (!entry.is_context()) return {};
                            const Value* key = entry.as_context().find("key");
                            const Value* value = entry.as_context().find("value");
                            if (key == nullptr || !key->is_text() || value == nullptr ||
                                out.find(key->as_text()) != nullptr)
                                return {};
                            out.emplace(key->as_text(), *value);
                        }
                        return Value::context(std::move(out));
                    }};
    static const std::function<Value(const Value&, const Value::List&, std::size_t, const Value&)> put =
        [](const Value& base, const Value::List& keys, std::size_t at, const Value& value) -> Value {
        if (keys.size() > static_cast<std::size_t>(nesting_max)) exhausted("values are nested too deep");
        if (at == keys.size()) return value;
        if (!keys[at].is_text() || !(base.is_context() || base.is_null())) return {};
        Context out = base.is_context() ? base.as_context() : Context{};
        spend(static_cast<std::int64_t>(out.size() / 4 + 1));
        const Value* inner = out.find(keys[at].as_text());
        const bool last = at + 1 == keys.size();
        Value next = last ? value : put(inner == nullptr ? Value{} : Value{*inner}, keys, at + 1, value);
        if (!last && next.is_null()) return {};
        out.insert_or_assign(keys[at].as_text(), std::move(next));
        return Value::context(std::move(out));
    };
    t["context put"] = {{{"context", "*key", "*value"}, {"context", "keys", "*value"}},
                        [](const Arguments& a) -> Value {
                            if (!a[0].is_context()) return {};
                            if (a[1].is_list())
                                return a[1].as_list().empty() ? Value{} : put(a[0], a[1].as_list(), 0, a[2]);
                            return put(a[0], {a[1]}, 0, a[2]);
                        }};
    t["context merge"] = {{{"contexts"}}, [](const Arguments& a) -> Value {
                              Context out;
                              if (a[0].is_null()) return {};
                              for (const Value& one : as_list(a[0])) {
                                  if (!one.is_context()) return {};
                                  for (const auto& [key, value] : one.as_context())
                                      out.insert_or_assign(key, value);
                              }
                              return Value::context(std::move(out));
                          }};
}

}  // namespace atranka::feel
