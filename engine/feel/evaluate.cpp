#include "engine/feel/builtins.hpp"
#include "engine/feel/derivation.hpp"
#include "engine/feel/effort.hpp"
#include "engine/feel/node.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::feel {

struct Expression::Compiled {
    std::string source;
    Node root;
    Type type;
    std::set<std::string> names;
};

namespace {

constexpr int chain_nested_max = 100;  // deeper trees have their chains of operators evaluated in a loop

class Evaluator {
public:
    Evaluator(const Context& context, const Surroundings& surroundings)
        : context_(context), surroundings_(surroundings) {}

    Value operator()(const Node& n) {
        const Descent descent;
        spend(1);
        return derivation_ == nullptr ? evaluate(n) : derived(n);
    }
    // Writes down what it does below the one given, whose expression is the whole source.
    void note_in(Derivation& derivation, std::string_view source) {
        derivation_ = &derivation;
        source_ = source;
    }
    std::optional<Fault> null_because;

private:
    Value derived(const Node& n) {
        constexpr int parts_max = 2'000;
        if (n.kind == Node::Kind::literal || ++parts_ > parts_max) return evaluate(n);
        Derivation mine;
        mine.expression = source_.substr(n.offset, n.length);
        mine.offset = n.offset;
        Derivation* const outer = std::exchange(derivation_, &mine);
        mine.value = evaluate(n);
        derivation_ = outer;
        mine.path = path_of(n);
        // One place loses the value; those around it only pass that on.
        if (mine.value.is_null() && null_because && null_because->offset == n.offset &&
            null_because->length == n.length)
            mine.note = null_because->message;
        Value value = mine.value;
        outer->parts.push_back(std::move(mine));
        return value;
    }
    // Of a name, or of a member of one: where in the facts it stands.
    std::string path_of(const Node& n) const {
        if (n.kind == Node::Kind::path) {
            const std::string base = path_of(n.children[0]);
            return base.empty() ? base : base + "." + n.text;
        }
        if (n.kind != Node::Kind::name) return {};
        for (std::size_t i = locals_.size(); i-- > 0;)
            if (locals_[i].first == n.text) return i < local_paths_.size() ? local_paths_[i] : std::string{};
        return context_.find(n.text) != nullptr ? n.text : std::string{};
    }
    // Of the local that was added last.
    void note_path(const Node& domain, std::size_t index) {
        if (derivation_ == nullptr) return;
        const std::string base = path_of(domain);
        local_paths_.resize(locals_.size());
        if (!base.empty()) local_paths_.back() = base + "[" + std::to_string(index + 1) + "]";
    }
    void note_member_paths(const Context& item) {
        if (derivation_ == nullptr) return;
        const std::size_t first = locals_.size() - item.size();
        const std::string base =
            first > 0 && first <= local_paths_.size() ? local_paths_[first - 1] : std::string{};
        local_paths_.resize(locals_.size());
        for (std::size_t i = first; i < locals_.size() && !base.empty(); ++i)
            local_paths_[i] = base + "." + locals_[i].first;
    }
    Value lost(const Node& n, std::string message) {
        if (!null_because) null_because = Fault{n.offset, n.length, std::move(message), {}};
        return {};
    }
    // Local names, innermost last; a context is a frame of its entries.
    const Value* find(const std::string& name) const {
        for (auto it = locals_.rbegin(); it != locals_.rend(); ++it)
            if (it->first == name) return &it->second;
        return context_.find(name);
    }
    struct Frame {
        explicit Frame(Evaluator& evaluator) : evaluator_(evaluator), size_(evaluator.locals_.size()) {}
        ~Frame() {
            evaluator_.locals_.resize(size_);
            if (evaluator_.local_paths_.size() > size_) evaluator_.local_paths_.resize(size_);
        }
        Frame(const Frame&) = delete;
        Frame& operator=(const Frame&) = delete;
        Evaluator& evaluator_;
        std::size_t size_;
    };

