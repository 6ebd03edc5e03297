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

// Shared by an evaluation and the functions it makes, so that no recursion escapes.
struct Effort {
    int depth = 0;
    std::int64_t steps = 0;
};
constexpr std::int64_t steps_max = 20'000'000;

class Evaluator {
public:
    explicit Evaluator(const Context& context, std::shared_ptr<Effort> effort = std::make_shared<Effort>())
        : context_(context), effort_(std::move(effort)) {}

    Value operator()(const Node& n) {
        if (effort_->depth >= 3 * depth_max || ++effort_->steps > steps_max)
            return lost(n, "the expression works too long or too deep");
        ++effort_->depth;
        Value value = evaluate(n);
        --effort_->depth;
        return value;
    }
    std::optional<Fault> null_because;

private:
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
        ~Frame() { evaluator_.locals_.resize(size_); }
        Frame(const Frame&) = delete;
        Frame& operator=(const Frame&) = delete;
        Evaluator& evaluator_;
        std::size_t size_;
    };

    Value evaluate(const Node& n) {
        using Kind = Node::Kind;
        switch (n.kind) {
            case Kind::literal: return n.literal;
            case Kind::name: return name(n);
            case Kind::path: return path(n, (*this)(n.children[0]));
            case Kind::filter: return filter(n);
            case Kind::call: return call(n);
            case Kind::unary: {
                Value v = arithmetic(Op::negate, (*this)(n.children[0]), {});
                return v.is_null() ? lost(n, "nothing but a number or a duration can be negated") : v;
            }
            case Kind::binary: return binary(n);
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
        if (const BuiltIn* f = built_in(n.text)) return Function{f->signatures.front(), f->body};
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
            for (const Value& item : value.as_list()) members.push_back(path(n, item));
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
        for (const Value& item : items) {
            const Frame frame{*this};
            locals_.emplace_back("item", item);
            if (item.is_context())
                for (const auto& [key, value] : item.as_context()) locals_.emplace_back(key, value);
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
        for (std::size_t i = 1; i < n.children.size(); ++i) arguments.push_back((*this)(n.children[i]));
        if (callee.kind == Node::Kind::name && find(callee.text) == nullptr) {
            const BuiltIn* f = built_in(callee.text);
            if (f == nullptr) return lost(n, "no function is called " + callee.text);
            for (const auto& signature : f->signatures) {
                auto ordered = in_order(signature, n.names, arguments);
                if (!ordered) continue;
                Value value = f->body(*ordered);
                return value.is_null() ? lost(n, callee.text + " has no value for these arguments") : value;
            }
            return lost(n, callee.text + " does not take these arguments");
        }
        const Value target = (*this)(callee);
        const auto* f = target.as<Function>();
        if (f == nullptr) return lost(n, "only a function can be called");
        const auto ordered = in_order(f->parameters, n.names, arguments);
        if (!ordered) return lost(n, "the function does not take these arguments");
        Value value = f->body(*ordered);
        return value.is_null() ? lost(n, "the function has no value for these arguments") : value;
    }
    static std::optional<std::vector<Value>> in_order(const std::vector<std::string>& signature,
                                                      const std::vector<std::string>& names,
                                                      const std::vector<Value>& arguments) {
        const bool variadic = !signature.empty() && signature.back().ends_with("...");
        if (names.empty()) {
            std::size_t least = 0;
            for (const auto& p : signature)
                if (!p.ends_with("?") && !p.ends_with("...")) ++least;
            if (arguments.size() < least || (!variadic && arguments.size() > signature.size()))
                return std::nullopt;
            if (variadic && arguments.empty()) return std::nullopt;
            return arguments;
        }
        std::vector<Value> ordered(signature.size());
        std::vector<bool> given(signature.size(), false);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto it = std::ranges::find_if(signature, [&](const std::string& p) {
                std::string_view bare = p;
                if (bare.ends_with("?")) bare.remove_suffix(1);
                return bare == names[i];
            });
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

    Value binary(const Node& n) {
        const Value a = (*this)(n.children[0]);
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
                Value v = arithmetic(n.op, a, b);
                return v.is_null() ? lost(n, "the operator does not apply to a " + std::string{a.kind()} +
                                                 " and a " + std::string{b.kind()})
                                   : v;
            }
        }
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
        for (const Value& item : items.as_list())
            if (!with(item)) return false;
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
        bool too_many = false;
        const bool partial = uses_partial(n.children.back());
        iterate(n, 0, [&] {
            const Frame frame{*this};
            if (partial) locals_.emplace_back("partial", Value::list(results));
            results.push_back((*this)(n.children.back()));
            too_many = results.size() > items_max || effort_->steps > steps_max;
            return !too_many;
        });
        const bool failed = std::exchange(iteration_failed_, outer);
        if (failed || too_many)
            return lost(n, failed ? "what is iterated over is no list" : "the list grows too long");
        return Value::list(std::move(results));
    }
    static bool uses_partial(const Node& n) {
        return (n.kind == Node::Kind::name && n.text == "partial") ||
               std::ranges::any_of(n.children, uses_partial);
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
            const Value verdict = matches_test(v, (*this)(n.children[i]));
            if (verdict.is_true()) return true;
            unknown = unknown || verdict.is_null();
        }
        return unknown ? lost(n, "the value cannot be compared with a test") : Value{false};
    }

    Value function(const Node& n) {
        if (n.external) return lost(n, "external functions are not run");
        // The function keeps what it saw when it was made.
        auto closure = std::make_shared<std::vector<std::pair<std::string, Value>>>(locals_);
        const auto* body = &n;
        const Context* outer = &context_;
        return Function{
            n.names, [closure, body, outer, effort = effort_](const std::vector<Value>& arguments) {
                Evaluator inner{*outer, effort};
                inner.locals_ = *closure;
                for (std::size_t i = 0; i < body->names.size(); ++i) {
                    Value argument = i < arguments.size() ? arguments[i] : Value{};
                    const Type& type = body->types[i];
                    if (type.kind != Type::Kind::any && !argument.is_null() && !is_instance(argument, type))
                        return Value{};
                    inner.locals_.emplace_back(body->names[i], std::move(argument));
                }
                return inner(body->children.front());
            }};
    }

    const Context& context_;
    std::vector<std::pair<std::string, Value>> locals_;
    std::shared_ptr<Effort> effort_;
    bool iteration_failed_ = false;
};

}  // namespace

