#include "adapters/cli/sample.hpp"

#include "adapters/cli/exports.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/wording.hpp"
#include "adapters/export/checklist.hpp"
#include "engine/kernel/text.hpp"
#include "engine/ledger/hash.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <charconv>

namespace atranka::cli {

namespace {

using exporting::BudgetLine;
using exporting::Checklist;
using exporting::Dossiers;
using exporting::Line;
using exporting::Verdict;

constexpr std::size_t seed_bytes_max = 200;
constexpr std::size_t sample_max = 100'000;

std::size_t size_of(const Arguments& arguments) {
    const std::string text = arguments.has("n") ? arguments.text("n") : "20";
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n == 0 || n > sample_max)
        throw Stop{usage, "--n is a whole number from 1 to " + std::to_string(sample_max) + ", not " + text};
    return n;
}

// Something that can be typed again, by a person and into another tool.
std::string seed_of(const Arguments& arguments) {
    const std::string seed = arguments.text("seed");
    if (seed.empty())
        throw Stop{usage,
                   "--seed is needed: a value that nobody could choose, such as the lottery numbers of a "
                   "date that was named before"};
    if (seed.size() > seed_bytes_max)
        throw Stop{usage, "--seed has at most " + std::to_string(seed_bytes_max) + " bytes"};
    const bool plain = std::ranges::all_of(seed, [](char c) { return c >= ' ' && c <= '~' && c != '\''; });
    if (!plain)
        throw Stop{usage,
                   "--seed is of printable ASCII without apostrophes, so that it can be typed into other "
                   "tools"};
    return seed;
}

Value tree_of(const Checklist& list, const Drawn& drawn, const Dossiers& dossiers) {
    Value::List lines, budget;
    for (const Line& line : list.lines) {
        Value::List entries;
        for (const std::int64_t entry : line.entries)
            entries.push_back(Value::object({{"entry", entry}, {"leaf_hash", dossiers.hash(entry)}}));
        lines.push_back(Value::object({{"what", line.what},
                                       {"verdict", exporting::text_of(line.verdict)},
                                       {"detail", line.detail},
                                       {"entries", std::move(entries)}}));
    }
    for (const BudgetLine& line : list.budget) {
        Value tree = Value::object({{"when", line.when},
                                    {"entry", line.entry},
                                    {"leaf_hash", dossiers.hash(line.entry)},
                                    {"budget", line.budget.text()},
                                    {"committed_before", line.before.text()},
                                    {"award", line.award.text()},
                                    {"left_after", line.left.text()}});
        if (line.kept) tree.set("kept_for_appeals", line.kept->text());
        if (!line.envelope.empty()) {
            tree.set("envelope", line.envelope);
            tree.set("left_in_envelope", line.left_in_envelope->text());
        }
        budget.push_back(std::move(tree));
    }
    return Value::object({{"application", list.application},
                          {"key", drawn.key},
                          {"amount", list.amount.text()},
                          {"order", list.order},
                          {"decided", list.decided.text()},
                          {"checklist", std::move(lines)},
                          {"budget", std::move(budget)}});
}

std::string numbered(const std::set<std::int64_t>& entries) {
    if (entries.empty()) return {};
    std::string all = entries.size() == 1 ? " [entry " : " [entries ";
    bool first = true;
    for (const std::int64_t entry : entries) {
        all += (first ? "" : ", ") + std::to_string(entry);
        first = false;
    }
    return all + "]";
}

void say(Program& program, const Checklist& list, const Drawn& drawn, std::size_t place) {
    program.say(fmt::format("\n{}. {}: {} on {}{}  (key {}…)", place, list.application, list.amount.text(),
                            shown(list.decided).substr(0, 10),
                            list.order.empty() ? std::string{} : ", order " + list.order,
                            drawn.key.substr(0, 16)));
    for (const Line& line : list.lines)
        program.say(wrapped(fmt::format("   {:<6}  {}: ", exporting::text_of(line.verdict), line.what),
                            line.detail + numbered(line.entries), 11));
    for (const BudgetLine& line : list.budget)
        program.say(
            wrapped("   money   " + line.when + ": ",
                    fmt::format("budget {}, committed before {}, this award {}, left {}{} [entry {}]",
                                line.budget.text(), line.before.text(), line.award.text(), line.left.text(),
                                line.kept ? " (" + line.kept->text() + " kept for appeals)" : std::string{},
                                line.entry),
                    11));
    program.say(fmt::format("   {} ok, {} not ok, {} not applicable", list.count(Verdict::ok),
                            list.count(Verdict::not_ok), list.count(Verdict::not_applicable)));
}

int sample(Program& program, const Verb&, const Arguments& arguments) {
    const std::size_t n = size_of(arguments);
    const std::string seed = seed_of(arguments);
    Reading reading{program, arguments};
    const call::State call = whole_call(reading, arguments.text("call"), "the sample");
    const auto definition = reading.definition_of(call.id);

    service::ApplicationQuery query;
    query.call = call.id.text;
    std::vector<std::string> awards;
    for (const service::ApplicationRow& row : reading.applications(query)) {
        const definition::Outcome* outcome = definition->outcome(row.outcome);
        if (!row.granted.empty() || (outcome != nullptr && outcome->awarded))
            awards.push_back(row.application);
    }
    std::vector<Drawn> all = draw(seed, call.id.text, awards);
    const std::vector<Drawn> drawn{all.begin(), all.begin() + std::ptrdiff_t(std::min(n, all.size()))};

    std::vector<std::string> ids;
    for (const Drawn& one : drawn) ids.push_back(one.application);
    Dossiers dossiers{ids};
    const auto told = exporting::tell(
        program.store(), call.id,
        [&](const exporting::Told& one, service::Folded& after) { dossiers.add(one, after, call.id); });
    if (!told)
        throw Stop{bad_data, told.error().text() + "; no sample was drawn, `atranka audit replay` says more"};
    const auto beside = [&](const std::string& hash) { return program.store().beside(hash); };
    std::vector<Checklist> lists;
    for (const Drawn& one : drawn)
        lists.push_back(exporting::checklist_of(*definition, dossiers.of(one.application), beside));

    if (program.json()) {
        Value::List population, sampled;
        for (const Drawn& one : all)
            population.push_back(Value::object({{"application", one.application}, {"key", one.key}}));
        for (std::size_t i = 0; i < lists.size(); ++i)
            sampled.push_back(tree_of(lists[i], drawn[i], dossiers));
        program.answer(Value::object(
            {{"call", call.id.text},
             {"seed", seed},
             {"n", static_cast<std::int64_t>(n)},
             {"method",
              "the n smallest of HMAC-SHA-256(key = seed, message = call id, 0x00, application id)"},
             {"entry", dossiers.head()},
             {"leaf_hash", dossiers.hash(dossiers.head())},
             {"awards", std::move(population)},
             {"sample", std::move(sampled)}}));
        return ok;
    }
    if (all.empty()) {
        program.say("no award was decided in " + call.id.text + ": there is nothing to draw from");
        return ok;
    }
    program.say(fmt::format("{} of {} awards of {}, by the seed '{}', as of entry {} (leaf {}…)",
                            drawn.size(), all.size(), call.id.text, seed, dossiers.head(),
                            dossiers.hash(dossiers.head()).substr(0, 16)));
    if (n > all.size())
        program.say(
            fmt::format("{} were asked for: there are only {}, and all of them are here", n, all.size()));
    program.say("The smallest keys are drawn. To work out one of them:");
    program.say(fmt::format("  printf '{}\\000{}' | openssl dgst -sha256 -hmac '{}'", call.id.text,
                            drawn.front().application, seed));
    for (std::size_t i = 0; i < lists.size(); ++i) say(program, lists[i], drawn[i], i + 1);
    return ok;
}

}  // namespace

