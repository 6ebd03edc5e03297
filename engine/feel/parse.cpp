#include "engine/feel/effort.hpp"
#include "engine/feel/node.hpp"
#include "engine/feel/unicode.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <array>

namespace atranka::feel {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c) || c == '\''; }

constexpr std::array keywords{"if",       "then",     "else",      "for",  "in",   "return",
                              "some",     "every",    "satisfies", "and",  "or",   "between",
                              "instance", "function", "external",  "null", "true", "false"};
constexpr std::array properties{"time offset", "start included", "end included"};

// How many bytes of white space begin here. Source: DMN 1.5 §10.3.1.2, rules 61 and 62.
std::size_t space_at(std::string_view text) {
    if (text.empty()) return 0;
    if (is_space(text.front()) || text.front() == '\v' || text.front() == '\f') return 1;
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) return 2;
    if (text.starts_with("\xE2\x80")) {
        const auto last = text.size() > 2 ? static_cast<unsigned char>(text[2]) : 0U;
        return (last >= 0x80 && last <= 0x8B) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
    }
    for (const char* wide : {"\xE1\x9A\x80", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xE1\xA0\x8E"})
        if (text.starts_with(wide)) return 3;
    return 0;
}

// A name of more than one word, or with a sign in it, is read as one only where it is known.
bool is_odd(std::string_view name) { return !std::ranges::all_of(name, is_name_part); }

void collect_keys(const Type& type, std::set<std::string>& keys, int depth) {
    if (depth > 8) return;
    for (const auto& [name, member] : type.members) {
        if (is_odd(name)) keys.insert(name);
        collect_keys(member, keys, depth + 1);
    }
}

using Simple = std::pair<std::string, Type::Kind>;
const std::vector<Simple>& simple_types() {
    using Kind = Type::Kind;
    static const std::vector<Simple> all{{"years and months duration", Kind::months_duration},
                                         {"days and time duration", Kind::days_duration},
                                         {"date and time", Kind::date_time},
                                         {"number", Kind::number},
                                         {"string", Kind::string},
                                         {"boolean", Kind::boolean},
                                         {"date", Kind::date},
                                         {"time", Kind::time},
                                         {"Null", Kind::null},
                                         {"Any", Kind::any},
                                         {"list", Kind::list},
                                         {"context", Kind::context},
                                         {"range", Kind::range},
                                         {"function", Kind::function}};
    return all;
}

// "tNumberList" is list<number>, "tDate" is date; nullopt where the name says nothing.
std::optional<Type> type_in_name(std::string_view name) {
    if (name.size() > 1 && name[0] == 't' && name[1] >= 'A' && name[1] <= 'Z') name.remove_prefix(1);
    if (name.ends_with("List") && name.size() > 4) {
        const auto item = type_in_name(name.substr(0, name.size() - 4));
        return item ? std::optional{Type::list_of(*item)} : std::nullopt;
    }
    std::string small{name};
    if (small != "Any" && small != "Null" && !small.empty() && small[0] >= 'A' && small[0] <= 'Z')
        small[0] = static_cast<char>(small[0] + 32);
    if (small == "dateTime") small = "date and time";
    const auto found = std::ranges::find(simple_types(), small, &Simple::first);
    const bool is_plain = found != simple_types().end() && found->second < Type::Kind::list;
    return is_plain ? std::optional{Type{found->second, {}}} : std::nullopt;
}

class Parser {
public:
    Parser(std::string_view source, const Scope& scope) : source_(source), scope_(scope) {
        static const std::set<std::string> odd_built_ins = [] {
            std::set<std::string> odd;
            for (const auto& name : built_in_names())
                if (is_odd(name)) odd.insert(name);
            return odd;
        }();
        names_ = odd_built_ins;
        for (const auto& [name, type] : scope.names) {
            know(name);
            collect_keys(type, keys_, 0);
        }
        for (const char* name : properties) keys_.insert(name);
    }

    // "-", or not( tests ), or tests: the tested value in them.
    Parsed run_tests() {
        skip();
        if (take("-")) {
            skip();
            if (at_ == source_.size()) return {literal(Value{true}, 0), fault_};
            at_ = 0;
        }
        const std::size_t begin = at_;
        if (take_word("not") && take("(")) {
            Node inner = tests();
            if (!fault_ && take(")") && (skip(), at_ == source_.size())) {
                Node negated = node(Node::Kind::call, begin), callee = node(Node::Kind::name, begin);
                callee.text = "not";
                callee.function = built_in("not");
                negated.children.push_back(std::move(callee));
                negated.children.push_back(std::move(inner));
                return {closed(negated), fault_};
            }
            fault_.reset();
        }
        at_ = begin;
        Node root = tests();
        skip();
        if (!fault_ && at_ < source_.size()) fail("something follows that is not part of the tests");
        return {std::move(root), fault_};
    }

    tl::expected<Type, Fault> run_type() {
        Type found = type();
        skip();
        if (!fault_ && at_ < source_.size()) fail("something follows that is not part of the type");
        if (fault_) return tl::unexpected{*fault_};
        return found;
    }

    Parsed run() {
        Node root = expression();
        skip();
        if (!fault_ && at_ < source_.size()) fail("something follows that is not part of the expression");
        return {std::move(root), fault_};
    }

private:
    // --- characters

    void skip() {
        while (at_ < source_.size()) {
            if (const std::size_t space = space_at(source_.substr(at_)); space != 0) {
                at_ += space;
            } else if (source_.substr(at_).starts_with("//")) {
                while (at_ < source_.size() && source_[at_] != '\n') ++at_;
            } else if (source_.substr(at_).starts_with("/*")) {
                const auto end = source_.find("*/", at_ + 2);
                if (end == std::string_view::npos)
                    fail("a comment is not closed");
                else
                    at_ = end + 2;
            } else {
                break;
            }
        }
    }
    bool sees(std::string_view symbol) {
        skip();
        return source_.substr(at_).starts_with(symbol);
    }
    bool take(std::string_view symbol) {
        if (!sees(symbol)) return false;
        at_ += symbol.size();
        return true;
    }
    bool sees_word(std::string_view word) {
        if (!sees(word)) return false;
        const std::size_t end = at_ + word.size();
        return end >= source_.size() || !is_name_part(source_[end]);
    }
    bool take_word(std::string_view word) {
        if (!sees_word(word)) return false;
        at_ += word.size();
        return true;
    }
    void need(std::string_view symbol) {
        if (!take(symbol)) fail_here("expected " + std::string{symbol});
    }
    void need_word(std::string_view word) {
        if (!take_word(word)) fail("expected " + std::string{word});
    }
    Node fail(std::string message) {
        if (!fault_) fault_ = Fault{std::min(at_, source_.size()), 1, std::move(message), {}};
        at_ = source_.size();
        return {};
    }
    // Where something else should stand: if the source ends here, what was opened last is at fault.
    Node fail_here(std::string message) {
        if (at_ < source_.size() || open_.empty()) return fail(std::move(message));
        at_ = open_.back();
        return fail(std::string{source_[at_]} + " is not closed");
    }
    Node node(Node::Kind kind, std::size_t from) const {
        Node n;
        n.kind = kind;
        n.offset = from;
        return n;
    }
    Node closed(Node& n) {
        n.length = at_ > n.offset ? at_ - n.offset : 0;
        // Looking ahead has passed the blanks that follow.
        while (n.length > 0 && is_space(source_[n.offset + n.length - 1])) --n.length;
        for (const Node& child : n.children) {
            const bool goes_on = n.kind == Node::Kind::binary && child.kind == Node::Kind::binary &&
                                 &child == &n.children.front();
            n.height = std::max(n.height, child.height + (goes_on ? 0 : 1));
            n.depth = std::max(n.depth, child.depth + 1);
        }
        if (n.height > height_max) fail("the expression is nested too deeply");
        return std::move(n);
    }
    void know(const std::string& name) {
        if (is_odd(name)) names_.insert(name);
    }

    // --- names

    // The longest known name that begins here, with any white space for each of its blanks.
    std::string longest(const std::set<std::string>& known) const {
        std::string best;
        std::size_t best_end = at_;
        for (const std::string& name : known) {
            std::size_t at = at_;
            bool fits = true;
            for (std::size_t i = 0; i < name.size() && fits; ++i) {
                if (name[i] == ' ') {
                    fits = at < source_.size() && is_space(source_[at]);
                    while (at < source_.size() && is_space(source_[at])) ++at;
                } else {
                    fits = at < source_.size() && source_[at] == name[i];
                    ++at;
                }
            }
            if (fits && at < source_.size() && is_name_part(source_[at]) && is_name_part(name.back()))
                fits = false;
            if (fits && at > best_end) {
                best = name;
                best_end = at;
            }
        }
        return best;
    }
    std::string simple_name() {
        skip();
        if (at_ >= source_.size() || !is_name_start(source_[at_])) return {};
        const std::size_t from = at_;
        while (at_ < source_.size() && is_name_part(source_[at_])) ++at_;
        return std::string{source_.substr(from, at_ - from)};
    }
    std::string known_or_simple(const std::set<std::string>& known) {
        skip();
        const std::string best = longest(known);
        const std::size_t from = at_;
        const std::string simple = simple_name();
        if (best.empty() || simple.size() > best.size()) return simple;
        at_ = from;
        // Blanks may be written wider than the name spells them.
        for (const char c : best) {
            if (c == ' ')
                while (at_ < source_.size() && is_space(source_[at_])) ++at_;
            else
                ++at_;
        }
        return best;
    }
    static bool is_keyword(std::string_view word) {
        return std::ranges::find(keywords, word) != keywords.end();
    }

    // A name that is declared here: everything up to `end`, blanks folded.
    std::string declared_name(std::string_view stops) {
        skip();
        std::string name;
        while (at_ < source_.size() && stops.find(source_[at_]) == std::string_view::npos) {
            if (is_space(source_[at_])) {
                // " in" ends an iteration variable.
                const std::size_t from = at_;
                skip();
                if (stops.find(' ') == std::string_view::npos && sees_word("in")) break;
                if (at_ < source_.size() && stops.find(source_[at_]) == std::string_view::npos) name += ' ';
                if (at_ == from) ++at_;
                continue;
            }
            name += source_[at_++];
        }
        if (name.empty() || (!is_name_start(name.front()) && name.front() != '"')) {
            fail_here("expected a name");
            return {};
        }
        return name;
    }

    // --- expressions, loosest first

    // A bracket that was just taken, for as long as what it holds is read.
    struct Open {
        explicit Open(Parser& parser) : open_(parser.open_) { open_.push_back(parser.at_ - 1); }
        ~Open() { open_.pop_back(); }
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
        std::vector<std::size_t>& open_;
    };
    struct Depth {
        explicit Depth(int& depth) : depth_(depth) { ++depth_; }
        ~Depth() { --depth_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;
        int& depth_;
    };

    Node expression() {
        const Depth guard{depth_};
        if (depth_ > depth_max) return fail("the expression is nested too deeply");
        // What may be a list of tests or a range is read twice: not twice at every level.
        if (++read_ > source_.size() * 8 + 1000) return fail("the expression is too involved");
        skip();
        if (sees_word("if")) return if_expression();
        if (sees_word("for")) return for_expression();
        if (sees_word("some") || sees_word("every")) return quantified();
        if (sees_word("function")) return function();
        return disjunction();
    }
    // Where an operand begins: at its bracket, where it has one.
    std::size_t begin() {
        skip();
        return at_;
    }
    Node binary(Op op, std::size_t from, Node left, Node right) {
        Node n = node(Node::Kind::binary, from);
        n.op = op;
        n.children.push_back(std::move(left));
        n.children.push_back(std::move(right));
        return closed(n);
    }
    Node disjunction() {
        const std::size_t from = begin();
        Node left = conjunction();
        while (!fault_ && take_word("or"))
            left = binary(Op::disjunction, from, std::move(left), conjunction());
        return left;
    }
    Node conjunction() {
        const std::size_t from = begin();
        Node left = comparison();
        while (!fault_ && take_word("and"))
            left = binary(Op::conjunction, from, std::move(left), comparison());
        return left;
    }
    std::optional<Op> comparison_op() {
        if (take("<=")) return Op::less_equal;
        if (take(">=")) return Op::greater_equal;
        if (take("!=")) return Op::not_equal;
        if (take("<")) return Op::less;
        if (take(">")) return Op::greater;
        if (take("=")) return Op::equal;
        return std::nullopt;
    }
    Node comparison() {
        const std::size_t from = begin();
        Node left = additive();
        while (!fault_) {
            if (const auto op = comparison_op()) {
                left = binary(*op, from, std::move(left), additive());
            } else if (take_word("between")) {
                Node n = node(Node::Kind::between, from);
                n.children.push_back(std::move(left));
                n.children.push_back(additive());
                need_word("and");
                n.children.push_back(additive());
                left = closed(n);
            } else if (sees_word("in")) {
                take_word("in");
                left = in_tests(std::move(left), from);
            } else {
                break;
            }
        }
        return left;
    }
    Node in_tests(Node left, std::size_t begun) {
        Node n = node(Node::Kind::in, begun);
        n.children.push_back(std::move(left));
        const std::size_t from = at_;
        if (take("(")) {
            const Open guard{*this};
            std::vector<Node> tests;
            do tests.push_back(test());
            while (!fault_ && take(","));
            if (!fault_ && !sees(")") && at_ == source_.size()) return fail_here("expected )");
            // Otherwise the parenthesis opens a range or an ordinary expression.
            if (!fault_ && take(")") && !sees("..")) {
                for (Node& t : tests) n.children.push_back(std::move(t));
                return closed(n);
            }
            fault_.reset();
            at_ = from;
        }
        n.children.push_back(test());
        return closed(n);
    }
    Node tests() {
        Node n = node(Node::Kind::in, at_), tested = node(Node::Kind::name, at_);
        tested.text = "?";
        n.children.push_back(std::move(tested));
        do {
            skip();
            const std::size_t from = at_;
            if (const auto op = comparison_op())
                n.children.push_back(unary_range(*op, from));
            else
                n.children.push_back(expression());
        } while (!fault_ && take(","));
        return closed(n);
    }
    // A unary test: a comparison, or any expression.
    Node test() {
        skip();
        const std::size_t from = at_;
        if (const auto op = comparison_op()) return unary_range(*op, from);
        return additive();
    }
    Node unary_range(Op op, std::size_t from) {
        Node n = node(Node::Kind::test, from);
        n.op = op;
        n.children.push_back(additive());
        return closed(n);
    }
    Node additive() {
        const std::size_t from = begin();
        Node left = multiplicative();
        while (!fault_) {
            if (take("+"))
                left = binary(Op::add, from, std::move(left), multiplicative());
            else if (take("-"))
                left = binary(Op::subtract, from, std::move(left), multiplicative());
            else
                break;
        }
        return left;
    }
    Node multiplicative() {
        const std::size_t from = begin();
        Node left = power();
        while (!fault_) {
            if (sees("**")) break;
            if (take("*"))
                left = binary(Op::multiply, from, std::move(left), power());
            else if (take("/"))
                left = binary(Op::divide, from, std::move(left), power());
            else
                break;
        }
        return left;
    }
    Node power() {
        const std::size_t from = begin();
        Node left = negation();
        while (!fault_ && take("**")) left = binary(Op::power, from, std::move(left), negation());
        return left;
    }
    Node negation() {
        const Depth guard{depth_};
        if (depth_ > depth_max) return fail("the expression is nested too deeply");
        skip();
        const std::size_t from = at_;
        if (take("-")) {
            Node n = node(Node::Kind::unary, from);
            n.op = Op::negate;
            n.children.push_back(negation());
            return closed(n);
        }
        Node operand = postfix();
        while (!fault_ && sees_word("instance")) {
            take_word("instance");
            need_word("of");
            Node n = node(Node::Kind::instance_of, from);
            n.children.push_back(std::move(operand));
            n.types.push_back(type());
            operand = closed(n);
        }
        return operand;
    }

    Node postfix() {
        const std::size_t from = begin();
        Node left = primary();
        while (!fault_) {
            skip();
            if (sees(".") && !sees("..")) {
                take(".");
                Node n = node(Node::Kind::path, from);
                n.text = known_or_simple(keys_);
                if (n.text.empty()) return fail_here("expected a name after the point");
                n.children.push_back(std::move(left));
                left = closed(n);
            } else if (sees("[") && !(in_endpoint_ && depth_ == in_endpoint_ && closes_range())) {
                take("[");
                const Open guard{*this};
                Node n = node(Node::Kind::filter, from);
                n.children.push_back(std::move(left));
                const auto outer = names_;
                names_.insert(keys_.begin(), keys_.end());  // an item's entries are named without a path
                n.children.push_back(expression());
                names_ = outer;
                need("]");
                left = closed(n);
            } else if (sees("(")) {
                left = call(std::move(left), from);
            } else {
                break;
            }
        }
        return left;
    }
    Node call(Node callee, std::size_t begun) {
        Node n = node(Node::Kind::call, begun);
        n.children.push_back(std::move(callee));
        need("(");
        const Open guard{*this};
        if (take(")")) return closed(n);
        do {
            const std::size_t from = at_;
            std::string name = argument_name();
            if (name.empty()) at_ = from;
            n.names.push_back(std::move(name));
            n.children.push_back(expression());
        } while (!fault_ && take(","));
        need(")");
        const bool named = std::ranges::any_of(n.names, [](const auto& s) { return !s.empty(); });
        const bool all = std::ranges::all_of(n.names, [](const auto& s) { return !s.empty(); });
        if (named && !all && !fault_) return fail("either all arguments are named or none");
        if (!named) n.names.clear();
        return closed(n);
    }
    // "name:" before an argument, or empty.
    std::string argument_name() {
        skip();
        std::string name;
        while (at_ < source_.size() && (is_name_part(source_[at_]) || is_space(source_[at_])))
            name += source_[at_++];
        while (!name.empty() && is_space(name.back())) name.pop_back();
        if (name.empty() || at_ >= source_.size() || source_[at_] != ':') return {};
        ++at_;
        return name;
    }

    Node primary() {
        skip();
        const std::size_t from = at_;
        if (at_ >= source_.size()) return fail_here("the expression ends too early");
        const char c = source_[at_];
        if (is_digit(c) || (c == '.' && at_ + 1 < source_.size() && is_digit(source_[at_ + 1])))
            return number();
        if (c == '"') return literal(Value{string()}, from);
        if (c == '@') return at_literal();
        if (c == '{') return context();
        if (c == '[' || c == ']' || c == '(') return bracket();
        if (take_word("null")) return literal({}, from);
        if (take_word("true")) return literal(Value{true}, from);
        if (take_word("false")) return literal(Value{false}, from);
        if (sees_word("if") || sees_word("for") || sees_word("some") || sees_word("every") ||
            sees_word("function"))
            return expression();
        std::string name = known_or_simple(names_);
        if (name.empty() || is_keyword(name)) {
            at_ = from;
            return fail("expected a value");
        }
        Node n = node(Node::Kind::name, from);
        n.function = built_in(name);
        if (const auto constant = scope_.constants.find(name); constant != scope_.constants.end())
            n.literal = constant->second;
        n.text = std::move(name);
        return closed(n);
    }
    Node literal(Value value, std::size_t from) {
        Node n = node(Node::Kind::literal, from);
        n.literal = std::move(value);
        return closed(n);
    }
    Node number() {
        const std::size_t from = at_;
        while (at_ < source_.size() && is_digit(source_[at_])) ++at_;
        if (at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(source_[at_ + 1])) {
            ++at_;
            while (at_ < source_.size() && is_digit(source_[at_])) ++at_;
        }
        const std::string_view digits = source_.substr(from, at_ - from);
        std::optional<Decimal> value = decimal_of(digits);
        // 1.2e3
        if (at_ < source_.size() && (source_[at_] == 'e' || source_[at_] == 'E')) {
            std::size_t p = at_ + 1;
            const bool minus = p < source_.size() && source_[p] == '-';
            if (p < source_.size() && (source_[p] == '-' || source_[p] == '+')) ++p;
            int exponent = 0;
            const std::size_t first = p;
            while (p < source_.size() && is_digit(source_[p]) && p < first + 5)
                exponent = exponent * 10 + (source_[p++] - '0');
            if (p > first) {
                at_ = p;
                value = decimal_of(digits, minus ? -exponent : exponent);
            }
        }
        if (!value) return fail("a number is too large");
        return literal(*value, from);
    }
    std::uint32_t hex(std::size_t count) {
        std::uint32_t code = 0;
        for (std::size_t i = 0; i < count; ++i, ++at_) {
            const char c = at_ < source_.size() ? source_[at_] : ' ';
            const int digit = is_digit(c)            ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) {
                fail("expected a hexadecimal digit");
                return 0;
            }
            code = code * 16 + static_cast<std::uint32_t>(digit);
        }
        return code;
    }
    std::string character(char32_t code) {
        if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            fail("there is no such character");
            return {};
        }
        return encoded(std::u32string_view{&code, 1});
    }
    std::string string() {
        const std::size_t from = at_++;
        std::string out;
        // A string ends on its line: a break within it is written \n.
        const auto breaks = [](char c) { return c >= '\n' && c <= '\r'; };
        while (at_ < source_.size() && source_[at_] != '"' && !breaks(source_[at_])) {
            if (source_[at_] != '\\' || at_ + 1 >= source_.size()) {
                out += source_[at_++];
                continue;
            }
            const char c = source_[at_ + 1];
            at_ += 2;
            switch (c) {
                case 'n': out += '\n'; break;
                case 'r': out += '\r'; break;
                case 't': out += '\t'; break;
                case '"': out += '"'; break;
                case '\'': out += '\''; break;
                case '\\': out += '\\'; break;
                case 'u': {
                    std::uint32_t code = hex(4);
                    if (code >= 0xD800 && code < 0xDC00 && source_.substr(at_).starts_with("\\u")) {
                        at_ += 2;
                        const std::uint32_t low = hex(4);
                        code = low < 0xDC00 || low > 0xDFFF
                                   ? low
                                   : 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
                    }
                    out += character(code);
                    break;
                }
                case 'U': out += character(hex(6)); break;
                default: out += '\\'; out += c;
            }
        }
        if (at_ >= source_.size() || source_[at_] != '"') {
            const bool ends = at_ >= source_.size();
            if (!fault_) at_ = from;
            fail(ends ? "a string is not closed" : "a string is not closed on its line");
            return {};
        }
        ++at_;
        return out;
    }
    Node at_literal() {
        const std::size_t from = at_;
        ++at_;
        skip();
        if (at_ >= source_.size() || source_[at_] != '"') return fail("expected a string after @");
        const std::string text = string();
        if (fault_) return {};
        Value value = Value::date(text);
        if (value.is_null()) value = Value::date_and_time(text);
        if (const auto t = parse_time(text); value.is_null() && t) value = *t;
        if (const auto d = parse_days_duration(text); value.is_null() && d) value = *d;
        if (const auto d = parse_months_duration(text); value.is_null() && d) value = *d;
        return literal(std::move(value), from);
    }

    Node context() {
        Node n = node(Node::Kind::context, at_);
        need("{");
        const Open guard{*this};
        const auto outer_names = names_;
        if (!take("}")) {
            do {
                skip();
                std::string key = sees("\"") ? string() : declared_name(":}");
                while (!key.empty() && is_space(key.back())) key.pop_back();
                need(":");
                n.children.push_back(expression());
                if (std::ranges::find(n.names, key) != n.names.end() && !fault_)
                    return fail("the key " + key + " comes twice");
                if (is_odd(key)) keys_.insert(key);
                know(key);
                n.names.push_back(std::move(key));
            } while (!fault_ && take(","));
            need("}");
        }
        names_ = outer_names;
        return closed(n);
    }

    // A list, a parenthesis, or a range with any of its brackets.
    Node bracket() {
        const std::size_t from = at_;
        const char open = source_[at_++];
        const Open guard{*this};
        skip();
        if (open == '[' && take("]")) {
            Node n = node(Node::Kind::list, from);
            return closed(n);
        }
        if (open == '(') {
            const std::size_t inner = at_;
            if (const auto op = comparison_op()) {
                Node n = unary_range(*op, inner);
                need(")");
                return n;
            }
        }
        Node first = expression();
        if (take("..")) {
            Node n = node(Node::Kind::range, from);
            n.low_included = open == '[';
            n.children.push_back(std::move(first));
            n.children.push_back(expression_before_bracket());
            skip();
            if (at_ < source_.size() && (source_[at_] == ']' || source_[at_] == ')' || source_[at_] == '[')) {
                n.high_included = source_[at_] == ']';
                ++at_;
            } else {
                return fail_here("a range ends with ], ) or [");
            }
            return closed(n);
        }
        if (open == '(') {
            need(")");
            return first;
        }
        if (open == ']') return fail("expected a range");
        Node n = node(Node::Kind::list, from);
        n.children.push_back(std::move(first));
        while (!fault_ && take(",")) n.children.push_back(expression());
        need("]");
        return closed(n);
    }
    // The upper end of a range, after which "[" closes it and filters nothing.
    Node expression_before_bracket() {
        // Of the operands at the level of the end itself: an expression and a negation are entered on the
        // way.
        const int outer = std::exchange(in_endpoint_, depth_ + 2);
        Node n = expression();
        in_endpoint_ = outer;
        return n;
    }
    // Whether the "[" here is followed by what cannot begin a condition or an index.
    bool closes_range() const {
        std::string_view rest = source_.substr(at_ + 1);
        while (!rest.empty() && space_at(rest) != 0) rest.remove_prefix(space_at(rest));
        if (rest.empty() || std::string_view{")],}=<>!+*/"}.find(rest.front()) != std::string_view::npos)
            return true;
        for (const std::string_view word :
             {"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"})
            if (rest.starts_with(word) && (rest.size() == word.size() || !is_name_part(rest[word.size()])))
                return true;
        return false;
    }

    Node if_expression() {
        Node n = node(Node::Kind::if_, at_);
        take_word("if");
        n.children.push_back(expression());
        need_word("then");
        n.children.push_back(expression());
        need_word("else");
        n.children.push_back(expression());
        return closed(n);
    }
    Node iteration_domain() {
        const std::size_t from = begin();
        Node low = expression();
        if (!take("..")) return low;
        Node n = node(Node::Kind::descending_range, from);
        n.children.push_back(std::move(low));
        n.children.push_back(expression());
        return closed(n);
    }
    void iterations(Node& n) {
        do {
            std::string name = declared_name("(),=<>[]{}\"");
            while (!name.empty() && is_space(name.back())) name.pop_back();
            need_word("in");
            n.children.push_back(iteration_domain());
            know(name);
            n.names.push_back(std::move(name));
        } while (!fault_ && take(","));
    }
    Node for_expression() {
        Node n = node(Node::Kind::for_, at_);
        take_word("for");
        const auto outer = names_;
        iterations(n);
        need_word("return");
        n.children.push_back(expression());
        names_ = outer;
        return closed(n);
    }
    Node quantified() {
        Node n = node(Node::Kind::quantified, at_);
        n.every = sees_word("every");
        take_word(n.every ? "every" : "some");
        const auto outer = names_;
        iterations(n);
        need_word("satisfies");
        n.children.push_back(expression());
        names_ = outer;
        return closed(n);
    }
    Node function() {
        Node n = node(Node::Kind::function, at_);
        take_word("function");
        need("(");
        const auto outer = names_;
        if (!take(")")) {
            const Open guard{*this};
            do {
                std::string name = declared_name(":,)");
                while (!name.empty() && is_space(name.back())) name.pop_back();
                n.types.push_back(take(":") ? type() : Type{});
                know(name);
                n.names.push_back(std::move(name));
            } while (!fault_ && take(","));
            need(")");
        }
        n.external = take_word("external");
        n.children.push_back(expression());
        names_ = outer;
        return closed(n);
    }

    Type type() {
        using Kind = Type::Kind;
        static const std::vector<Simple>& simple = simple_types();
        const Depth guard{depth_};
        if (depth_ > depth_max) {
            fail("the type is nested too deeply");
            return {};
        }
        skip();
        std::set<std::string> odd;
        for (const auto& one : simple)
            if (is_odd(one.first)) odd.insert(one.first);
        for (const auto& [declared, declared_type] : scope_.types)
            if (is_odd(declared)) odd.insert(declared);
        const std::size_t from = at_;
        const std::string name = known_or_simple(odd);
        if (const auto declared = scope_.types.find(name); declared != scope_.types.end())
            return declared->second;
        const auto found = std::ranges::find(simple, name, &Simple::first);
        if (found == simple.end()) {
            if (const auto told = scope_.reads_type_names ? type_in_name(name) : std::nullopt) return *told;
            at_ = from;
            fail_here(name.empty() ? "expected a type" : "no type is called " + name);
            return {};
        }
        Type result{found->second, {}};
        if (result.kind == Kind::list || result.kind == Kind::range) {
            if (take("<")) {
                const Open opened{*this};
                result.members.emplace("item", type());
                need(">");
            } else {
                fail("expected < after " + name);
            }
        } else if (result.kind == Kind::context) {
            need("<");
            const Open opened{*this};
            do {
                std::string key = declared_name(":>");
                while (!key.empty() && is_space(key.back())) key.pop_back();
                need(":");
                result.members.emplace(key, type());
            } while (!fault_ && take(","));
            need(">");
        } else if (result.kind == Kind::function) {
            need("<");
            if (!take(">")) {
                const Open opened{*this};
                int index = 0;
                do result.members.emplace("parameter " + std::to_string(index++), type());
                while (!fault_ && take(","));
                need(">");
            }
            need("->");
            result.members.emplace("return", type());
        }
        return result;
    }

    std::string_view source_;
    const Scope& scope_;
    std::size_t at_ = 0;
    std::size_t read_ = 0;
    int depth_ = 0;
    int in_endpoint_ = 0;            // the depth of the operands at the end of a range; 0 outside of one
    std::vector<std::size_t> open_;  // where the brackets that are open stand, the innermost last
    std::set<std::string> names_, keys_;
    std::optional<Fault> fault_;
};

}  // namespace

