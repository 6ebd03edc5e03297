#include "adapters/cli/reading.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/words.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/kernel/text.hpp"
#include "engine/procedure/ranking.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

const call::Round& round_named(const call::State& call, const std::string& name) {
    std::vector<std::string> names;
    for (const call::Round& round : call.rounds) {
        if (round.id.text == name) return round;
        names.push_back(round.id.text);
    }
    const std::string near = nearest(name, names);
    throw Stop{bad_data, "call " + call.id.text + " has no round " + name +
                             (near.empty() ? "" : "; did you mean " + near + "?")};
}

const call::Selection& selection_of(const call::Round& round, const std::string& step) {
    if (const auto it = round.selections.find(step);
        it != round.selections.end() && !it->second.ranking.empty())
        return it->second;
    throw Stop{bad_data, "round " + round.id.text + " has no list of " + step +
                             " yet; `atranka selection rank` makes one"};
}

std::string worded(std::string text) {
    std::ranges::replace(text, '_', ' ');
    return text;
}

// The keys as the definition declares them; the lot has no value of its own.
std::vector<std::string> keys_of(const definition::Step& step) {
    std::vector<std::string> keys;
    for (const definition::OrderKey& key : step.selection->order)
        if (!key.is_lot) keys.push_back(key.source);
    return keys;
}

// Keys are told by their number, since an expression is wider than a column.
void tell(Program& program, const definition::Step& step, const std::vector<procedure::Row>& rows) {
    const bool pays = step.selection->fund.has_value();
    std::vector<std::string> head{"RANK", "APPLICATION"};
    const std::vector<std::string> keys = keys_of(step);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        head.push_back("KEY " + std::to_string(i + 1));
        program.say("  key " + std::to_string(i + 1) + ": " + keys[i]);
    }
    head.insert(head.end(), {"BY", "OUTCOME"});
    if (pays) head.insert(head.end(), {"AMOUNT", "LEFT"});
    Table table{head};
    for (const procedure::Row& row : rows) {
        std::vector<std::string> cells{std::to_string(row.rank), row.application.text};
        for (const std::string& key : keys) cells.push_back(short_text(row.keys.at(key)));
        const auto decided = std::ranges::find(keys, row.decided_by);
        cells.push_back(decided == keys.end() ? row.decided_by : std::to_string(decided - keys.begin() + 1));
        cells.push_back(row.outcome == "selected" ? row.outcome
                                                  : worded(row.outcome) + ", " + worded(row.reason));
        if (pays) cells.insert(cells.end(), {row.amount.text(), row.left.text()});
        table.add(std::move(cells));
    }
    program.say("  BY: the key that put it behind the one before");
    program.say("\n" + table.text());
}

bool is_of(const std::optional<service::Read>& read, const call::State& call, const std::string& round,
           const std::string& step) {
    const auto* command = read ? std::get_if<procedure::RankRound>(&read->envelope.command) : nullptr;
    return command != nullptr && command->call == call.id && command->round.text == round &&
           command->step == step;
}

// The lot of the list as it was ranked last; nothing where no place was decided by it.
std::optional<procedure::Lot> lot_of(Program& program, const Reading& reading, const call::State& call,
                                     const std::string& round, const std::string& step,
                                     const std::vector<procedure::Row>& rows) {
    if (std::ranges::find(rows, "lot", &procedure::Row::decided_by) == rows.end()) return std::nullopt;
    std::optional<procedure::Lot> lot;
    for (const service::Entry& entry : program.store().entries_of("call/" + call.id.text, 0))
        if (const auto read = service::envelope_of(entry);
            reading.holds(entry) && is_of(read, call, round, step))
            lot = procedure::lot_of(call, std::get<procedure::RankRound>(read->envelope.command));
    return lot;
}

void tell(Program& program, const procedure::Lot& lot, const std::vector<procedure::Row>& rows) {
    std::string by;
    for (const PersonId& person : lot.by) by += (by.empty() ? "" : ", ") + person.text;
    program.say("  Lot: from the secrets of " + by + " and the public value " + lot.public_value);
    program.say("  seed: " + lot.seed_text() + "\n    = SHA-256 of " + lot.hashed);
    program.say("  NUMBER: SHA-256 of the seed's 32 bytes and the application; a tie's smallest goes first");
    Table table{{"TIE", "APPLICATION", "NUMBER"}};
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (const auto [first, last] = procedure::drawn_tie(rows, i); last - first > 1)
            table.add({std::to_string(first + 1) + "–" + std::to_string(last), rows[i].application.text,
                       lot.number_of(rows[i].application)});
    program.say("\n" + table.text());
}

Value encoded(const procedure::Lot& lot, const std::vector<procedure::Row>& rows) {
    Value numbers = Value::object();
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (const auto [first, last] = procedure::drawn_tie(rows, i); last - first > 1)
            numbers.set(rows[i].application.text, lot.number_of(rows[i].application));
    return Value::object({{"by", kernel::encode(lot.by)},
                          {"public_value", lot.public_value},
                          {"hashed", lot.hashed},
                          {"seed", lot.seed_text()},
                          {"numbers", std::move(numbers)}});
}

int show(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const call::State call = reading.call(arguments.text("call"));
    reading.for_staff_of(call, "a ranked list");
    const std::string name = arguments.text("step");
    const definition::Step* step = reading.definition_of(call.id)->step(name);
    if (step == nullptr || !step->selection) throw Stop{bad_data, "the definition has no selection " + name};
    const call::Selection& selection = selection_of(round_named(call, arguments.text("round")), name);
    const auto beside = reading.states().beside(selection.ranking);
    if (!beside) throw Stop{bad_data, "the list of " + name + " cannot be read"};
    const auto rows = kernel::decode<std::vector<procedure::Row>>(*beside);
    if (!rows) throw Stop{bad_data, "the list of " + name + " cannot be read"};
    if (!rows->empty()) reading.for_staff(rows->front().application.text, "the list of a selection");
    reading.note(call);
    const auto lot = lot_of(program, reading, call, arguments.text("round"), name, *rows);
    if (program.json()) {
        Value answer = Value::object({{"stage", boost::describe::enum_to_string(selection.stage, "?")},
                                      {"ranking", selection.ranking},
                                      {"rows", kernel::encode(*rows)}});
        if (lot) answer.set("lot", encoded(*lot, *rows));
        program.answer(answer);
        return ok;
    }
    program.say("Selection " + name + " of round " + arguments.text("round") + ", call " + call.id.text +
                ": " + boost::describe::enum_to_string(selection.stage, "?") +
                (selection.confirmed ? " " + shown(selection.confirmed) + " UTC" : "") + ", " +
                std::to_string(rows->size()) + " applications");
    tell(program, *step, *rows);
    if (lot) tell(program, *lot, *rows);
    return ok;
}

}  // namespace

std::vector<Verb> selection_verbs() {
    return {{"selection",
             "show",
             "The list of a selection: places, the keys that decided, the cut and the money.",
             "atranka selection show c-2026 r1 ranking",
             {{"call", "CALL", "the call", "", Takes::one, true},
              {"round", "ROUND", "the round", "", Takes::one, true},
              {"step", "STEP", "the selection's step", "", Takes::one, true},
              as_of_option},
             show}};
}

}  // namespace atranka::cli
