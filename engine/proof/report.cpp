#include "engine/proof/report.hpp"

#include "engine/definition/purpose.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"

#include <algorithm>
#include <tuple>

namespace atranka::proof {

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out + "\"";
}

std::string counted(std::int64_t number) {
    std::string text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

// A form's value in YAML's flow style, which is JSON's.
std::string flow(const Value& value) {
    if (value.is_text()) return quoted(value.as_text());
    if (value.is_list()) {
        std::string text;
        for (const Value& one : value.as_list()) text += (text.empty() ? "" : ", ") + flow(one);
        return "[" + text + "]";
    }
    if (value.is_object()) {
        std::string text;
        for (const auto& [key, one] : value.as_object())
            if (!one.is_null()) text += (text.empty() ? "" : ", ") + key + ": " + flow(one);
        return "{" + text + "}";
    }
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_number()) return quoted(value.as_decimal().text());
    return "\"\"";
}

// Warnings that the definition expects go to their reasons; one that it expects in vain is a warning.
void excuse(const definition::Definition& definition, Report& report) {
    int number = 0;
    for (const definition::Purpose& purpose : definition::purposes_of(definition)) {
        const auto is_meant = [&](const Finding& finding) {
            return finding.problem.severity == definition::Severity::warning &&
                   finding.problem.code == purpose.finding &&
                   definition::holds(purpose, finding.problem.path);
        };
        std::size_t excused = 0;
        for (const Finding& finding : report.findings)
            if (is_meant(finding)) {
                report.on_purpose.push_back({finding, purpose.because});
                ++excused;
            }
        std::erase_if(report.findings, is_meant);
        const std::string path = "on_purpose[" + std::to_string(number++) + "]";
        if (excused == 0)
            report.findings.push_back(
                {{{},
                  "on-purpose-in-vain",
                  path,
                  "No warning `" + purpose.finding + "` is found at `" + purpose.at + "` to be excused.",
                  "Remove the entry, or correct its code and place; errors are not excused.",
                  definition::Severity::warning},
                 {}});
    }
}

}  // namespace

bool Report::has_errors() const { return definition::has_errors(problems()); }

std::vector<definition::Problem> Report::problems() const {
    std::vector<definition::Problem> all;
    for (const Finding& finding : findings) all.push_back(finding.problem);
    return all;
}

Report prove(const definition::Definition& definition, const definition::Calendar& calendar, Solver& solver,
             const Tables& tables) {
    Report report;
    Budgeted for_rules{solver}, for_money{solver};
    for (Found found : {prove_progress(definition, tables), prove_rules(definition, for_rules),
                        prove_money(definition, for_money), prove_separation(definition, tables),
                        prove_time(definition, calendar)}) {
        std::ranges::move(found.if_roles_change, std::back_inserter(report.if_roles_change));
        std::ranges::move(found.findings, std::back_inserter(report.findings));
        std::ranges::move(found.unknown, std::back_inserter(report.unknown));
        for (const auto& [what, count] : found.searched) report.searched[what] += count;
    }
    excuse(definition, report);
    std::ranges::stable_sort(report.findings, {}, [](const Finding& finding) {
        return std::tie(finding.problem.position, finding.problem.code, finding.problem.path);
    });
    report.people = people_needed(definition);
    return report;
}

std::string summary(const Report& report) {
    const auto count = [&](const char* what) {
        const auto found = report.searched.find(what);
        return counted(found == report.searched.end() ? 0 : found->second);
    };
    std::string text = "searched " + count("places") + " places and " + count("passages") + " passages; " +
                       count("combinations") + " combinations of roles, ties, stages and acts of " +
                       count("persons") + " persons, " + count("combinations with changes") +
                       " more where their roles change, " + count("fields") + " looks at fields; " +
                       count("formulas") + " formulas; " + count("moments") + " moments";
    if (!report.unknown.empty()) text += "; " + std::to_string(report.unknown.size()) + " not decided";
    return text;
}