Parsed parse(std::string_view source, const Scope& scope) {
    if (source.size() > 100'000)
        return {{}, Fault{0, source.size(), "an expression has at most 100,000 bytes", {}}};
    if (const auto fault = text_fault(source); fault && fault->find("UTF-8") != std::string::npos)
        return {{}, Fault{0, source.size(), "the expression " + *fault, {}}};
    return Parser{source, scope}.run();
}

Parsed parse_tests(std::string_view source, const Scope& scope) {
    if (source.size() > 100'000 || text_fault(source))
        return {{}, Fault{0, source.size(), "tests are at most 100,000 bytes of UTF-8", {}}};
    return Parser{source, scope}.run_tests();
}

Node::~Node() {
    // The first child, where chains go on, gives up its own before it goes; the others nest.
    for (std::vector<Node> level = std::move(children); !level.empty();) {
        std::vector<Node> below = std::move(level.front().children);
        level = std::move(below);
    }
}

std::vector<const Node*> chain_to(const Node& last) {
    std::vector<const Node*> chain;
    for (const Node* n = &last; n->kind == Node::Kind::binary; n = &n->children.front()) chain.push_back(n);
    std::ranges::reverse(chain);
    return chain;
}

bool holds_anywhere(const Node& root, const std::function<bool(const Node&)>& condition) {
    for (std::vector<const Node*> left{&root}; !left.empty();) {
        const Node& n = *left.back();
        left.pop_back();
        if (condition(n)) return true;
        for (const Node& child : n.children) left.push_back(&child);
    }
    return false;
}

bool names_tested(const Node& node) {
    return holds_anywhere(node, [](const Node& n) { return n.kind == Node::Kind::name && n.text == "?"; });
}

tl::expected<Type, Fault> parse_type(std::string_view text, const Scope& scope) {
    return Parser{text, scope}.run_type();
}

}  // namespace atranka::feel