    Value evaluate(const Node& n) {
        using Kind = Node::Kind;
        switch (n.kind) {
            case Kind::literal: return located(n.literal);
            case Kind::name: return name(n);
            case Kind::path: return path(n, (*this)(n.children[0]));
            case Kind::filter: return filter(n);
            case Kind::call: return call(n);
            case Kind::unary: {
                Value v = arithmetic(Op::negate, (*this)(n.children[0]), {});
                return v.is_null() ? lost(n, "nothing but a number or a duration can be negated") : v;
            }
            case Kind::binary:
                return n.depth > chain_nested_max ? chain(n) : binary(n, (*this)(n.children[0]));
            case Kind::list: return list(n);
            case Kind::context: return context(n);
            case Kind::range: return range(n);
            case Kind::test: return test(n);
            case Kind::if_: return (*this)(n.children[(*this)(n.children[0]).is_true() ? 1 : 2]);
            case Kind::for_: return for_loop(n);
            case Kind::quantified: return quantified(n);
            case Kind::between: return between(n);
            case Kind::in: return in(n);
            case Kind::instance_of: return is_instance((*this)(n.children[0]), n.types[0]);
            case Kind::function: return function(n);
            case Kind::descending_range:
                return lost(n, "a range without brackets stands only in a for or some");
        }
        return {};
    }

    Value name(const Node& n) {
        if (const Value* value = find(n.text)) {
            if (value->is_null()) lost(n, n.text + " is null");
            return *value;
        }
        if (!n.literal.is_null()) return n.literal;
        if (n.function != nullptr) return Function{n.function->signatures.front(), n.function->body};
        return lost(n, "nothing is called " + n.text);
    }

    Value path(const Node& n, const Value& value) {
        if (value.is_context()) {
            const Value* member = value.as_context().find(n.text);
            if (member == nullptr || member->is_null()) return lost(n, "there is no value at " + n.text);
            return *member;
        }
        if (value.is_list()) {
            Value::List members;
            for (const Value& item : value.as_list()) {
                spend(4);
                members.push_back(path(n, item));
            }
            return Value::list(std::move(members));
        }
        Value found = property(value, n.text);
        return found.is_null() ? lost(n, "a " + std::string{value.kind()} + " has no value at " + n.text)
                               : found;
    }

    Value filter(const Node& n) {
        const Value base = (*this)(n.children[0]);
        if (base.is_null()) return lost(n, "what is filtered is null");
        const Value::List single{base};
        const Value::List& items = base.is_list() ? base.as_list() : single;
        const Node& condition = n.children[1];
        Value::List kept;
        if (items.empty()) {
            // An index into nothing is null, a condition over nothing is nothing.
            const bool index = condition.kind == Node::Kind::literal || condition.kind == Node::Kind::unary;
            return index ? lost(n, "the list is empty") : Value::list({});
        }
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Value& item = items[i];
            const Frame frame{*this};
            locals_.emplace_back("item", item);
            note_path(n.children[0], i);
            if (item.is_context()) {
                spend(static_cast<std::int64_t>(item.as_context().size() / 4));
                for (const auto& [key, value] : item.as_context()) locals_.emplace_back(key, value);
                note_member_paths(item.as_context());
            }
            const auto before = null_because;
            const Value verdict = (*this)(condition);
            null_because = before;  // a condition without a value keeps nothing: that is its meaning here
            if (verdict.is_number()) {
                const auto index = verdict.as_number().to_int64();
                const auto size = static_cast<std::int64_t>(items.size());
                if (!index || *index == 0 || *index > size || *index < -size)
                    return lost(n, "the list has no item " + verdict.text());
                return items[static_cast<std::size_t>(*index > 0 ? *index - 1 : size + *index)];
            }
            if (verdict.is_true()) kept.push_back(item);
            if (!verdict.is_null() && !verdict.is_boolean())
                return lost(n, "a filter is a condition or an index");
        }
        return Value::list(std::move(kept));
    }