std::vector<Drawn> draw(const std::string& seed, const std::string& call,
                        const std::vector<std::string>& applications) {
    std::vector<Drawn> all;
    for (const std::string& application : applications)
        all.push_back(
            {application, ledger::hex(ledger::hmac_sha256(seed, call + std::string(1, '\0') + application))});
    std::ranges::sort(all, {}, &Drawn::key);
    return all;
}

std::vector<Verb> sample_verbs() {
    return {
        {"audit",
         "sample",
         "Draw awards that anyone can draw again, each with its checklist and the money at that moment.",
         "atranka audit sample c-2026 --seed '2026-11-20 4 8 15 16 23 42' --n 20\n\n"
         "How it draws: an award is an application that was granted, whatever became of the offer. Its key\n"
         "is HMAC-SHA-256 with the seed as key, over the call's id, a zero byte and the application's id;\n"
         "the n awards with the smallest keys (in hexadecimal, compared as text) are the sample. Two keys\n"
         "are never equal. Anyone works a key out with\n"
         "  printf 'CALL\\000APPLICATION' | openssl dgst -sha256 -hmac 'SEED'\n"
         "and finds all awards and keys under --json. Take a seed that nobody could choose, from a public\n"
         "event that was named beforehand: whoever chooses the seed could choose the sample.\n\n"
         "Checklist: ok, not ok, or n.a. where the call asks for no such thing or it has not come to pass,\n"
         "with the entries of the call's log that show it.",
         {{"call", "CALL", "the call", "", Takes::one, true},
          {"seed", "--seed", "printable ASCII, without apostrophes", "TEXT"},
          {"n", "--n", "how many awards; 20 if it is not given", "NUMBER"}},
         sample}};
}

}  // namespace atranka::cli
