#include "adapters/cli/program.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"

namespace atranka::cli {

namespace {

int persons(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    Value::List answers;
    Table table{{"PERSON", "ROLES"}};
    for (const service::PersonRow& row : reading.persons()) {
        answers.push_back(kernel::encode(row));
        table.add({row.person, row.roles});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.text());
    return ok;
}

int reviews(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const service::ReviewQuery query{arguments.text("call"), arguments.text("application"),
                                     arguments.text("step"), arguments.text("expert")};
    reading.must_know(query.call);
    Value::List answers;
    Table table{{"APPLICATION", "STEP", "EXPERT", "STAGE", "TOTAL", "SUBMITTED (UTC)"}};
    for (const service::ReviewRow& row : reading.reviews(query)) {
        answers.push_back(kernel::encode(row));
        table.add({row.application, row.step, row.expert, row.stage, row.total, shown(row.submitted)});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? "no review fits" : table.text());
    return ok;
}

}  // namespace

std::vector<Verb> list_verbs() {
    return {{"person",
             "list",
             "Everybody who is registered, with their roles.",
             "atranka person list\n  atranka person list --as-of instance#40",
             {as_of_option},
             persons},
            {"review",
             "list",
             "Who reviews what, and how far they are.",
             "atranka review list --call c-2026 --expert e-1",
             {{"call", "--call", "of this call", "CALL"},
              {"application", "--application", "of this application", "APPLICATION"},
              {"step", "--step", "in this step", "STEP"},
              {"expert", "--expert", "of this expert", "PERSON"},
              as_of_option},
             reviews}};
}

}  // namespace atranka::cli
