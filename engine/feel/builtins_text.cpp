#include "engine/feel/builtins.hpp"
#include "engine/feel/regex.hpp"
#include "engine/feel/unicode.hpp"

namespace atranka::feel {

namespace {

std::optional<Pattern> pattern_of(const Value& source, const Value& flags) {
    if (!source.is_text() || !(flags.is_null() || flags.is_text())) return std::nullopt;
    return Pattern::compile(decoded(source.as_text()), flags.is_text() ? flags.as_text() : "");
}
// Of replace and split: one that fits nothing at all would fit everywhere, and is an error in XPath.
std::optional<Pattern> separating(const Value& source, const Value& flags) {
    auto pattern = pattern_of(source, flags);
    return pattern && pattern->is_found_in(U"") ? std::nullopt : pattern;
}

// $1 is a group, $0 the whole; \$ and \\ are themselves, and nothing else may follow either sign.
std::optional<std::u32string> replacement(std::u32string_view by, std::u32string_view text,
                                          const Pattern::Match& match) {
    std::u32string out;
    for (std::size_t i = 0; i < by.size(); ++i) {
        if (by[i] == '\\') {
            if (i + 1 >= by.size() || (by[i + 1] != '\\' && by[i + 1] != '$')) return std::nullopt;
            out += by[++i];
        } else if (by[i] == '$') {
            const auto digit = [&](std::size_t at) {
                return at < by.size() && by[at] >= '0' && by[at] <= '9';
            };
            if (!digit(i + 1)) return std::nullopt;
            std::size_t group = by[++i] - '0';
            while (digit(i + 1) && group * 10 + (by[i + 1] - '0') < match.groups.size())
                group = group * 10 + (by[++i] - '0');
            if (group < match.groups.size())
                if (const auto& found = match.groups[group])
                    out += text.substr(found->first, found->second - found->first);
        } else {
            out += by[i];
        }
    }
    return out;
}

Value replace(const Arguments& a) {
    if (!a[0].is_text() || !a[2].is_text()) return {};
    const auto pattern = separating(a[1], argument(a, 3));
    if (!pattern) return {};
    const std::u32string text = decoded(a[0].as_text()), by = decoded(a[2].as_text());
    if (!pattern->is_literal() && !replacement(by, text, Pattern::Match{{std::pair{0UL, 0UL}}})) return {};
    std::u32string out;
    std::size_t from = 0;
    for (const Pattern::Match& match : pattern->all_in(text)) {
        out += text.substr(from, match.begin() - from);
        out += pattern->is_literal() ? by : *replacement(by, text, match);
        if (out.size() > text_bytes_max) exhausted("a text grows too long");
        from = match.end();
    }
    out += text.substr(from);
    spend_text(out.size());
    return encoded(out);
}

Value split(const Arguments& a) {
    if (!a[0].is_text()) return {};
    const auto pattern = separating(a[1], {});
    if (!pattern) return {};
    const std::u32string text = decoded(a[0].as_text());
    Value::List parts;
    std::size_t from = 0;
    for (const Pattern::Match& match : pattern->all_in(text)) {
        parts.emplace_back(encoded(std::u32string_view{text}.substr(from, match.begin() - from)));
        from = match.end();
    }
    parts.emplace_back(encoded(std::u32string_view{text}.substr(from)));
    return Value::list(std::move(parts));
}

Value substring(const Arguments& a) {
    if (!a[0].is_text() || !a[1].is_number()) return {};
    const std::u32string text = decoded(a[0].as_text());
    const auto size = static_cast<std::int64_t>(text.size());
    auto start = a[1].as_number().rounded(0, Rounding::down).to_int64();
    if (!start || *start == 0) return {};
    std::int64_t length = size;
    if (a.size() > 2) {
        if (!a[2].is_number()) return {};
        const auto given = a[2].as_number().rounded(0, Rounding::down).to_int64();
        if (!given || *given < 1) return {};
        length = *given;
    }
    const std::int64_t from = *start > 0 ? *start - 1 : size + *start;
    if (from < 0 || from >= size) return *start > 0 ? Value{""} : Value{};
    return encoded(std::u32string_view{text}.substr(static_cast<std::size_t>(from),
                                                    static_cast<std::size_t>(std::min(length, size - from))));
}

template <class F>
std::function<Value(const Arguments&)> on_two_texts(F f) {
    return [f](const Arguments& a) -> Value {
        if (!a[0].is_text() || !a[1].is_text()) return {};
        return Value{f(a[0].as_text(), a[1].as_text())};
    };
}
template <class F>
std::function<Value(const Arguments&)> on_text(F f) {
    return [f](const Arguments& a) -> Value { return a[0].is_text() ? Value{f(a[0].as_text())} : Value{}; };
}

Value join(const Arguments& a) {
    if (a[0].is_null()) return {};
    const Value& delimiter = argument(a, 1);
    if (!delimiter.is_null() && !delimiter.is_text()) return {};
    std::string out;
    bool first = true;
    for (const Value& item : as_list(a[0])) {
        if (item.is_null()) continue;
        if (!item.is_text()) return {};
        if (!first && delimiter.is_text()) out += delimiter.as_text();
        out += item.as_text();
        spend(static_cast<std::int64_t>(item.as_text().size() / 8));
        if (out.size() > text_bytes_max) exhausted("a text grows too long");
        first = false;
    }
    return out;
}

}  // namespace

void add_text_functions(Table& t) {
    using S = std::string;
    t["substring"] = {{{"string", "start position", "length?"}}, substring};
    t["string length"] = {{{"string"}}, on_text([](const S& s) {
                              return Decimal{static_cast<std::int64_t>(decoded(s).size())};
                          })};
    t["upper case"] = {{{"string"}}, on_text([](const S& s) { return encoded(in_upper_case(decoded(s))); })};
    t["lower case"] = {{{"string"}}, on_text([](const S& s) { return encoded(in_lower_case(decoded(s))); })};
    t["substring before"] = {{{"string", "match"}}, on_two_texts([](const S& s, const S& m) {
                                 const auto at = s.find(m);
                                 return at == S::npos ? S{} : s.substr(0, at);
                             })};
    t["substring after"] = {{{"string", "match"}}, on_two_texts([](const S& s, const S& m) {
                                const auto at = s.find(m);
                                return at == S::npos ? S{} : s.substr(at + m.size());
                            })};
    t["contains"] = {{{"string", "match"}},
                     on_two_texts([](const S& s, const S& m) { return s.find(m) != S::npos; })};
    t["starts with"] = {{{"string", "match"}},
                        on_two_texts([](const S& s, const S& m) { return s.starts_with(m); })};
    t["ends with"] = {{{"string", "match"}},
                      on_two_texts([](const S& s, const S& m) { return s.ends_with(m); })};
    t["matches"] = {{{"input", "pattern", "flags?"}}, [](const Arguments& a) -> Value {
                        if (!a[0].is_text()) return {};
                        const auto pattern = pattern_of(a[1], argument(a, 2));
                        return pattern ? Value{pattern->is_found_in(decoded(a[0].as_text()))} : Value{};
                    }};
    t["replace"] = {{{"input", "pattern", "replacement", "flags?"}}, replace};
    t["split"] = {{{"string", "delimiter"}}, split};
    t["string join"] = {{{"list", "delimiter?"}}, join};
}

}  // namespace atranka::feel
