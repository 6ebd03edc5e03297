#include "engine/feel/builtins.hpp"
#include "engine/feel/regex.hpp"
#include "engine/feel/unicode.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::feel {

const Type* Type::member(std::string_view name) const {
    const auto it = members.find(std::string{name});
    return it == members.end() ? nullptr : &it->second;
}
Type Type::item() const {
    const Type* type = member("item");
    return type == nullptr ? Type{} : *type;
}
Type Type::one_of(const std::vector<std::string>& texts) {
    Type type{Kind::string, {}};
    for (const std::string& text : texts) type.members.emplace(text, Type{Kind::string, {}});
    return type;
}
std::string Type::text() const {
    static constexpr std::string_view names[] = {"Any",
                                                 "Null",
                                                 "number",
                                                 "string",
                                                 "boolean",
                                                 "date",
                                                 "time",
                                                 "date and time",
                                                 "days and time duration",
                                                 "years and months duration",
                                                 "list",
                                                 "context",
                                                 "range",
                                                 "function"};
    std::string name{names[static_cast<std::size_t>(kind)]};
    if (kind == Kind::list || kind == Kind::range) name += "<" + item().text() + ">";
    return name;
}

Type either(const Type& a, const Type& b) {
    using Kind = Type::Kind;
    if (a.kind == Kind::null) return b;
    if (b.kind == Kind::null) return a;
    if (a.kind != b.kind) return {};
    if (a.kind == Kind::function) return a;
    if (a.members.empty() || b.members.empty()) return {a.kind, {}};  // nothing is known of one of them
    std::map<std::string, Type> members = a.members;
    for (const auto& [key, type] : b.members) {
        const auto [at, is_new] = members.emplace(key, type);
        if (!is_new) at->second = either(at->second, type);
    }
    return {a.kind, std::move(members)};
}

Type type_of(const Value& value) {
    using Kind = Type::Kind;
    if (value.is_null()) return {Kind::null, {}};
    if (value.is_number()) return {Kind::number, {}};
    if (value.is_text()) return {Kind::string, {}};
    if (value.is_boolean()) return {Kind::boolean, {}};
    if (value.as<Date>()) return {Kind::date, {}};
    if (value.as<Time>()) return {Kind::time, {}};
    if (value.as<DateTime>()) return {Kind::date_time, {}};
    if (value.as<DaysDuration>()) return {Kind::days_duration, {}};
    if (value.as<MonthsDuration>()) return {Kind::months_duration, {}};
    if (const auto* range = value.as<Range>())
        return {Kind::range, {{"item", type_of(range->low.is_null() ? range->high : range->low)}}};
    if (const auto* function = value.as<Function>())
        return function->type ? function->type() : Type{Kind::function, {}};
    if (value.is_context()) {
        std::map<std::string, Type> members;
        for (const auto& [key, item] : value.as_context()) members.emplace(key, type_of(item));
        return Type::context_of(std::move(members));
    }
    const Value::List& items = value.as_list();
    if (items.empty()) return Type::list_of({});
    Type item = type_of(items.front());
    for (std::size_t i = 1; i < items.size(); ++i) item = either(item, type_of(items[i]));
    return Type::list_of(item.kind == Kind::null ? Type{} : std::move(item));
}

