#include "engine/explanation/faults.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace atranka::explanation {

namespace {

struct Sentence {
    std::string_view english, lithuanian;
};
// {} stands for whatever stands there; the first that fits counts.
constexpr Sentence sentences[] = {
    {"This must be filled in.", "Tai būtina užpildyti."},
    {"This must be filled in, since {}.", "Tai būtina užpildyti, nes {}."},
    {"Whether this must be filled in cannot be told: `{}` has no value, since a field that it looks at is "
     "empty.",
     "Negalima pasakyti, ar tai būtina užpildyti: `{}` neturi reikšmės, nes tuščias laukas, nuo kurio tai "
     "priklauso."},
    {"An object with the fields of the form is wanted.", "Čia turi būti formos laukai."},
    {"An object with the fields of the line is wanted.", "Čia turi būti eilutės laukai."},
    {"This is not filled in by applicants; leave it out.",
     "Šio lauko pareiškėjai nepildo; palikite jį tuščią."},
    {"There is no such field. Did you mean `{}`?", "Tokio lauko nėra. Gal turėjote omenyje `{}`?"},
    {"There is no such field.", "Tokio lauko nėra."},
    {"One line is wanted here.", "Čia turi būti viena eilutė."},
    {"This has {} characters; at most {} are taken.", "Čia {} ženklų; priimama ne daugiau kaip {}."},
    {"This has {} pages; at most {} are taken.", "Čia {} puslapių; priimama ne daugiau kaip {}."},
    {"This has {} bytes; at most {} are taken.", "Čia {} baitų; priimama ne daugiau kaip {}."},
    {"This kind of file is not taken here.", "Tokios rūšies rinkmenos čia nepriimamos."},
    {"What uploading the file was answered with is wanted, as it stands.",
     "Čia turi būti tai, kas atsakyta įkėlus rinkmeną, be pakeitimų."},
    {"This is not one of the choices: {}. Did you mean `{}`?",
     "Tokio pasirinkimo nėra; galimi: {}. Gal turėjote omenyje `{}`?"},
    {"This is not one of the choices: {}.", "Tokio pasirinkimo nėra; galimi: {}."},
    {"A list of choices is wanted.", "Čia turi būti pasirinkimų sąrašas."},
    {"This is chosen twice.", "Tai pasirinkta du kartus."},
    {"The id of a registered organisation is wanted: small letters, digits and hyphens.",
     "Čia turi būti registruotos organizacijos kodas: mažosios raidės, skaitmenys ir brūkšneliai."},
    {"No organisation is registered as `{}`.", "Organizacija `{}` neregistruota."},
    {"A list of lines is wanted.", "Čia turi būti eilučių sąrašas."},
    {"The number of lines is out of its limits: {} is below {}.", "Eilučių skaičius {} mažesnis už {}."},
    {"The number of lines is out of its limits: {} is above {}.", "Eilučių skaičius {} didesnis už {}."},
    {"{} is below {}.", "{} yra mažiau už {}."},
    {"{} is above {}.", "{} yra daugiau už {}."},
    {"{} is not an exact decimal: write digits with at most one point, such as 25000.00, without commas, "
     "blanks or "
     "exponents.",
     "{} nėra tikslus skaičius: rašykite skaitmenis su ne daugiau kaip vienu tašku, pvz., 25000.00, be "
     "kablelių, "
     "tarpų ir laipsnių."},
    {"{} is not a text.", "{} nėra tekstas."},
    {"This text is refused: {}.", "Šis tekstas nepriimamas: {}."},
    {"{} is larger than any number taken here.", "{} yra daugiau už bet kokį čia priimamą skaičių."},
    {"{} is larger than any amount taken here.", "{} yra daugiau už bet kokią čia priimamą sumą."},
    {"{} is not a whole number of cents.", "{} nėra sveikasis centų skaičius."},
    {"{} is not a whole number.", "{} nėra sveikasis skaičius."},
    {"{} is neither true nor false.", "{} nėra nei taip, nei ne."},
    {"{} is not a date: write it as 2026-11-23.", "{} nėra data: rašykite kaip 2026-11-23."},
};

// What stands in the places of {}; nothing where the sentence is another.
std::optional<std::vector<std::string>> matched(std::string_view pattern, std::string_view sentence) {
    std::vector<std::string> found;
    for (;;) {
        const std::size_t hole = pattern.find("{}");
        if (hole == std::string_view::npos) {
            if (pattern != sentence) return std::nullopt;
            return found;
        }
        if (!sentence.starts_with(pattern.substr(0, hole))) return std::nullopt;
        sentence.remove_prefix(hole);
        pattern.remove_prefix(hole + 2);
        const std::string_view next = pattern.substr(0, pattern.find("{}"));
        // Up to the last place where what follows fits, where nothing else is to be filled in.
        const bool is_last = next.size() == pattern.size();
        const std::size_t end =
            is_last ? (sentence.ends_with(next) ? sentence.size() - next.size() : std::string_view::npos)
                    : sentence.find(next);
        if (end == std::string_view::npos) return std::nullopt;
        found.emplace_back(sentence.substr(0, end));
        sentence.remove_prefix(end);
    }
}

std::optional<Both> translated(const std::string& english) {
    for (const Sentence& one : sentences) {
        const auto values = matched(one.english, english);
        if (!values) continue;
        Both both{english, std::string{one.lithuanian}};
        std::size_t from = 0;
        for (const std::string& value : *values) {
            const std::size_t hole = both.lt.find("{}", from);
            both.lt.replace(hole, 2, value);
            from = hole + value.size();
        }
        return both;
    }
    return std::nullopt;
}

}  // namespace

Both fault(const std::string& english) { return translated(english).value_or(Both{english}); }

}  // namespace atranka::explanation