    Value call(const Node& n) {
        const Node& callee = n.children[0];
        std::vector<Value> arguments;
        arguments.reserve(n.children.size() - 1);
        for (std::size_t i = 1; i < n.children.size(); ++i) arguments.push_back((*this)(n.children[i]));
        if (callee.kind == Node::Kind::name && callee.literal.is_null() && find(callee.text) == nullptr) {
            if (callee.function == nullptr) return lost(n, "no function is called " + callee.text);
            const bool zero_divisor = arguments.size() == 2 && arguments[0].is_number() &&
                                      arguments[1].is_number() && is_zero(arguments[1]);
            Value value = built_in_call(callee, n.names, std::move(arguments));
            if (!value.is_null()) return value;
            const bool takes = std::ranges::any_of(callee.function->signatures, [&](const auto& signature) {
                return n.names.empty() ? takes_so_many(signature, n.children.size() - 1)
                                       : takes_names(signature, n.names);
            });
            const bool divides = callee.text == "modulo" && n.children.size() == 3 && n.names.empty();
            if (divides && zero_divisor) return lost(n, std::string{division_by_zero});
            return lost(n, callee.text + (takes ? " has no value for these arguments"
                                                : " does not take these arguments"));
        }
        const Value target = (*this)(callee);
        const auto* f = target.as<Function>();
        if (f == nullptr) return lost(n, "only a function can be called");
        const auto ordered = in_order(f->parameters, n.names, arguments);
        if (!ordered) return lost(n, "the function does not take these arguments");
        Value value = f->body(*ordered);
        if (!value.is_null()) return value;
        const std::string why = f->why_null ? f->why_null(*ordered) : std::string{};
        return lost(n,
                    why.empty() ? "the function has no value for these arguments" : callee.text + ": " + why);
    }
    Value built_in_call(const Node& callee, const std::vector<std::string>& names,
                        std::vector<Value> arguments) {
        // The clock is no function of the arguments.
        if (arguments.empty() && (callee.text == "now" || callee.text == "today")) {
            if (!surroundings_.now) return {};
            return callee.text == "now" ? Value{*surroundings_.now} : Value{surroundings_.now->date};
        }
        for (const auto& signature : callee.function->signatures) {
            if (!names.empty()) {
                auto ordered = in_order(signature, names, arguments);
                if (!ordered) continue;
                arguments = std::move(*ordered);
            } else if (!takes_so_many(signature, arguments.size())) {
                continue;
            }
            for (const Value& argument : arguments) spend(walked(argument));
            unwrap(signature, arguments);
            return located(callee.function->body(arguments));
        }
        return {};
    }
    // What a built-in function takes to look once through an argument.
    static std::int64_t walked(const Value& argument) {
        if (argument.is_list()) return static_cast<std::int64_t>(argument.as_list().size() / 8);
        if (argument.is_context()) return static_cast<std::int64_t>(argument.as_context().size() / 8);
        return argument.is_text() ? static_cast<std::int64_t>(argument.as_text().size() / 64) : 0;
    }
    // A list of one stands for its item where no list is wanted.
    static void unwrap(const std::vector<std::string>& signature, std::vector<Value>& arguments) {
        for (std::size_t i = 0; i < arguments.size() && i < signature.size(); ++i) {
            const std::string_view name = signature[i];
            if (!arguments[i].is_list() || arguments[i].as_list().size() != 1 || name.starts_with("*"))
                continue;
            if (name.starts_with("list") || name.starts_with("contexts") || name.starts_with("entries") ||
                name == "keys" || name.ends_with("..."))
                continue;
            arguments[i] = Value{arguments[i].as_list().front()};
        }
    }
    static std::string_view bare(std::string_view parameter) {
        if (parameter.starts_with("*")) parameter.remove_prefix(1);
        if (parameter.ends_with("?")) parameter.remove_suffix(1);
        return parameter;
    }
    static bool takes_names(const std::vector<std::string>& signature,
                            const std::vector<std::string>& names) {
        return std::ranges::all_of(names, [&](const std::string& name) {
            return std::ranges::any_of(signature, [&](const std::string& p) { return bare(p) == name; });
        });
    }
    static std::optional<std::vector<Value>> in_order(const std::vector<std::string>& signature,
                                                      const std::vector<std::string>& names,
                                                      const std::vector<Value>& arguments) {
        if (names.empty()) {
            if (!takes_so_many(signature, arguments.size())) return std::nullopt;
            return arguments;
        }
        std::vector<Value> ordered(signature.size());
        std::vector<bool> given(signature.size(), false);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto it =
                std::ranges::find_if(signature, [&](const std::string& p) { return bare(p) == names[i]; });
            if (it == signature.end()) return std::nullopt;
            const auto at = static_cast<std::size_t>(it - signature.begin());
            ordered[at] = arguments[i];
            given[at] = true;
        }
        for (std::size_t i = 0; i < signature.size(); ++i)
            if (!given[i] && !signature[i].ends_with("?")) return std::nullopt;
        while (!ordered.empty() && !given[ordered.size() - 1]) ordered.pop_back();
        return ordered;
    }

    // Operators in a row, one after the other. A derivation has them as one part.
    Value chain(const Node& last) {
        const std::vector<const Node*> chain = chain_to(last);
        Value value = (*this)(chain.front()->children[0]);
        for (const Node* n : chain) {
            spend(1);
            value = binary(*n, value);
        }
        return value;
    }
    Value binary(const Node& n, const Value& a) {
        switch (n.op) {
            case Op::conjunction: {
                if (a.is_boolean() && !a.as_boolean()) return false;
                const Value b = (*this)(n.children[1]);
                if (b.is_boolean() && !b.as_boolean()) return false;
                return a.is_true() && b.is_true() ? Value{true}
                                                  : lost(n, "a side of `and` has no truth value");
            }
            case Op::disjunction: {
                if (a.is_true()) return true;
                const Value b = (*this)(n.children[1]);
                if (b.is_true()) return true;
                return a.is_boolean() && b.is_boolean() ? Value{false}
                                                        : lost(n, "a side of `or` has no truth value");
            }
            default: break;
        }
        const auto before = null_because;
        const Value b = (*this)(n.children[1]);
        switch (n.op) {
            case Op::equal:
            case Op::not_equal: {
                const auto same = equal(a, b);
                if (!same)
                    return lost(n, "a " + std::string{a.kind()} + " and a " + std::string{b.kind()} +
                                       " cannot be compared");
                null_because = before;  // comparing with null has an answer
                return *same == (n.op == Op::equal);
            }
            case Op::less:
            case Op::less_equal:
            case Op::greater:
            case Op::greater_equal: {
                const auto order = compare(a, b);
                if (!order)
                    return lost(n, "a " + std::string{a.kind()} + " and a " + std::string{b.kind()} +
                                       " have no order");
                if (n.op == Op::less) return *order < 0;
                if (n.op == Op::less_equal) return *order <= 0;
                if (n.op == Op::greater) return *order > 0;
                return *order >= 0;
            }
            default: {
                Value v = located(moved(n.op, a, b));
                return v.is_null() ? lost(n, why_null(n.op, a, b)) : v;
            }
        }
    }

    static std::string why_null(Op op, const Value& a, const Value& b) {
        const bool are_numbers = a.is_number() && b.is_number();
        const bool divides = are_numbers || a.same_kind(b) || a.as<DaysDuration>() || a.as<MonthsDuration>();
        if (op == Op::divide && divides && is_zero(b) && (b.is_number() || a.same_kind(b)))
            return std::string{division_by_zero};
        if (op == Op::power && are_numbers) {
            if (is_zero(a) && b.as_number().sign() < 0) return std::string{division_by_zero};
            if (a.as_number().sign() < 0 && !b.as_number().is_integer())
                return "a negative number has no such power";
        }
        if (are_numbers) return "the number is out of range";
        return "the operator does not apply to a " + std::string{a.kind()} + " and a " +
               std::string{b.kind()};
    }

    Value list(const Node& n) {
        Value::List items;
        for (const Node& child : n.children) items.push_back((*this)(child));
        return Value::list(std::move(items));
    }
    Value context(const Node& n) {
        const Frame frame{*this};
        Context entries;
        for (std::size_t i = 0; i < n.names.size(); ++i) {
            Value value = (*this)(n.children[i]);
            locals_.emplace_back(n.names[i], value);
            entries.insert_or_assign(n.names[i], std::move(value));
        }
        return Value::context(std::move(entries));
    }
    Value range(const Node& n) {
        Range r;
        r.low_included = n.low_included;
        r.high_included = n.high_included;
        r.low = (*this)(n.children[0]);
        r.high = (*this)(n.children[1]);
        const auto order = compare(r.low, r.high);
        const bool open = r.low.is_null() != r.high.is_null();
        if (!open && (!order || *order > 0))
            return lost(n, "a range goes from a lower to a higher value of one kind");
        return r;
    }
    Value test(const Node& n) {
        Range r;
        const Value v = (*this)(n.children[0]);
        const auto bounded = [&](bool low, bool included, std::string_view symbol) {
            (low ? r.low : r.high) = v;
            r.low_included = low && included;
            r.high_included = !low && included;
            r.unary = symbol;
            return Value{r};
        };
        switch (n.op) {
            case Op::less: return bounded(false, false, "<");
            case Op::less_equal: return bounded(false, true, "<=");
            case Op::greater: return bounded(true, false, ">");
            case Op::greater_equal: return bounded(true, true, ">=");
            case Op::not_equal: {
                r.low = r.high = v;
                r.unary = "!=";
                return r;
            }
            default: {
                r.low = r.high = v;
                r.unary = "=";
                return r;
            }
        }
    }

    // Runs the body for each combination, the last domain fastest; false stops.
    template <class Body>
    bool iterate(const Node& n, std::size_t index, Body&& body) {
        if (index == n.names.size()) return body();
        const Node& domain = n.children[index];
        const auto with = [&](const Value& item) {
            const Frame frame{*this};
            locals_.emplace_back(n.names[index], item);
            return iterate(n, index + 1, body);
        };
        if (domain.kind == Node::Kind::descending_range)
            return iterate_between((*this)(domain.children[0]), (*this)(domain.children[1]), with);
        const Value items = (*this)(domain);
        if (const auto* r = items.as<Range>()) {
            if (!r->low_included || !r->high_included) {
                iteration_failed_ = true;
                return false;
            }
            return iterate_between(r->low, r->high, with);
        }
        if (!items.is_list()) {
            if (items.is_null()) iteration_failed_ = true;
            return !items.is_null() && with(items);
        }
        for (std::size_t i = 0; i < items.as_list().size(); ++i) {
            const Frame frame{*this};
            locals_.emplace_back(n.names[index], items.as_list()[i]);
            note_path(domain, i);
            if (!iterate(n, index + 1, body)) return false;
        }
        return true;
    }
    template <class With>
    bool iterate_between(const Value& low, const Value& high, With&& with) {
        if (const auto* a = low.as<Date>(), *b = high.as<Date>(); a && b) {
            const std::int64_t from = days_of(*a), to = days_of(*b);
            for (std::int64_t d = from;; d += from <= to ? 1 : -1) {
                if (!with(Value{date_of(d)})) return false;
                if (d == to) return true;
            }
        }
        const auto from = low.is_number() ? low.as_number().to_int64() : std::nullopt;
        const auto to = high.is_number() ? high.as_number().to_int64() : std::nullopt;
        if (!from || !to) {
            iteration_failed_ = true;
            return false;
        }
        for (std::int64_t i = *from;; i += *from <= *to ? 1 : -1) {
            if (!with(Value{Decimal{i}})) return false;
            if (i == *to) return true;
        }
    }

    Value for_loop(const Node& n) {
        Value::List results;
        const bool outer = std::exchange(iteration_failed_, false);
        const bool partial = uses_partial(n.children.back());
        iterate(n, 0, [&] {
            const Frame frame{*this};
            if (partial) {
                spend_items(results.size());
                locals_.emplace_back("partial", Value::list(results));
            }
            results.push_back((*this)(n.children.back()));
            if (results.size() > items_max) exhausted("a list grows too long");
            return true;
        });
        if (std::exchange(iteration_failed_, outer)) return lost(n, "what is iterated over is no list");
        return Value::list(std::move(results));
    }
    static bool uses_partial(const Node& body) {
        return holds_anywhere(
            body, [](const Node& n) { return n.kind == Node::Kind::name && n.text == "partial"; });
    }
    Value quantified(const Node& n) {
        bool unknown = false, decided = false;
        const bool outer = std::exchange(iteration_failed_, false);
        iterate(n, 0, [&] {
            const Value v = (*this)(n.children.back());
            if (!v.is_boolean()) {
                unknown = true;
                return true;
            }
            decided = v.as_boolean() != n.every;
            return !decided;
        });
        if (std::exchange(iteration_failed_, outer)) return lost(n, "what is iterated over is no list");
        if (decided) return !n.every;
        return unknown ? lost(n, "the condition has no truth value for every item") : Value{n.every};
    }

    Value between(const Node& n) {
        const Value v = (*this)(n.children[0]);
        const auto low = compare((*this)(n.children[1]), v);
        const auto high = compare(v, (*this)(n.children[2]));
        if ((low && *low > 0) || (high && *high > 0))
            return low && high ? Value{false} : lost(n, "between compares values of one kind");
        return low && high ? Value{true} : lost(n, "between compares values of one kind");
    }
    Value in(const Node& n) {
        const Value v = (*this)(n.children[0]);
        bool unknown = false;
        for (std::size_t i = 1; i < n.children.size(); ++i) {
            const Frame frame{*this};
            locals_.emplace_back("?", v);
            Value verdict = (*this)(n.children[i]);
            // A test that names the tested value says itself whether it holds.
            const bool says = verdict.is_boolean() && names_tested(n.children[i]);
            if (!says) verdict = matches_test(v, verdict);
            if (verdict.is_true()) return true;
            unknown = unknown || verdict.is_null();
        }
        return unknown ? lost(n, "the value cannot be compared with a test") : Value{false};
    }

    Value function(const Node& n) {
        if (n.external) return lost(n, "external functions are not run");
        // The function keeps what it saw when it was made.
        spend_items(locals_.size());
        auto closure = std::make_shared<std::vector<std::pair<std::string, Value>>>(locals_);
        const auto* body = &n;
        const Context* outer = &context_;
        const Surroundings* surroundings = &surroundings_;
        Function f{n.names, [closure, body, outer, surroundings](const std::vector<Value>& arguments) {
                       Evaluator inner{*outer, *surroundings};
                       spend(static_cast<std::int64_t>(closure->size()));
                       inner.locals_ = *closure;
                       for (std::size_t i = 0; i < body->names.size(); ++i) {
                           const Value argument = i < arguments.size() ? arguments[i] : Value{};
                           Value fitting = converted(argument, body->types[i]);
                           if (fitting.is_null() && !argument.is_null()) return Value{};
                           inner.locals_.emplace_back(body->names[i], std::move(fitting));
                       }
                       return inner(body->children.front());
                   }};
        f.type = [body] {
            std::vector<Fault> faults;
            std::set<std::string> names;
            return type_of(*body, Scope{}, faults, names);
        };
        int inner = 0;
        for (const auto& [name, value] : locals_) inner = std::max(inner, value.nesting());
        if (inner >= nesting_max) exhausted("values are nested too deep");
        f.nesting = inner + 1;
        return f;
    }

    // A moment in a zone gets the offset that holds there; null where there is no such zone.
    Value located(Value value) const {
        if (!surroundings_.offset_at) return value;
        if (const auto* time = value.as<Time>(); time != nullptr && !time->zone.empty())
            return offset_of(*time) || surroundings_.offset_at(time->zone, 0) ? value : Value{};
        const auto* moment = value.as<DateTime>();
        if (moment == nullptr || moment->time.zone.empty() || offset_of(moment->time)) return value;
        DateTime there = *moment;
        // The offset at a local time is that of the instant which it makes; where a clock is set forward, of
        // the instant before.
        auto offset = surroundings_.offset_at(there.time.zone, instant_of(there, 0));
        if (offset) offset = surroundings_.offset_at(there.time.zone, instant_of(there, *offset));
        if (!offset) return {};
        there.time.zone_offset = offset;
        return there;
    }
    // Days and hours are added to a moment in a zone as they pass there: across a change of the clock, too.
    Value moved(Op op, const Value& a, const Value& b) const {
        const auto* moment = a.as<DateTime>();
        const auto* days = b.as<DaysDuration>();
        if (moment == nullptr || days == nullptr) {
            if (op == Op::add && a.as<DaysDuration>() && b.as<DateTime>()) return moved(op, b, a);
            return arithmetic(op, a, b);
        }
        if (op != Op::add && op != Op::subtract) return {};
        const Value plain = arithmetic(op, a, b);
        const auto* there = plain.as<DateTime>();
        const auto before = moment->time.zone_offset;
        if (there == nullptr || !before || !surroundings_.offset_at) return plain;
        const auto after = surroundings_.offset_at(moment->time.zone, instant_of(*there, *before));
        if (!after || *after == *before) return plain;
        return arithmetic(Op::add, plain, DaysDuration{__int128{*after - *before} * second_ns});
    }

    const Context& context_;
    const Surroundings& surroundings_;
    std::vector<std::pair<std::string, Value>> locals_;
    bool iteration_failed_ = false;
    Derivation* derivation_ = nullptr;
    std::string_view source_;
    std::vector<std::string> local_paths_;  // of the first locals, where they stand for a part of the facts
    int parts_ = 0;
};

}  // namespace

