// What of people is kept, why and how long, and what is due to be erased.

#include "engine/service/privacy.hpp"

#include "adapters/cli/program.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "engine/service/acting.hpp"

#include <fmt/core.h>
#include <algorithm>

namespace atranka::cli {

namespace {

using registry::Hold;

void for_keepers(Program& program, const std::string& person) {
    const registry::Person reader = service::acting(program.service().states(), program.actor());
    const bool is_keeper = std::ranges::any_of(
        std::initializer_list<const char*>{"data_protection_officer", "administrator", "auditor"},
        [&](const char* role) { return reader.has_role("*", role, program.now()); });
    if (!is_keeper && program.actor().text != person)
        throw Stop{no_permission,
                   "what is kept of whom is for data protection officers, administrators and "
                   "auditors, and for the person"};
}

// The hold of that category that lasts longest; null where there is none.
const Hold* longest(const std::vector<Hold>& holds, const std::string& category) {
    const Hold* found = nullptr;
    for (const Hold& hold : holds) {
        if (hold.category != category) continue;
        if (found == nullptr || (found->until && (!hold.until || *found->until < *hold.until))) found = &hold;
    }
    return found;
}

std::string end_of(const Hold* hold, Instant now) {
    if (hold == nullptr) return "no period";
    if (!hold->until) return "no end yet";
    return (*hold->until <= now ? "ended " : "until ") + hold->until->text().substr(0, 10);
}

Value tree_of(const service::KeptRow& row, const Hold* hold) {
    Value tree = kernel::encode(row);
    if (hold == nullptr) return tree;
    tree.set("basis", hold->basis);
    if (hold->until) tree.set("until", hold->until->text());
    return tree;
}

int tell(Program& program, const std::vector<std::pair<service::KeptRow, std::optional<Hold>>>& rows,
         const std::string& nothing) {
    Value::List answers;
    Table table{{"PERSON", "CATEGORY", "PARTS", "KEPT", "BASIS"}};
    for (const auto& [row, hold] : rows) {
        const Hold* one = hold ? &*hold : nullptr;
        answers.push_back(tree_of(row, one));
        table.add({row.person, row.category, std::to_string(row.parts), end_of(one, program.now()),
                   one == nullptr ? "" : one->basis});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? nothing : table.text());
    return ok;
}

int holds(Program& program, const Verb&, const Arguments& arguments) {
    const std::string person = arguments.text("person");
    for_keepers(program, person);
    if (program.service().states().person({person}).version == 0)
        throw Stop{bad_data, "nobody is registered as " + person};
    const auto all = service::holds_of(program.service().states(), {person});
    std::vector<std::pair<service::KeptRow, std::optional<Hold>>> rows;
    for (service::KeptRow& row : program.store().kept()) {
        if (row.person != person) continue;
        const Hold* hold = longest(all, row.category);
        rows.emplace_back(std::move(row), hold == nullptr ? std::nullopt : std::optional{*hold});
    }
    return tell(program, rows, "nothing private of " + person + " is kept");
}

// Whatever nothing asks to be kept any longer. Whoever never took part in anything has no period to end.
int due(Program& program, const Verb&, const Arguments&) {
    for_keepers(program, {});
    std::vector<std::pair<service::KeptRow, std::optional<Hold>>> rows;
    std::string person;
    std::vector<Hold> all;
    for (service::KeptRow& row : program.store().kept()) {
        if (row.person != person) {
            person = row.person;
            all = service::holds_of(program.service().states(), {person});
        }
        const Hold* hold = longest(all, row.category);
        if (hold != nullptr && hold->until && *hold->until <= program.now())
            rows.emplace_back(std::move(row), *hold);
    }
    return tell(program, rows, "nothing is due to be erased");
}

}  // namespace

std::vector<Verb> privacy_verbs() {
    return {{"privacy",
             "holds",
             "What is kept of a person, by category, until when and why.",
             "atranka privacy holds ann --as dpo",
             {{"person", "PERSON", "the person", "", Takes::one, true}},
             holds},
            {"privacy",
             "due",
             "Everything whose retention period has ended: what to erase.",
             "atranka privacy due --as dpo",
             {},
             due}};
}

}  // namespace atranka::cli
