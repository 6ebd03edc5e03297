#include "engine/service/texts.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::service {

namespace {

constexpr std::size_t search_bytes_max = 200, terms_max = 16;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

tl::expected<Terms, std::string> parse_words(std::string_view typed) {
    const auto wrong = [](const char* sentence) { return tl::unexpected{std::string{sentence}}; };
    if (typed.size() > search_bytes_max) return wrong("a search has at most 200 bytes");
    if (text_fault(typed)) return wrong("a search is text without control characters");
    Terms terms;
    while (true) {
        typed.remove_prefix(
            static_cast<std::size_t>(std::ranges::find_if_not(typed, is_blank) - typed.begin()));
        if (typed.empty()) break;
        Term term;
        if (typed.front() == '-') {
            term.is_unwanted = true;
            typed.remove_prefix(1);
        }
        if (typed.starts_with('"')) {
            typed.remove_prefix(1);
            const std::size_t end = typed.find('"');
            if (end == std::string_view::npos) return wrong("the quotation mark is never closed");
            term.text = typed.substr(0, end);
            typed.remove_prefix(end + 1);
        } else {
            const auto end = std::ranges::find_if(typed, [](char c) { return is_blank(c) || c == '"'; });
            term.text = typed.substr(0, static_cast<std::size_t>(end - typed.begin()));
            typed.remove_prefix(term.text.size());
        }
        if (term.text.ends_with('*')) {
            term.is_beginning = true;
            term.text.pop_back();
        } else if (typed.starts_with('*')) {
            term.is_beginning = true;
            typed.remove_prefix(1);
        }
        if (term.text.empty()) return wrong("a word is missing after the - or before the *");
        terms.push_back(std::move(term));
    }
    if (terms.size() > terms_max) return wrong("a search has at most 16 words");
    if (std::ranges::all_of(terms, &Term::is_unwanted))
        return wrong("a search names at least one word that has to be there");
    return terms;
}

}  // namespace atranka::service
