#include "engine/feel/builtins.hpp"

#include <boost/regex.hpp>

namespace atranka::feel {

std::u32string decoded(const std::string& text) {
    std::u32string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        char32_t code = length == 1 ? byte : byte & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        out += code;
        i += length;
    }
    return out;
}

std::string encoded(std::u32string_view text) {
    std::string out;
    for (const char32_t c : text) {
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xC0U | (c >> 6U));
            out += static_cast<char>(0x80U | (c & 0x3FU));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0U | (c >> 12U));
            out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
            out += static_cast<char>(0x80U | (c & 0x3FU));
        } else {
            out += static_cast<char>(0xF0U | (c >> 18U));
            out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
            out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
            out += static_cast<char>(0x80U | (c & 0x3FU));
        }
    }
    return out;
}

namespace {

// Letters with a one-to-one case in the Latin, Greek and Cyrillic blocks.
char32_t lower(char32_t c) {
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    const bool even = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
    const bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    if ((even && c % 2 == 0) || (odd && c % 2 == 1)) return c + 1;
    if (c == 0x178) return 0xFF;
    return c;
}
char32_t upper(char32_t c) {
    if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7) ||
        (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F))
        return c - 32;
    if (c >= 0x450 && c <= 0x45F) return c - 80;
    const bool even = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
    const bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    if ((even && c % 2 == 1) || (odd && c % 2 == 0)) return c - 1;
    if (c == 0xFF) return 0x178;
    return c;
}

std::wstring wide(const std::string& text) {
    const std::u32string codes = decoded(text);
    return {codes.begin(), codes.end()};
}
std::string narrow(const std::wstring& text) { return encoded(std::u32string(text.begin(), text.end())); }

// A pattern of XPath in the library's Perl syntax; nullopt where it or a flag is not valid.
// Source: XPath and XQuery Functions 3.1, §5.6. Character class subtraction and \i \c are not supported.
std::optional<boost::wregex> compiled(const Value& pattern, const Value& flags) {
    if (!pattern.is_text() || !(flags.is_null() || flags.is_text())) return std::nullopt;
    auto options = boost::regex_constants::perl | boost::regex_constants::no_mod_s;
    bool extended = false, single_line = false, multi_line = false;
    std::string source = pattern.as_text();
    if (flags.is_text())
        for (const char c : flags.as_text()) {
            if (c == 'i')
                options |= boost::regex_constants::icase;
            else if (c == 's')
                single_line = true;
            else if (c == 'm')
                multi_line = true;
            else if (c == 'x')
                extended = true;
            else if (c == 'q')
                options |= boost::regex_constants::literal;
            else
                return std::nullopt;
        }
    if (extended)
        std::erase_if(source, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    if (single_line) options = (options & ~boost::regex_constants::no_mod_s) | boost::regex_constants::mod_s;
    if (!multi_line) options |= boost::regex_constants::no_mod_m;
    // XPath knows no inline groups of Perl's, and a reference beyond the last group is an error there.
    if (source.find("(?") != std::string::npos && source.find("(?:") == std::string::npos)
        return std::nullopt;
    try {
        return boost::wregex(wide(source), options);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

template <class Work>
Value with_regex(const Value& pattern, const Value& flags, Work work) {
    const auto regex = compiled(pattern, flags);
    if (!regex) return {};
    try {
        return work(*regex);
    } catch (const std::exception&) {
        return {};  // the library's bound on the work of one match
    }
}

// $1 … $9 of XPath; $0 is the whole; \$ and \\ are themselves.
std::optional<std::wstring> replacement(const std::wstring& text, const boost::wsmatch& match) {
    std::wstring out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == L'\\' && i + 1 < text.size()) {
            out += text[++i];
        } else if (text[i] == L'$') {
            if (i + 1 >= text.size() || text[i + 1] < L'0' || text[i + 1] > L'9') return std::nullopt;
            int group = text[++i] - L'0';
            while (i + 1 < text.size() && text[i + 1] >= L'0' && text[i + 1] <= L'9' &&
                   static_cast<std::size_t>(group * 10 + (text[i + 1] - L'0')) < match.size())
                group = group * 10 + (text[++i] - L'0');
            out += match[group].str();
        } else {
            out += text[i];
        }
    }
    return out;
}

Value replace(const Arguments& a) {
    if (!a[0].is_text() || !a[2].is_text()) return {};
    return with_regex(a[1], argument(a, 3), [&](const boost::wregex& regex) -> Value {
        const std::wstring input = wide(a[0].as_text()), by = wide(a[2].as_text());
        const bool literal =
            argument(a, 3).is_text() && argument(a, 3).as_text().find('q') != std::string::npos;
        std::wstring out;
        auto from = input.begin();
        for (boost::wsregex_iterator it{input.begin(), input.end(), regex}, end; it != end; ++it) {
            out.append(from, (*it)[0].first);
            const auto replaced = literal ? std::optional{by} : replacement(by, *it);
            if (!replaced) return {};
            out += *replaced;
            from = (*it)[0].second;
        }
        out.append(from, input.end());
        return narrow(out);
    });
}

Value split(const Arguments& a) {
    if (!a[0].is_text()) return {};
    return with_regex(a[1], {}, [&](const boost::wregex& regex) -> Value {
        const std::wstring input = wide(a[0].as_text());
        Value::List parts;
        auto from = input.begin();
        for (boost::wsregex_iterator it{input.begin(), input.end(), regex}, end; it != end; ++it) {
            if ((*it)[0].length() == 0) continue;
            parts.emplace_back(narrow({from, (*it)[0].first}));
            from = (*it)[0].second;
        }
        parts.emplace_back(narrow({from, input.end()}));
        return Value::list(std::move(parts));
    });
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

std::string mapped(const std::string& text, char32_t (*map)(char32_t)) {
    std::u32string codes = decoded(text);
    std::u32string out;
    for (const char32_t c : codes) {
        if (map == upper && c == 0xDF)
            out += U"SS";
        else
            out += map(c);
    }
    return encoded(out);
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
    t["upper case"] = {{{"string"}}, on_text([](const S& s) { return mapped(s, upper); })};
    t["lower case"] = {{{"string"}}, on_text([](const S& s) { return mapped(s, lower); })};
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
                        return with_regex(a[1], argument(a, 2), [&](const boost::wregex& regex) -> Value {
                            return boost::regex_search(wide(a[0].as_text()), regex);
                        });
                    }};
    t["replace"] = {{{"input", "pattern", "replacement", "flags?"}}, replace};
    t["split"] = {{{"string", "delimiter"}}, split};
    t["string join"] = {{{"list", "delimiter?"}}, join};
}

}  // namespace atranka::feel
