#pragma once
// Sentences in one of the two languages.
// Shape:  whoever tells something writes each sentence twice, with {} where a value goes: a text, a number or
//         what a form has.

#include "engine/explanation/terms.hpp"
#include "engine/kernel/value.hpp"

namespace atranka::explanation {

enum class Language { en, lt };

inline std::string text_of(const std::string& text) { return text; }
inline std::string text_of(std::int64_t number) { return std::to_string(number); }
std::string text_of(const Value& value);  // plain, on one line

class Telling {
protected:
    explicit Telling(Language language) : language_(language) {}

    // One of the two sentences, filled in.
    template <class... Values>
    std::string say(const char* en, const char* lt, const Values&... values) const {
        return explanation::say(en, lt, {Both{text_of(values)}...}).in(is_lithuanian());
    }
    Language language() const { return language_; }
    bool is_lithuanian() const { return language_ == Language::lt; }
    std::string tongue() const { return is_lithuanian() ? "lt" : "en"; }
    // What the record calls things.
    std::string word(const std::string& name) const { return term(name).in(is_lithuanian()); }

private:
    Language language_;
};

}  // namespace atranka::explanation