Value tree_of(const Report& report, const std::string& definition_hash) {
    Value findings = Value::list(), on_purpose = Value::list();
    const auto found = [](const definition::Problem& p) {
        return Value::object({{"code", p.code}, {"path", p.path}, {"message", p.message}});
    };
    for (const Finding& finding : report.findings) {
        const definition::Problem& p = finding.problem;
        Value one = found(p);
        one.set("severity", p.severity == definition::Severity::error ? "error" : "warning");
        one.set("mend", p.mend);
        findings.push(std::move(one));
    }
    for (const Excused& excused : report.on_purpose) {
        Value one = found(excused.finding.problem);
        one.set("because", excused.because);
        on_purpose.push(std::move(one));
    }
    const auto texts = [](const std::vector<std::string>& of) {
        Value list = Value::list();
        for (const std::string& one : of) list.push(one);
        return list;
    };
    Value if_roles_change = Value::list();
    for (const definition::Problem& note : report.if_roles_change) if_roles_change.push(note.message);
    Value searched = Value::object();
    for (const auto& [what, number] : report.searched) searched.set(what, number);
    Value people = Value::object();
    for (const auto& [role, number] : report.people) people.set(role, std::int64_t{number});
    return Value::object({{"definition", definition_hash},
                          {"findings", std::move(findings)},
                          {"on_purpose", std::move(on_purpose)},
                          {"if_roles_change", std::move(if_roles_change)},
                          {"searched", std::move(searched)},
                          {"undecided", texts(report.unknown)},
                          {"people", std::move(people)}});
}

std::string hash_of(const Report& report, const std::string& definition_hash) {
    return ledger::hex(ledger::sha256(ledger::canonical(tree_of(report, definition_hash))));
}

std::string scenario_text(const Finding& finding, const std::string& definition_file) {
    const Scenario& scenario = finding.scenario;
    if (scenario.moves.empty()) return {};
    std::string text =
        "scenario: " + quoted(scenario.title) + "\ndefinition: " + quoted(definition_file) + "\n";
    if (!scenario.day.empty()) text += "day: " + scenario.day + "\n";
    if (!scenario.people.empty()) {
        text += "people:\n";
        for (const auto& [name, roles] : scenario.people) {
            std::string list;
            for (const std::string& role : roles) list += (list.empty() ? "" : ", ") + quoted(role);
            text += "  " + name + ": [" + list + "]\n";
        }
    }
    for (const auto& [heading, values] :
         {std::pair{"parameters:\n", &scenario.parameters}, {"form:\n", &scenario.form}}) {
        if (!values->empty()) text += heading;
        for (const auto& [name, value] : *values) text += "  " + name + ": " + flow(value) + "\n";
    }
    text += "play:\n";
    for (const Move& move : scenario.moves) {
        switch (move.kind) {
            case Move::Kind::bring: text += "  - {bring: " + move.application + ", to: " + move.step; break;
            case Move::Kind::command:
                text += "  - {who: " + move.person + ", gives: " + move.what + ", in: " + move.step;
                break;
            case Move::Kind::read:
                text += "  - {who: " + move.person + ", reads: " + move.what + ", in: " + move.step;
                break;
            case Move::Kind::ask:
            case Move::Kind::table:
                text += move.kind == Move::Kind::table
                            ? "  - {table: " + move.what
                            : "  - {asks: " + quoted(move.what) + ", in: " + move.step;
                if (!move.given.is_null()) text += ", given: " + flow(move.given);
                text += ", is: " + quoted(move.value) + "}\n";
                continue;
            case Move::Kind::stay: text += "  - {waits: " + move.application + ", in: " + move.step; break;
            case Move::Kind::never: text += "  - {never: " + move.step; break;
            case Move::Kind::outlast:
                text += "  - {outlasts: " + move.application + ", in: " + move.step;
                break;
        }
        if (!move.value.empty()) text += ", with: " + quoted(move.value);
        text += "}\n";
    }
    return text;
}

}  // namespace atranka::proof
