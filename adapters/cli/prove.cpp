#include "adapters/cli/prove.hpp"

#include "adapters/cli/compare_definitions.hpp"
#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/solver/z3.hpp"
#include "adapters/system/system.hpp"
#include "engine/definition/calendar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace atranka::cli {

proof::Report proven(const definition::Definition& definition, Instant now) {
    definition::Calendar calendar = definition.calendar;
    if (calendar.offsets.empty()) {
        // As a call is drafted with it: adapters/system/resolve.cpp.
        const int year = static_cast<int>(definition::local_time(calendar, now).day.year());
        constexpr int before = 2, after = 11, last = 2037;
        const int from = std::min(year - before, last), to = std::min(year + after, last);
        if (auto offsets = system::resolve_calendar(calendar.zone, from, to))
            calendar.offsets = std::move(*offsets);
        if (calendar.name == "lithuania")
            for (int y = from; y <= to; ++y)
                for (const Day day : definition::lithuanian_holidays(y)) calendar.holidays.push_back(day);
    }
    solver::Z3 solver;
    return proof::prove(definition, calendar, solver);
}

namespace {

struct Seen {
    std::string file;
    Linted linted;
    std::optional<proof::Report> report;

    bool is_sound() const { return linted.definition && (!report || !report->has_errors()); }
    std::vector<proof::Finding> findings() const {
        std::vector<proof::Finding> all;
        for (const definition::Problem& problem : linted.problems) all.push_back({problem, {}});
        if (report) all.insert(all.end(), report->findings.begin(), report->findings.end());
        return all;
    }
};

const definition::Node* item(const definition::Node& list, std::string_view number) {
    std::size_t index = 0;
    std::from_chars(number.data(), number.data() + number.size(), index);
    return list.is_list() && index < list.items.size() ? &list.items[index] : nullptr;
}

// Of what a proof was given no place: as far into the document as the path leads.
void place(definition::Problem& problem, const definition::Node& document) {
    if (problem.position.line > 0) return;
    const definition::Node* node = &document;
    std::string_view path = problem.path;
    while (node != nullptr && !path.empty()) {
        problem.position = node->position;
        const bool is_item = path.front() == '[';
        path.remove_prefix(is_item || path.front() == '.' ? 1 : 0);
        const std::size_t end = std::min(path.find_first_of(is_item ? "]" : ".["), path.size());
        node = is_item ? item(*node, path.substr(0, end)) : node->find(path.substr(0, end));
        path.remove_prefix(std::min(end + (is_item ? 1 : 0), path.size()));
    }
    if (node != nullptr) problem.position = node->position;
}

Seen seen(Program& program, const std::string& file) {
    Seen one{file, lint_file(file), std::nullopt};
    if (!one.linted.definition) return one;
    one.report = proven(*one.linted.definition, program.now());
    for (proof::Finding& finding : one.report->findings) place(finding.problem, one.linted.document);
    for (definition::Problem& note : one.report->if_roles_change) place(note, one.linted.document);
    std::ranges::stable_sort(one.report->findings, {},
                             [](const proof::Finding& finding) { return finding.problem.position; });
    return one;
}

bool is_error(const definition::Problem& problem) { return problem.severity == definition::Severity::error; }

// What is possible only if roles change; then what could not be decided, which has no place of its own.
std::vector<definition::Problem> notes(const Seen& one) {
    if (!one.report) return {};
    std::vector<definition::Problem> all = one.report->if_roles_change;
    for (const std::string& what : one.report->unknown) {
        definition::Problem& note = all.emplace_back();
        note.code = "not-decided";
        note.message = what;
    }
    return all;
}

// Findings, then notes; an end only where what is at fault has one.
Value tree_of(const Seen& one) {
    Value::List answers;
    for (const proof::Finding& finding : one.findings()) {
        const definition::Problem& problem = finding.problem;
        Value answer = Value::object(
            {{"file", one.file}, {"line", problem.position.line}, {"column", problem.position.column}});
        if (problem.end.line > 0) {
            answer.set("end_line", problem.end.line);
            answer.set("end_column", problem.end.column);
        }
        answer.set("severity", is_error(problem) ? "error" : "warning");
        answer.set("code", problem.code);
        answer.set("path", problem.path);
        answer.set("message", problem.message);
        answer.set("mend", problem.mend);
        if (const std::string scenario = proof::scenario_text(finding, one.file); !scenario.empty())
            answer.set("scenario", scenario);
        answers.push_back(std::move(answer));
    }
    for (const definition::Problem& note : notes(one))
        answers.push_back(Value::object({{"file", one.file},
                                         {"line", std::max(note.position.line, 1)},
                                         {"column", std::max(note.position.column, 1)},
                                         {"severity", "note"},
                                         {"code", note.code},
                                         {"path", note.path},
                                         {"message", note.message},
                                         {"mend", note.mend}}));
    return answers;
}

// SARIF 2.1.0, as code scanners of continuous integration read it.
class Sarif {
public:
    void add(const Seen& one) {
        for (const proof::Finding& finding : one.findings()) {
            const definition::Problem& p = finding.problem;
            add(one.file, p, is_error(p) ? "error" : "warning");
        }
        for (const definition::Problem& note : notes(one)) add(one.file, note, "note");
    }
    Value log() {
        Value driver = Value::object({{"name", "atranka"}, {"rules", std::move(rules_)}});
        Value run = Value::object(
            {{"tool", Value::object({{"driver", std::move(driver)}})}, {"results", std::move(results_)}});
        return Value::object({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                              {"version", "2.1.0"},
                              {"runs", Value::List{std::move(run)}}});
    }

private:
    void add(const std::string& file, const definition::Problem& p, const char* level) {
        if (named_.insert(p.code).second) {
            const std::string lesson = proof::teaching(p.code);
            rules_.push_back(Value::object(
                {{"id", p.code},
                 {"shortDescription", Value::object({{"text", p.code}})},
                 {"fullDescription", Value::object({{"text", lesson.empty() ? p.mend : lesson}})}}));
        }
        Value region = Value::object({{"startLine", std::int64_t{std::max(p.position.line, 1)}},
                                      {"startColumn", std::int64_t{std::max(p.position.column, 1)}}});
        if (p.end.line > 0) {
            region.set("endLine", p.end.line);
            region.set("endColumn", p.end.column);
        }
        Value place = Value::object(
            {{"artifactLocation", Value::object({{"uri", file}})}, {"region", std::move(region)}});
        results_.push_back(Value::object(
            {{"ruleId", p.code},
             {"level", level},
             {"message", Value::object({{"text", p.message + (p.mend.empty() ? "" : " Mend: " + p.mend)}})},
             {"locations", Value::List{Value::object({{"physicalLocation", std::move(place)}})}}}));
    }