tl::expected<Expression, std::vector<Fault>> Expression::compile(std::string_view source, const Scope& scope,
                                                                 Strictness strictness) {
    return compile(parse(source, scope), source, scope, strictness);
}
tl::expected<Expression, std::vector<Fault>> Expression::compile_tests(std::string_view source,
                                                                       const Scope& scope,
                                                                       Strictness strictness) {
    return compile(parse_tests(source, scope), source, scope, strictness);
}
tl::expected<Expression, std::vector<Fault>> Expression::compile(Parsed parsed, std::string_view source,
                                                                 const Scope& scope, Strictness strictness) {
    if (parsed.fault) return tl::unexpected{std::vector{*parsed.fault}};
    auto compiled = std::make_shared<Compiled>();
    compiled->source = std::string{source};
    compiled->root = std::move(parsed.root);
    if (strictness == Strictness::strict && compiled->root.depth > chain_max)
        return tl::unexpected{std::vector{
            Fault{0,
                  source.size(),
                  "the expression has more than " + std::to_string(chain_max) + " operators in a row",
                  {}}}};
    std::vector<Fault> faults;
    compiled->type = type_of(compiled->root, scope, faults, compiled->names);
    if (strictness == Strictness::strict && !faults.empty()) return tl::unexpected{std::move(faults)};
    Expression expression;
    expression.compiled_ = std::move(compiled);
    return expression;
}