namespace {

using Kind = Type::Kind;

bool is_duration(Kind k) { return k == Kind::days_duration || k == Kind::months_duration; }
bool is_moment(Kind k) { return k == Kind::date || k == Kind::time || k == Kind::date_time; }

// The type of each built-in whose result has one type.
Kind result_of(const std::string& function) {
    static const std::map<std::string, Kind> results = [] {
        std::map<std::string, Kind> m;
        for (const char* f :
             {"number",     "string length", "count",           "sum",    "mean",    "product",
              "median",     "stddev",        "decimal",         "floor",  "ceiling", "round up",
              "round down", "round half up", "round half down", "modulo", "sqrt",    "log",
              "exp",        "day of year",   "week of year"})
            m[f] = Kind::number;
        for (const char* f : {"string", "substring", "upper case", "lower case", "substring before",
                              "substring after", "replace", "string join", "day of week", "month of year"})
            m[f] = Kind::string;
        for (const char* f : {"not",
                              "contains",
                              "starts with",
                              "ends with",
                              "matches",
                              "list contains",
                              "all",
                              "any",
                              "odd",
                              "even",
                              "is",
                              "before",
                              "after",
                              "meets",
                              "met by",
                              "overlaps",
                              "overlaps before",
                              "overlaps after",
                              "finishes",
                              "finished by",
                              "includes",
                              "during",
                              "starts",
                              "started by",
                              "coincides"})
            m[f] = Kind::boolean;
        for (const char* f :
             {"split", "sublist", "append", "concatenate", "insert before", "remove", "list replace",
              "reverse", "index of", "union", "distinct values", "flatten", "mode", "sort", "get entries"})
            m[f] = Kind::list;
        m["date"] = Kind::date;
        m["time"] = Kind::time;
        m["date and time"] = Kind::date_time;
        m["years and months duration"] = Kind::months_duration;
        m["range"] = Kind::range;
        return m;
    }();
    const auto it = results.find(function);
    return it == results.end() ? Kind::any : it->second;
}

class Checker {
public:
    Checker(const Scope& scope, std::vector<Fault>& faults, std::set<std::string>& names)
        : scope_(scope), faults_(faults), names_(names) {}