    Value::List rules_, results_;
    std::set<std::string> named_;
};

std::string indented(const std::string& text) {
    std::string out = "    ";
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '\n' && i + 1 < text.size()) out += "    ";
    }
    while (out.ends_with('\n')) out.pop_back();
    return out;
}

void tell(Program& program, const Seen& one, const std::string& folder) {
    int number = 0;
    for (const proof::Finding& finding : one.findings()) {
        program.say(fault_text(one.file, finding.problem));
        if (const std::string shown = underlined(one.linted.text, finding.problem); !shown.empty())
            program.say(shown);
        const std::string scenario = proof::scenario_text(finding, one.file);
        if (scenario.empty()) continue;
        if (folder.empty()) {
            program.say(indented(scenario));
        } else {
            const std::string name = fmt::format("{}/{:02}-{}.yaml", folder, ++number, finding.problem.code);
            write_text(name, scenario);
            program.say("    atranka scenario run " + name);
        }
    }
    if (!one.linted.definition) return;
    const definition::Definition& d = *one.linted.definition;
    program.say(fmt::format("{}: {}: {} version {}, {} steps, {} forms, {} rubrics", one.file,
                            one.is_sound() ? "sound" : "not sound", d.workflow, d.version, d.steps.size(),
                            d.forms.size(), d.rubrics.size()));
    program.say(fmt::format("{}: {}", one.file, proof::summary(*one.report)));
    for (const proof::Excused& excused : one.report->on_purpose) {
        const definition::Problem& problem = excused.finding.problem;
        program.say(fmt::format("{}: on purpose: {} at {}: {} Because: {}", one.file, problem.code,
                                problem.path, problem.message, excused.because));
    }
    for (const definition::Problem& note : one.report->if_roles_change)
        program.say(fmt::format("{}:{}:{}: note {}: {}: {} Mend: {}", one.file, note.position.line,
                                note.position.column, note.code, note.path, note.message, note.mend));
    for (const std::string& what : one.report->unknown)
        program.say(fmt::format("{}: not decided: {}", one.file, what));
    std::string people;
    for (const auto& [role, count] : one.report->people)
        people += fmt::format("{}{} {}", people.empty() ? "" : ", ", role, count);
    if (!people.empty()) program.say(fmt::format("{}: needs at least: {}", one.file, people));
}

