#include "engine/feel/regex.hpp"

#include "engine/feel/effort.hpp"
#include "engine/feel/unicode.hpp"

#include <algorithm>
#include <boost/regex.hpp>
#include <iterator>

namespace atranka::feel {

namespace {

struct Invalid {};  // unwinds out of the reading of a pattern

const Characters& named_class(char32_t letter) {
    const auto start = [] {
        return Characters{{{':', ':'},
                           {'A', 'Z'},
                           {'_', '_'},
                           {'a', 'z'},
                           {0xC0, 0xD6},
                           {0xD8, 0xF6},
                           {0xF8, 0x2FF},
                           {0x370, 0x37D},
                           {0x37F, 0x1FFF},
                           {0x200C, 0x200D},
                           {0x2070, 0x218F},
                           {0x2C00, 0x2FEF},
                           {0x3001, 0xD7FF},
                           {0xF900, 0xFDCF},
                           {0xFDF0, 0xFFFD},
                           {0x10000, 0xEFFFF}}};
    };
    static const Characters spaces{{{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}};
    static const Characters digits = *category("Nd");
    static const Characters words = category("P")->with(*category("Z")).with(*category("C")).inverted();
    static const Characters name_start = start();
    static const Characters name =
        start().with(Characters{{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}});
    switch (letter) {
        case 's': return spaces;
        case 'd': return digits;
        case 'w': return words;
        case 'i': return name_start;
        default: return name;
    }
}

bool is_space(char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

class Reader {
public:
    Reader(std::u32string source, bool any_case, bool dot_all, bool by_line)
        : source_(std::move(source)), any_case_(any_case), dot_all_(dot_all), by_line_(by_line) {}

    std::wstring run() {
        alternatives(0);
        if (at_ < source_.size()) throw Invalid{};
        return std::move(out_);
    }

private:
    bool ends() const { return at_ >= source_.size(); }
    char32_t peek() const { return ends() ? U'\0' : source_[at_]; }
    bool take(char32_t c) {
        if (ends() || source_[at_] != c) return false;
        ++at_;
        return true;
    }
    void need(char32_t c) {
        if (!take(c)) throw Invalid{};
    }
    void put(const char* text) {
        while (*text != '\0') out_ += static_cast<wchar_t>(*text++);
    }
    void put(const Characters& set) {
        if (set.ranges().empty()) return put("(?!)");
        out_ += L'[';
        for (const auto& [low, high] : set.ranges()) {
            put(low);
            if (high == low) continue;
            out_ += L'-';
            put(high);
        }
        out_ += L']';
    }
    // Inside a class.
    void put(char32_t c) {
        if (c < 0x80 && !is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
            constexpr const char* hex = "0123456789abcdef";
            put("\\x");
            out_ += static_cast<wchar_t>(hex[c / 16]);
            out_ += static_cast<wchar_t>(hex[c % 16]);
        } else {
            out_ += static_cast<wchar_t>(c);
        }
    }
    Characters single(char32_t c) const {
        const Characters one{{{c, c}}};
        return any_case_ ? one.in_any_case() : one;
    }

    void alternatives(int depth) {
        if (depth > 100) throw Invalid{};
        do {
            if (at_ > 0 && source_[at_ - 1] == '|') out_ += L'|';
            while (!ends() && peek() != '|' && peek() != ')') piece(depth);
        } while (take('|'));
    }
    void piece(int depth) {
        if (take('^')) return put(by_line_ ? "(?:\\A|(?<=\\n)(?!\\z))" : "\\A");
        if (take('$')) return put(by_line_ ? "(?=\\n|\\z)" : "\\z");
        atom(depth);
        quantifier();
    }
    void atom(int depth) {
        const char32_t c = source_[at_++];
        switch (c) {
            case '(': group(depth); return;
            case '[': put(char_class()); return;
            case '.':
                return put(dot_all_ ? Characters{{{0, 0x10FFFF}}}
                                    : Characters{{{'\n', '\n'}, {'\r', '\r'}}}.inverted());
            case '\\': escape(); return;
            case '?':
            case '*':
            case '+':
            case '{':
            case '}':
            case ']': throw Invalid{};
            default: put(single(c));
        }
    }
    void group(int depth) {
        if (take('?')) {
            need(':');
            put("(?:");
            alternatives(depth + 1);
        } else {
            const std::size_t number = ++opened_;
            out_ += L'(';
            alternatives(depth + 1);
            closed_.push_back(number);
        }
        need(')');
        out_ += L')';
    }
    void quantifier() {
        const std::size_t from = at_;
        if (take('{')) {
            const int low = count();
            int high = low;
            if (take(',')) high = peek() == '}' ? low : count();
            need('}');
            if (high < low) throw Invalid{};
        } else if (!take('?') && !take('*') && !take('+')) {
            return;
        }
        take('?');
        for (std::size_t i = from; i < at_; ++i) out_ += static_cast<wchar_t>(source_[i]);
        if (peek() == '?' || peek() == '*' || peek() == '+' || peek() == '{') throw Invalid{};
    }
    int count() {
        int n = 0;
        if (!is_digit(peek())) throw Invalid{};
        while (is_digit(peek())) {
            n = n * 10 + static_cast<int>(source_[at_++] - '0');
            if (n > 10'000) throw Invalid{};
        }
        return n;
    }
    void escape() {
        if (is_digit(peek())) return back_reference();
        const auto set = class_escape();
        put(set ? *set : single(character_escape()));
    }
    // As many digits as name a group that is closed here.
    void back_reference() {
        std::size_t number = 0;
        while (is_digit(peek())) {
            const std::size_t longer = number * 10 + (peek() - '0');
            if (number != 0 && longer > opened_) break;
            number = longer;
            ++at_;
        }
        if (std::ranges::find(closed_, number) == closed_.end()) throw Invalid{};
        out_ += L"(?:\\" + std::to_wstring(number) + L")";
    }
    // \s, \P{Lu}; nullopt where it is no class.
    std::optional<Characters> class_escape() {
        const char32_t c = peek();
        switch (c) {
            case 's':
            case 'd':
            case 'w':
            case 'i':
            case 'c': ++at_; return named_class(c);
            case 'S':
            case 'D':
            case 'W':
            case 'I':
            case 'C': ++at_; return named_class(c + 32).inverted();
            case 'p':
            case 'P': break;
            default: return std::nullopt;
        }
        ++at_;
        need('{');
        std::string name;
        while (!ends() && peek() != '}') {
            if (peek() > 0x7F) throw Invalid{};
            name += static_cast<char>(source_[at_++]);
        }
        need('}');
        const auto set = name.starts_with("Is") ? block(std::string_view{name}.substr(2)) : category(name);
        std::string bare = name;
        std::erase(bare, '-');
        const auto known = set || !name.starts_with("Is") ? set : block(std::string_view{bare}.substr(2));
        if (!known) throw Invalid{};
        return c == 'p' ? *known : known->inverted();
    }
    char32_t character_escape() {
        if (ends()) throw Invalid{};
        const char32_t c = source_[at_++];
        switch (c) {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            default: break;
        }
        if (std::u32string_view{U"\\|.?*+(){}-[]^$"}.find(c) == std::u32string_view::npos) throw Invalid{};
        return c;
    }
    // After the opening bracket.
    Characters char_class(int depth = 0) {
        if (depth > 20) throw Invalid{};
        const bool negative = take('^');
        Characters set;
        bool any = false;
        for (;;) {
            if (ends()) throw Invalid{};
            if (take(']')) break;
            if (peek() == '-' && at_ + 1 < source_.size() && source_[at_ + 1] == '[' && any) {
                at_ += 2;
                const Characters removed = char_class(depth + 1);
                need(']');
                return (negative ? set.inverted() : set).without(removed);
            }
            set = set.with(class_member(any));
            any = true;
        }
        if (!any) throw Invalid{};
        return negative ? set.inverted() : set;
    }
    Characters class_member(bool any) {
        if (take('\\')) {
            if (is_digit(peek())) throw Invalid{};
            if (auto set = class_escape()) return *set;
            return range_from(character_escape());
        }
        const char32_t c = source_[at_++];
        if (c == '[') throw Invalid{};
        // A hyphen is itself at either end.
        if (c == '-' && any && peek() != ']' && peek() != '-') throw Invalid{};
        return range_from(c);
    }
    Characters range_from(char32_t low) {
        char32_t high = low;
        const bool is_range =
            peek() == '-' && at_ + 1 < source_.size() && source_[at_ + 1] != ']' && source_[at_ + 1] != '[';
        if (is_range) {
            ++at_;
            high = source_[at_++];
            if (high == '\\') {
                if (is_digit(peek()) || class_escape()) throw Invalid{};
                high = character_escape();
            } else if (high == '[') {
                throw Invalid{};
            }
            if (high < low) throw Invalid{};
        }
        const Characters range{{{low, high}}};
        return any_case_ ? range.in_any_case() : range;
    }

    std::u32string source_;
    bool any_case_, dot_all_, by_line_;
    std::size_t at_ = 0, opened_ = 0;
    std::vector<std::size_t> closed_;
    std::wstring out_;
};

// White space outside of classes means nothing under the flag x.
std::u32string without_spaces(std::u32string_view source) {
    std::u32string out;
    int inside = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char32_t c = source[i];
        if (c == '\\' && i + 1 < source.size() && inside > 0) {
            out += c;
            out += source[++i];
            continue;
        }
        if (c == '[') ++inside;
        if (c == ']' && inside > 0) --inside;
        if (inside == 0 && is_space(c)) continue;
        out += c;
        if (c == '\\' && i + 1 < source.size() && !is_space(source[i + 1])) out += source[++i];
    }
    return out;
}

// Reads one character of the text a step.
class Counted {
public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = wchar_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const wchar_t*;
    using reference = const wchar_t&;

    Counted() = default;
    explicit Counted(pointer at) : at_(at) {}
    pointer base() const { return at_; }

    reference operator*() const {
        spend(1);
        return *at_;
    }
    pointer operator->() const { return at_; }
    reference operator[](difference_type n) const { return at_[n]; }
    Counted& operator++() { return ++at_, *this; }
    Counted operator++(int) { return Counted{at_++}; }
    Counted& operator--() { return --at_, *this; }
    Counted operator--(int) { return Counted{at_--}; }
    Counted& operator+=(difference_type n) { return at_ += n, *this; }
    Counted& operator-=(difference_type n) { return at_ -= n, *this; }
    [[maybe_unused]] friend Counted operator+(Counted a, difference_type n) { return a += n; }
    [[maybe_unused]] friend Counted operator+(difference_type n, Counted a) { return a += n; }
    [[maybe_unused]] friend Counted operator-(Counted a, difference_type n) { return a -= n; }
    friend difference_type operator-(const Counted& a, const Counted& b) { return a.at_ - b.at_; }
    [[maybe_unused]] friend auto operator<=>(const Counted&, const Counted&) = default;

private:
    pointer at_ = nullptr;
};

using Matches = boost::match_results<Counted>;

}  // namespace

struct Pattern::Compiled {
    boost::wregex regex;
};

std::optional<Pattern> Pattern::compile(std::u32string_view source, std::string_view flags) {
    bool any_case = false, dot_all = false, by_line = false, spaced = false;
    Pattern pattern;
    for (const char c : flags) {
        switch (c) {
            case 'i': any_case = true; break;
            case 's': dot_all = true; break;
            case 'm': by_line = true; break;
            case 'x': spaced = true; break;
            case 'q': pattern.is_literal_ = true; break;
            default: return std::nullopt;
        }
    }
    std::u32string read{source};
    if (pattern.is_literal_) {
        read.clear();
        for (const char32_t c : source) {
            if (std::u32string_view{U"\\|.?*+(){}-[]^$"}.find(c) != std::u32string_view::npos) read += U'\\';
            read += c;
        }
    } else if (spaced) {
        read = without_spaces(source);
    }
    spend(static_cast<std::int64_t>(read.size()) * 20);
    try {
        const std::wstring perl = Reader{std::move(read), any_case, dot_all, by_line}.run();
        spend(static_cast<std::int64_t>(perl.size()));
        pattern.compiled_ =
            std::make_shared<const Compiled>(Compiled{boost::wregex(perl, boost::wregex::perl)});
    } catch (const Invalid&) {
        return std::nullopt;
    } catch (const boost::regex_error&) {
        return std::nullopt;
    }
    return pattern;
}

bool Pattern::is_found_in(std::u32string_view text) const {
    const std::wstring wide{text.begin(), text.end()};
    Matches found;
    try {
        return boost::regex_search(Counted{wide.data()}, Counted{wide.data() + wide.size()}, found,
                                   compiled_->regex);
    } catch (const std::runtime_error&) {
        exhausted("a regular expression works too long");  // the library's own bound
    }
}

std::vector<Pattern::Match> Pattern::all_in(std::u32string_view text) const {
    const std::wstring wide{text.begin(), text.end()};
    const Counted begin{wide.data()}, end{wide.data() + wide.size()};
    std::vector<Match> matches;
    try {
        for (boost::regex_iterator<Counted> it{begin, end, compiled_->regex}, last; it != last; ++it) {
            Match match;
            for (const auto& group : *it) {
                spend(1);
                if (group.matched)
                    match.groups.emplace_back(std::pair{static_cast<std::size_t>(group.first - begin),
                                                        static_cast<std::size_t>(group.second - begin)});
                else
                    match.groups.emplace_back(std::nullopt);
            }
            matches.push_back(std::move(match));
        }
    } catch (const std::runtime_error&) {
        exhausted("a regular expression works too long");
    }
    return matches;
}

}  // namespace atranka::feel