const std::string& Expression::source() const { return compiled_->source; }
const Node& Expression::tree() const { return compiled_->root; }
const Type& Expression::type() const { return compiled_->type; }
const std::set<std::string>& Expression::names() const { return compiled_->names; }

Outcome Expression::evaluate(const Context& context) const { return evaluate(context, {}); }

Outcome Expression::evaluate(const Context& context, const Surroundings& surroundings) const {
    const Effort effort;
    const auto whole = [&](std::string message) {
        return Fault{0, compiled_->source.size(), std::move(message), {}};
    };
    try {
        Evaluator evaluator{context, surroundings};
        Value value = evaluator(compiled_->root);
        if (!value.is_null()) return {std::move(value), std::nullopt};
        return {{},
                evaluator.null_because ? std::move(evaluator.null_because) : whole("the expression is null")};
    } catch (const Exhausted& limit) {
        return {{}, whole(limit.what)};
    }
}

Derivation derive(const Expression& expression, const Context& context, const Surroundings& surroundings) {
    const Effort effort;
    Derivation around;
    try {
        Evaluator evaluator{context, surroundings};
        evaluator.note_in(around, expression.source());
        const Value value = evaluator(expression.tree());
        if (around.parts.empty()) around = {expression.source(), 0, value, {}, {}, {}};
    } catch (const Exhausted& limit) {
        around.parts = {{expression.source(), 0, {}, {}, limit.what, {}}};
    }
    return around.parts.empty() ? std::move(around) : std::move(around.parts.front());
}

}  // namespace atranka::feel