int explain(Program& program, const std::string& code) {
    const std::string lesson = proof::teaching(code);
    if (lesson.empty()) {
        std::string all;
        for (const std::string& one : proof::codes()) all += (all.empty() ? "" : ", ") + one;
        throw Stop{usage, "there is no page on " + code + "; there is one on " + all};
    }
    if (program.json())
        program.answer(Value::object({{"code", code}, {"text", lesson}}));
    else
        program.say(code + "\n" + lesson);
    return ok;
}

int lint(Program& program, const Verb&, const Arguments& arguments) {
    if (arguments.has("explain")) return explain(program, arguments.text("explain"));
    const std::vector<std::string>& files = arguments.all("files");
    if (files.empty()) throw Stop{usage, "name a workflow file, or a code with --explain"};
    std::vector<Seen> all;
    bool sound = true;
    for (const std::string& file : files) {
        all.push_back(seen(program, file));
        sound = sound && all.back().is_sound();
    }
    if (arguments.is_on("sarif")) {
        Sarif sarif;
        for (const Seen& one : all) sarif.add(one);
        program.answer(sarif.log());
        return sound ? ok : bad_data;
    }
    if (program.json()) {
        Value::List answers;
        for (const Seen& one : all) {
            const Value told = tree_of(one);
            answers.insert(answers.end(), told.as_list().begin(), told.as_list().end());
        }
        program.answer(answers);
        return sound ? ok : bad_data;
    }
    for (const Seen& one : all) tell(program, one, arguments.text("scenarios"));
    // Two versions of one definition are compared.
    if (all.size() == 2 && all[0].linted.definition && all[1].linted.definition &&
        all[0].linted.definition->workflow == all[1].linted.definition->workflow)
        compare_versions(program, *all[0].linted.definition, all[1].linted.document,
                         *all[1].linted.definition, arguments);
    return sound ? ok : bad_data;
}

}  // namespace

std::vector<Verb> lint_verbs() {
    return {{"",
             "lint",
             "Every problem of a definition, with line, column and how to mend it; what can be proven of it, "
             "with\n"
             "counterexamples. Of two versions of one definition: what differs, and with --db which "
             "applications of\n"
             "its calls, or of one with --call, would have no place and whose outcome would differ.",
             "atranka lint workflow.yaml\natranka lint old.yaml new.yaml --db atranka.db --as officer-1\n"
             "atranka lint --explain money-over-the-cap",
             {{"files", "FILE", "workflow files", "", Takes::all, false},
              {"explain", "--explain", "teach what a code means", "CODE"},
              {"sarif", "--sarif", "answer in SARIF 2.1.0, for continuous integration", "", Takes::nothing},
              {"scenarios", "--scenarios", "write each counterexample's scenario to a file in this folder",
               "FOLDER"},
              {"call", "--call", "with two versions: the call whose applications are looked at", "CALL"}},
             lint}};
}

}  // namespace atranka::cli