    Type operator()(const Node& n) {
        using NodeKind = Node::Kind;
        switch (n.kind) {
            case NodeKind::literal:
                return n.literal.is_text() ? Type::one_of({n.literal.as_text()}) : feel::type_of(n.literal);
            case NodeKind::name: return name(n);
            case NodeKind::path: return path(n);
            case NodeKind::filter: return filter(n);
            case NodeKind::call: return call(n);
            case NodeKind::unary: return arithmetic(n, Op::negate, (*this)(n.children[0]), {});
            case NodeKind::binary: return chain(n);
            case NodeKind::list: return list(n);
            case NodeKind::context: return context(n);
            case NodeKind::range: {
                const Type low = (*this)(n.children[0]);
                const Type high = (*this)(n.children[1]);
                comparable(n, low, high);
                return {Kind::range, {{"item", low}}};
            }
            case NodeKind::test: {
                const Type bound = (*this)(n.children[0]);
                return {Kind::range, {{"item", bound}}};
            }
            case NodeKind::if_: {
                truth(n.children[0], (*this)(n.children[0]));
                const Type yes = (*this)(n.children[1]);
                const Type no = (*this)(n.children[2]);
                return either(yes, no);
            }
            case NodeKind::for_:
            case NodeKind::quantified: return iteration(n);
            case NodeKind::between: {
                const Type value = (*this)(n.children[0]);
                comparable(n, value, (*this)(n.children[1]));
                comparable(n, value, (*this)(n.children[2]));
                return {Kind::boolean, {}};
            }
            case NodeKind::in: {
                const Type value = (*this)(n.children[0]);
                const std::size_t size = locals_.size();
                locals_.emplace_back("?", value);
                for (std::size_t i = 1; i < n.children.size(); ++i) {
                    const Type test = (*this)(n.children[i]);
                    if (test.kind == Kind::boolean && names_tested(n.children[i])) continue;
                    const bool holds_items = test.kind == Kind::list || test.kind == Kind::range;
                    comparable(n.children[i], value,
                               holds_items && value.kind != test.kind ? test.item() : test);
                }
                locals_.resize(size);
                return {Kind::boolean, {}};
            }
            case NodeKind::instance_of: (*this)(n.children[0]); return {Kind::boolean, {}};
            case NodeKind::function: {
                const std::size_t size = locals_.size();
                Type type{Kind::function, {}};
                for (std::size_t i = 0; i < n.names.size(); ++i) {
                    locals_.emplace_back(n.names[i], n.types[i]);
                    type.members.emplace("parameter " + std::to_string(i), n.types[i]);
                }
                if (!n.external) type.members.emplace("return", (*this)(n.children[0]));
                locals_.resize(size);
                return type;
            }
            case NodeKind::descending_range: {
                const Type low = (*this)(n.children[0]);
                (*this)(n.children[1]);
                return Type::list_of(low);
            }
        }
        return {};
    }

private:
    void fault(const Node& n, std::string message, std::string near = {}) {
        faults_.push_back({n.offset, n.length, std::move(message), std::move(near)});
    }
    Type name(const Node& n) {
        for (auto it = locals_.rbegin(); it != locals_.rend(); ++it)
            if (it->first == n.text) return it->second;
        if (const auto it = scope_.names.find(n.text); it != scope_.names.end()) {
            names_.insert(n.text);
            return it->second;
        }
        if (!n.literal.is_null()) return feel::type_of(n.literal);
        if (n.function != nullptr) return {Kind::function, {}};
        std::vector<std::string> known;
        for (const auto& [constant, value] : scope_.constants) known.push_back(constant);
        for (const auto& [known_name, type] : scope_.names) known.push_back(known_name);
        for (const auto& local : locals_) known.push_back(local.first);
        for (const auto& f : built_in_names()) known.push_back(f);
        const std::string near = nearest(n.text, known);
        fault(n, "nothing is called " + n.text, near);
        return {};
    }
    Type path(const Node& n) {
        const Type base = (*this)(n.children[0]);
        const Type& type = base;
        if (type.kind == Kind::list) {
            const Type item = member(n, type.item());
            return Type::list_of(item);
        }
        return member(n, type);
    }
    Type member(const Node& n, const Type& type) {
        if (type.kind == Kind::any) return {};
        if (type.kind == Kind::context) {
            if (type.members.empty()) return {};
            if (const Type* found = type.member(n.text)) return *found;
            std::vector<std::string> known;
            for (const auto& [key, t] : type.members) known.push_back(key);
            fault(n, "there is no " + n.text + " here", nearest(n.text, known));
            return {};
        }
        const std::vector<std::string>& properties = properties_of(type.kind);
        if (std::ranges::find(properties, n.text) == properties.end()) {
            fault(n, "a " + type.text() + " has no " + n.text, nearest(n.text, properties));
            return {};
        }
        if (type.kind == Kind::range)
            return n.text == "start" || n.text == "end" ? type.item() : Type{Kind::boolean, {}};
        if (n.text == "time offset") return {Kind::days_duration, {}};
        return {n.text == "timezone" ? Kind::string : Kind::number, {}};
    }
    Type filter(const Node& n) {
        const Type base = (*this)(n.children[0]);
        const Type item = base.kind == Kind::list ? base.item() : base;
        const std::size_t size = locals_.size();
        locals_.emplace_back("item", item);
        if (item.kind == Kind::context)
            for (const auto& [key, type] : item.members) locals_.emplace_back(key, type);
        const bool open = item.kind == Kind::any || (item.kind == Kind::context && item.members.empty());
        std::vector<Fault> ignored;
        Type condition;
        if (open) {
            // Entries of unknown contexts may be named: nothing can be said of the condition.
            std::set<std::string> read;
            Checker lenient{scope_, ignored, read};
            lenient.locals_ = locals_;
            condition = lenient(n.children[1]);
            names_.insert(read.begin(), read.end());
        } else {
            condition = (*this)(n.children[1]);
        }
        locals_.resize(size);
        if (condition.kind == Kind::number) return item;
        return base.kind == Kind::list ? base : Type::list_of(item);
    }
    Type call(const Node& n) {
        const Node& callee = n.children[0];
        std::vector<Type> arguments;
        for (std::size_t i = 1; i < n.children.size(); ++i) arguments.push_back((*this)(n.children[i]));
        const bool local =
            callee.kind != Node::Kind::name || built_in(callee.text) == nullptr || shadowed(callee.text);
        if (local) {
            const Type type = (*this)(callee);
            return type.kind == Kind::function ? called(n, type, arguments) : Type{};
        }
        check_arguments(n, *built_in(callee.text), arguments);
        static const std::set<std::string> of_numbers{"sum", "mean", "product", "median", "stddev", "mode"};
        if (of_numbers.contains(callee.text) && arguments.size() == 1 && arguments[0].kind == Kind::list) {
            const Kind item = arguments[0].item().kind;
            if (item != Kind::any && item != Kind::number && !(is_duration(item) && callee.text != "product"))
                fault(n, callee.text + " adds numbers, not " + arguments[0].item().text());
        }
        const bool is_of_booleans = callee.text == "all" || callee.text == "any";
        if (is_of_booleans && arguments.size() == 1 && arguments[0].kind == Kind::list)
            if (const Kind item = arguments[0].item().kind; item != Kind::any && item != Kind::boolean)
                fault(n, callee.text + " looks at booleans, not " + arguments[0].item().text());
        if (callee.text == "list contains" && arguments.size() == 2 && arguments[0].kind == Kind::list)
            can_be(n, arguments[0].item(), arguments[1]);
        static const std::set<std::string> as_given{"abs", "min", "max"};
        if (as_given.contains(callee.text) && !arguments.empty())
            return any_text(arguments[0].kind == Kind::list ? arguments[0].item() : arguments[0]);
        static const std::set<std::string> same_list{
            "sublist", "append", "concatenate",     "insert before", "remove",
            "reverse", "union",  "distinct values", "sort",          "list replace"};
        if (same_list.contains(callee.text) && !arguments.empty() && arguments[0].kind == Kind::list)
            return Type::list_of(any_text(arguments[0].item()));
        return {result_of(callee.text), {}};
    }
    static bool is_named(const Node& call, std::size_t i) {
        return i < call.names.size() && !call.names[i].empty();
    }
    // Which parameter an argument stands for; nothing where the signature has none of its name.
    static const std::string* parameter_of(const std::vector<std::string>& signature, const Node& call,
                                           std::size_t i) {
        if (!is_named(call, i)) return &signature[std::min(i, signature.size() - 1)];
        const auto found = std::ranges::find_if(signature, [&](std::string_view p) {
            if (p.starts_with('*')) p.remove_prefix(1);
            return p.substr(0, p.find_first_of("?.")) == call.names[i];
        });
        return found == signature.end() ? nullptr : &*found;
    }
    static bool fits(const Type& type, const std::vector<Kind>& kinds) {
        if (kinds.empty() || type.kind == Kind::any || type.kind == Kind::null) return true;
        if (std::ranges::find(kinds, type.kind) != kinds.end()) return true;
        return type.kind == Kind::list && fits(type.item(), kinds);  // a list of one stands for its item
    }
    // Every way to call it that takes so many arguments is tried; the one that goes furthest says what is
    // wrong.
    void check_arguments(const Node& n, const BuiltIn& f, const std::vector<Type>& arguments) {
        const std::string& name = n.children[0].text;
        std::optional<std::size_t> wrong;
        std::vector<Kind> wanted;
        bool is_taken = false, is_named_wrong = false;
        for (const auto& signature : f.signatures) {
            if (!takes_so_many(signature, arguments.size())) continue;
            is_taken = true;
            std::size_t i = 0;
            std::vector<Kind> kinds;
            for (; i < arguments.size(); ++i) {
                const std::string* parameter = parameter_of(signature, n, i);
                kinds = parameter == nullptr ? std::vector<Kind>{} : kinds_of(name, *parameter);
                if (parameter == nullptr || !fits(arguments[i], kinds)) break;
            }
            if (i == arguments.size()) return check_pattern(n);
            if (!wrong || i > *wrong) {
                wrong = i;
                wanted = kinds;
                is_named_wrong = parameter_of(signature, n, i) == nullptr;
            }
        }
        if (!is_taken)
            return fault(n, name + " does not take " + std::to_string(arguments.size()) + " arguments");
        const Node& argument = n.children[*wrong + 1];
        if (is_named_wrong) return fault(argument, name + " has no argument " + n.names[*wrong]);
        std::string what;
        for (const Kind kind : wanted) what += (what.empty() ? "a " : " or a ") + Type{kind, {}}.text();
        fault(argument, name + " takes " + what + " here, not a " + arguments[*wrong].text());
    }
    // A pattern that is written out, without flags that would change how it is read, is one.
    void check_pattern(const Node& n) {
        static const std::map<std::string, std::size_t> arguments{
            {"matches", 2}, {"replace", 3}, {"split", 2}};
        const auto it = arguments.find(n.children[0].text);
        if (it == arguments.end() || n.children.size() != it->second + 1 || is_named(n, 1)) return;
        const Node& pattern = n.children[2];
        if (pattern.kind == Node::Kind::literal && pattern.literal.is_text() &&
            !Pattern::compile(decoded(pattern.literal.as_text()), ""))
            fault(pattern, "this is no regular expression of XPath");
    }
    // A function whose type is known: the number and the types of its arguments, and what it gives.
    Type called(const Node& n, const Type& type, const std::vector<Type>& arguments) {
        const std::size_t wanted = type.members.size() - type.members.count("return");
        const Type* result = type.member("return");
        if (result == nullptr) return {};
        if (arguments.size() != wanted) {
            fault(n, "the function takes " + std::to_string(wanted) + " arguments, not " +
                         std::to_string(arguments.size()));
        } else if (n.names.empty()) {
            for (std::size_t i = 0; i < wanted; ++i) {
                const Type& parameter = *type.member("parameter " + std::to_string(i));
                if (arguments[i].kind != Kind::any && !conforms(arguments[i], parameter))
                    fault(n.children[i + 1],
                          "the function takes a " + parameter.text() + " here, not a " + arguments[i].text());
            }
        }
        return *result;
    }
    bool shadowed(const std::string& function) const {
        return scope_.names.contains(function) ||
               std::ranges::any_of(locals_, [&](const auto& l) { return l.first == function; });
    }
    void truth(const Node& n, const Type& type) {
        if (type.kind != Kind::any && type.kind != Kind::boolean && type.kind != Kind::null)
            fault(n, "a condition is true or false, not a " + type.text());
    }
    void comparable(const Node& n, const Type& a, const Type& b) {
        const auto open = [](Kind k) { return k == Kind::any || k == Kind::null; };
        if (!open(a.kind) && !open(b.kind) && a.kind != b.kind)
            fault(n, "a " + a.text() + " cannot be compared with a " + b.text());
        can_be(n, a, b);
    }
    // Two strings that have no text in common are never equal, nor does their order mean anything. Of two
    // texts that are written out nothing is said.
    void can_be(const Node& n, const Type& a, const Type& b) {
        if (a.kind != Kind::string || b.kind != Kind::string) return;
        const bool is_a_written = a.members.size() == 1;
        const auto& written = (is_a_written ? a : b).members;
        const auto& known = (is_a_written ? b : a).members;
        if (written.empty() || known.size() < 2) return;
        std::vector<std::string> texts;
        for (const auto& [text, type] : known) texts.push_back(text);
        if (std::ranges::any_of(texts, [&](const auto& text) { return written.contains(text); })) return;
        const std::string& text = written.begin()->first;
        fault(n, "it is never \"" + text + "\"", nearest(text, texts));
    }
    // What comes out of a function: its texts are not followed.
    static Type any_text(Type type) {
        if (type.kind == Kind::string) type.members.clear();
        return type;
    }
    Type chain(const Node& last) {
        const std::vector<const Node*> chain = chain_to(last);
        Type type = (*this)(chain.front()->children[0]);
        for (const Node* n : chain) type = binary(*n, type, (*this)(n->children[1]));
        return type;
    }
    Type binary(const Node& n, const Type& a, const Type& b) {
        switch (n.op) {
            case Op::conjunction:
            case Op::disjunction:
                truth(n.children[0], a);
                truth(n.children[1], b);
                return {Kind::boolean, {}};
            case Op::equal:
            case Op::not_equal:
            case Op::less:
            case Op::less_equal:
            case Op::greater:
            case Op::greater_equal: comparable(n, a, b); return {Kind::boolean, {}};
            default: return arithmetic(n, n.op, a, b);
        }
    }
    Type arithmetic(const Node& n, Op op, const Type& a, const Type& b) {
        const auto open = [](Kind k) { return k == Kind::any || k == Kind::null; };
        if (op == Op::negate) {
            if (open(a.kind) || a.kind == Kind::number || is_duration(a.kind)) return a;
        } else if (open(a.kind) || open(b.kind)) {
            return {};
        } else if (a.kind == Kind::number && b.kind == Kind::number) {
            return a;
        } else if (op == Op::add && a.kind == Kind::string && b.kind == Kind::string) {
            return any_text(a);
        } else if ((op == Op::add || op == Op::subtract) && is_duration(b.kind) &&
                   (is_moment(a.kind) || a.kind == b.kind)) {
            return a;
        } else if (op == Op::add && is_duration(a.kind) && is_moment(b.kind)) {
            return b;
        } else if (op == Op::subtract && is_moment(a.kind) && is_moment(b.kind)) {
            return {Kind::days_duration, {}};
        } else if (op == Op::multiply && is_duration(a.kind) && b.kind == Kind::number) {
            return a;
        } else if (op == Op::multiply && a.kind == Kind::number && is_duration(b.kind)) {
            return b;
        } else if (op == Op::divide && is_duration(a.kind) && (b.kind == Kind::number || b.kind == a.kind)) {
            return b.kind == Kind::number ? a : Type{Kind::number, {}};
        }
        fault(n, op == Op::negate ? "a " + a.text() + " cannot be negated"
                                  : "the operator does not apply to a " + a.text() + " and a " + b.text());
        return {};
    }
    Type list(const Node& n) {
        Type item;
        bool first = true;
        for (const Node& child : n.children) {
            Type type = (*this)(child);
            item = first ? std::move(type) : either(item, type);
            first = false;
        }
        return Type::list_of(item);
    }
    Type context(const Node& n) {
        const std::size_t size = locals_.size();
        std::map<std::string, Type> entries;
        for (std::size_t i = 0; i < n.names.size(); ++i) {
            Type type = (*this)(n.children[i]);
            locals_.emplace_back(n.names[i], type);
            entries.insert_or_assign(n.names[i], std::move(type));
        }
        locals_.resize(size);
        return Type::context_of(std::move(entries));
    }
    Type iteration(const Node& n) {
        const std::size_t size = locals_.size();
        for (std::size_t i = 0; i < n.names.size(); ++i) {
            const Type domain = (*this)(n.children[i]);
            const bool holds_items = domain.kind == Kind::list || domain.kind == Kind::range;
            if (!holds_items && domain.kind != Kind::any && domain.kind != Kind::null)
                fault(n.children[i], "only a list or a range is iterated over, not a " + domain.text());
            locals_.emplace_back(n.names[i], holds_items ? domain.item() : Type{});
        }
        if (n.kind == Node::Kind::for_) locals_.emplace_back("partial", Type::list_of({}));
        const Type body = (*this)(n.children.back());
        if (n.kind == Node::Kind::quantified) truth(n.children.back(), body);
        locals_.resize(size);
        if (n.kind == Node::Kind::quantified) return {Kind::boolean, {}};
        return Type::list_of(body);
    }

    const Scope& scope_;
    std::vector<Fault>& faults_;
    std::set<std::string>& names_;
    std::vector<std::pair<std::string, Type>> locals_;
};

}  // namespace

Type type_of(const Node& root, const Scope& scope, std::vector<Fault>& faults, std::set<std::string>& names) {
    return Checker{scope, faults, names}(root);
}

}  // namespace atranka::feel
