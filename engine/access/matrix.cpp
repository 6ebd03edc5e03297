#include "engine/access/matrix.hpp"

#include <boost/mp11.hpp>

namespace atranka::access {

namespace {

template <class Enum>
std::string name_of(Enum one) {
    std::string name = boost::describe::enum_to_string(one, "?");
    for (char& c : name)
        if (c == '_') c = ' ';
    return name;
}

template <class Enum>
std::vector<Enum> all_of() {
    std::vector<Enum> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto one) { all.push_back(one.value); });
    return all;
}

struct Meaning {
    When when;
    const char* sentence;
};
constexpr Meaning meanings[] = {
    {When::always, "whatever state it is in"},
    {When::own_turn, "it is the lead who has to act, or it was the lead who brought it where it is"},
    {When::offered, "it stands at an offer, and notice was served where the step asks for it"},
    {When::announced, "it came to its outcome, and notice was served or it was the lead's own doing"},
    {When::declared, "the expert declared no interest, or one that was cleared, and is not out again"},
    {When::opened, "and opened the application, which is an entry of the log"},
    {When::submitted, "and submitted their review"},
    {When::acquainted,
     "and the definition hides experts from each other no longer than that (`blind: none`)"},
    {When::unblinded, "the definition does not hide applicants from experts (`blind: both` does)"},
    {When::published, "it was awarded, and that was announced"},
};

std::string when_of(const Policy& policy, Relation relation, Field field) {
    std::string cell;
    for (const When when : all_of<When>())
        if (grants(policy, relation, field, when)) cell += (cell.empty() ? "" : ", or ") + name_of(when);
    return cell.empty() ? "–" : cell;
}

}  // namespace

std::string matrix(const Policy& policy) {
    std::string page =
        "# Who may read and give what\n\n"
        "Printed from `engine/access/policy.cpp`; a test compares it. What no line grants is refused, and "
        "what "
        "a viewer may\nnot see is answered like what does not exist.\n\n"
        "## Reading an application\n\n"
        "By relation to that application, the strictest that holds: its lead, an expert who was asked to "
        "review "
        "it, staff (a role\nthat the definition gives work to), an auditor, and everybody else (`none`; "
        "administrators too). Each cell says under which\ncircumstances.\n\n| field |";
    const auto relations = all_of<Relation>();
    for (const Relation relation : relations) page += " " + name_of(relation) + " |";
    page += "\n|---|";
    for (std::size_t i = 0; i < relations.size(); ++i) page += "---|";
    for (const Field field : all_of<Field>()) {
        page += "\n| " + name_of(field) + " |";
        for (const Relation relation : relations) page += " " + when_of(policy, relation, field) + " |";
    }
    page += "\n\n| circumstance | means |\n|---|---|\n";
    for (const Meaning& meaning : meanings)
        page += "| " + name_of(meaning.when) + " | " + meaning.sentence + " |\n";
    page +=
        "\n## Reading what was asked about a call\n\n"
        "| what | everybody | who asked it | staff, auditor |\n|---|---|---|---|\n"
        "| a question as it was published, its answer, and when, in every version | always | always | always "
        "|\n"
        "| a question as it was asked, and when, published or not | – | always | always |\n"
        "| who asked it, who answered it, its number | – | – | always |\n"
        "\n## Giving a command\n\n"
        "Who may try it; whoever leads or reviews an application does nothing else with it, and auditors "
        "nothing "
        "at all. The decision\nitself still asks for stages, deadlines and second persons.\n\n"
        "| command | by |\n|---|---|\n";
    for (const Licence& licence : policy.licences)
        page += "| `" + std::string{licence.command} + "` | " + name_of(licence.giver) + " |\n";
    return page;
}

}  // namespace atranka::access
