#include "adapters/cli/mapping.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"

#include <fmt/core.h>
#include <set>

namespace atranka::cli {

namespace {

std::optional<std::map<std::string, Decimal>> scores_of(const std::string& file, const Value& typed,
                                                        const RowReader& reader, Faults& faults) {
    std::map<std::string, Decimal> scores;
    bool fits = true;
    for (const auto& [criterion, text] : typed.as_object()) {
        const auto score = Decimal::parse(text.as_text());
        if (score) {
            scores.emplace(criterion, *score);
            continue;
        }
        fits = false;
        const auto cell = reader.from().find(criterion);
        faults.add(file, cell == reader.from().end() ? Cell{} : cell->second,
                   criterion + ": " + text.as_text() + " is not an exact decimal");
    }
    return fits ? std::optional{std::move(scores)} : std::nullopt;
}

std::map<std::string, std::string> texts_of(const Value& object) {
    std::map<std::string, std::string> texts;
    for (const auto& [name, text] : object.as_object()) texts.emplace(name, text.as_text());
    return texts;
}

void add_applications(std::vector<RowCommand>& commands, const std::string& file, const CallId& call,
                      const ApplicationMap& map, Faults& faults) {
    const Csv csv = read_rows(file, faults);
    std::map<std::string, Value> seen;
    for (const auto& row : csv.rows) {
        RowReader reader{file, csv, row, faults};
        application::ImportApplication command;
        command.application = {reader.text("application", map.id)};
        command.call = call;
        command.round = {reader.text("round", map.round)};
        command.step = reader.text("step", map.step);
        command.facts = reader.object(map.facts);
        command.claimed = reader.object(map.claimed);
        command.texts = reader.object(map.texts);
        if (!reader.fits()) continue;
        const std::string id = command.application.text;
        const Value spelled = kernel::encode(command);
        if (const auto [it, fresh] = seen.emplace(id, spelled); !fresh) {
            if (!map.repeated || it->second != spelled)
                faults.add(
                    file, row.front(),
                    map.repeated ? id + " has other facts here than before" : id + " comes a second time");
            continue;
        }
        commands.push_back({file, row.front(), reader.from(), {}, id, service::Command{std::move(command)}});
    }
}

void add_reviews(std::vector<RowCommand>& commands, const std::string& file, const ReviewMap& map,
                 Faults& faults) {
    const Csv csv = read_rows(file, faults);
    std::vector<RowCommand> closing;
    std::set<std::pair<std::string, std::string>> closed;
    for (const auto& row : csv.rows) {
        RowReader reader{file, csv, row, faults};
        application::ImportReview command;
        command.application = {reader.text("application", map.application)};
        command.expert = {reader.text("expert", map.expert)};
        command.step = reader.text("step", map.step);
        const auto scores = scores_of(file, reader.object(map.scores), reader, faults);
        command.comments = texts_of(reader.object(map.comments));
        if (!reader.fits() || !scores) continue;
        command.scores = *scores;
        const std::string id = command.application.text;
        if (map.close && closed.emplace(id, command.step).second) {
            application::CloseImportedReview close{command.application, command.step};
            closing.push_back({file, row.front(), {}, id, {}, service::Command{std::move(close)}});
        }
        commands.push_back({file, row.front(), reader.from(), id, {}, service::Command{std::move(command)}});
    }
    for (RowCommand& close : closing) commands.push_back(std::move(close));
}

int import_call(Program& program, const Verb&, const Arguments& arguments) {
    program.actor();
    const CallId call = Reading{program, arguments}.call(arguments.text("call")).id;
    const Mapping mapping = read_mapping(arguments.text("map"));
    Faults faults;
    std::vector<RowCommand> commands;
    add_applications(commands, arguments.text("applications"), call, mapping.applications, faults);
    const std::size_t applications = commands.size();
    if (arguments.has("reviews")) {
        if (!mapping.reviews) throw Stop{bad_data, arguments.text("map") + " says nothing of reviews"};
        add_reviews(commands, arguments.text("reviews"), *mapping.reviews, faults);
    }
    const std::string what = fmt::format("{} applications", applications);
    return give_all(program, arguments, std::move(commands), true, faults, what);
}

}  // namespace

std::vector<Verb> import_verbs() {
    return {{"call",
             "import",
             "Applications and reviews of an older system from CSV, in one transaction, or every bad row by "
             "line and column.",
             "atranka call import c-2019 --applications a.csv --reviews r.csv --map map.yaml --as officer\n"
             "\nThe mapping says which column is which fact:\n"
             "  applications:\n"
             "    id: {column: Number, lower: true, prefix: a-}\n"
             "    round: {value: r1}\n"
             "    step: {value: review}\n"
             "    repeated: true          # several rows speak of one application\n"
             "    facts:\n"
             "      title: Title          # the column of that name\n"
             "      kind: {column: Kind, words: {Std: standard, Pil: pilot}}\n"
             "    claimed: {received: Received on}\n"
             "  reviews:\n"
             "    application: {column: Number, lower: true, prefix: a-}\n"
             "    expert: {column: Reviewer, prefix: r-}\n"
             "    step: {value: review}\n"
             "    scores: {overall: Overall}\n"
             "    close: true             # aggregate once all are in",
             {{"call", "CALL", "the call, drafted with its rounds", "", Takes::one, true},
              {"applications", "--applications", "one application a row", "FILE", Takes::one, true},
              {"reviews", "--reviews", "one review a row", "FILE"},
              {"map", "--map", "which column is which fact (YAML)", "FILE", Takes::one, true},
              {"dry-run", "--dry-run", "check every row, and record nothing", "", Takes::nothing}},
             import_call}};
}

}  // namespace atranka::cli