tl::expected<Expression, std::vector<Fault>> Expression::compile(std::string_view source, const Scope& scope,
                                                                 Strictness strictness) {
    Parsed parsed = parse(source, scope);
    if (parsed.fault) return tl::unexpected{std::vector{*parsed.fault}};
    auto compiled = std::make_shared<Compiled>();
    compiled->source = std::string{source};
    compiled->root = std::move(parsed.root);
    std::vector<Fault> faults;
    compiled->type = type_of(compiled->root, scope, faults, compiled->names);
    if (strictness == Strictness::strict && !faults.empty()) return tl::unexpected{std::move(faults)};
    Expression expression;
    expression.compiled_ = std::move(compiled);
    return expression;
}

const std::string& Expression::source() const { return compiled_->source; }
const Type& Expression::type() const { return compiled_->type; }
const std::set<std::string>& Expression::names() const { return compiled_->names; }

Outcome Expression::evaluate(const Context& context) const {
    Evaluator evaluator{context};
    Value value = evaluator(compiled_->root);
    if (!value.is_null()) return {std::move(value), std::nullopt};
    return {{},
            evaluator.null_because
                ? evaluator.null_because
                : std::optional{Fault{0, compiled_->source.size(), "the expression is null", {}}}};
}

}  // namespace atranka::feel
