#include "adapters/cli/changes.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/wording.hpp"
#include "engine/explanation/terms.hpp"
#include "engine/service/record.hpp"

#include <fmt/core.h>
#include <algorithm>

namespace atranka::cli {

namespace {

// "#3–#7, #9": neighbours in one log run together; entries of another log keep its name.
std::string entries_text(const std::vector<std::string>& entries, const std::string& own_log) {
    const auto number = [](const std::string& entry) {
        return std::stoll(entry.substr(entry.rfind('#') + 1));
    };
    const auto log = [](const std::string& entry) { return entry.substr(0, entry.rfind('#')); };
    std::string text;
    for (std::size_t i = 0; i < entries.size();) {
        std::size_t last = i;
        while (last + 1 < entries.size() && log(entries[last + 1]) == log(entries[i]) &&
               number(entries[last + 1]) == number(entries[last]) + 1)
            ++last;
        const std::string name = log(entries[i]) == own_log ? std::string{} : log(entries[i]);
        text += (text.empty() ? "" : ", ") + name + "#" + std::to_string(number(entries[i]));
        if (last > i) text += (last == i + 1 ? ", #" : "–#") + std::to_string(number(entries[last]));
        i = last + 1;
    }
    return text;
}

struct Group {
    std::string name;
    explanation::Both title;
};

const std::vector<Group>& groups() {
    static const std::vector<Group> all{{"call", {"The call", "Kvietimas"}},
                                        {"money", {"Money committed", "Paskirtos lėšos"}},
                                        {"deadlines", {"Deadlines moved", "Pakeisti terminai"}},
                                        {"roles", {"Roles", "Vaidmenys"}},
                                        {"path", {"Applications that moved", "Pajudėjusios paraiškos"}},
                                        {"outcomes", {"Outcomes", "Baigtys"}},
                                        {"rounds", {"Moved to another round", "Perkelta į kitą etapą"}},
                                        {"leads", {"Leads handed over", "Perduotos pareiškėjo teisės"}},
                                        {"experts", {"Experts", "Ekspertai"}},
                                        {"reviews", {"Reviews by experts", "Ekspertų vertinimai"}},
                                        {"totals", {"Totals", "Bendri balai"}},
                                        {"ranks", {"Places in lists", "Vietos sąrašuose"}},
                                        {"awards", {"Awards", "Sprendimai dėl finansavimo"}},
                                        {"notices", {"Notices of outcomes", "Pranešimai apie rezultatus"}},
                                        {"appeals", {"Appeals", "Skundai"}}};
    return all;
}

// What a line is about, where it is no name of the record: "a-1 review expert-2" stays, "stage" does not.
std::string subject_in(const std::string& subject, bool is_lithuanian) {
    static const std::map<std::string, std::string> whole{{"definition", "aprašas"},
                                                          {"stage", "būsena"},
                                                          {"suspended", "sustabdytas"},
                                                          {"committed", "paskirta"}};
    static const std::pair<std::string, std::string> begun[] = {{"committed from ", "paskirta iš "},
                                                                {"parameter ", "parametras "},
                                                                {"round ", "etapas "},
                                                                {"list ", "sąrašas "}};
    if (!is_lithuanian) return subject;
    if (const auto it = whole.find(subject); it != whole.end()) return it->second;
    for (const auto& [english, lithuanian] : begun)
        if (subject.starts_with(english)) return lithuanian + subject.substr(english.size());
    return subject;
}

void tell(Program& program, const std::vector<Changed>& changes, const std::string& log, bool is_lithuanian) {
    for (const auto& [group, title] : groups()) {
        std::vector<const Changed*> of_group;
        for (const Changed& change : changes)
            if (change.group == group) of_group.push_back(&change);
        if (of_group.empty()) continue;
        program.say("\n" + title.in(is_lithuanian) + " (" + std::to_string(of_group.size()) + ")");
        std::map<std::string, std::vector<const Changed*>> by_way;
        const bool is_path = group == "path" || group == "outcomes";
        for (const Changed* change : of_group)
            if (is_path)
                by_way[change->from + " → " + change->to].push_back(change);
            else
                program.say(wrapped(
                    "  " +
                        (group == "call" || group == "money" || group == "deadlines"
                             ? subject_in(change->subject, is_lithuanian)
                             : change->subject) +
                        ": ",
                    change->from + " → " + change->to + "  [" + entries_text(change->entries, log) + "]", 6));
        for (const auto& [way, moved] : by_way) {
            program.say("  " + way + ": " + std::to_string(moved.size()));
            std::string list;
            for (const Changed* change : moved)
                list += (list.empty() ? "" : "; ") + change->subject + " [" +
                        entries_text(change->entries, log) + "]";
            program.say(wrapped("      ", list, 6));
        }
    }
}

int run_diff(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const call::State call = reading.call(arguments.text("call"));
    reading.for_staff_of(call, "what changed in a call");
    reading.note(call);
    const std::vector<std::string>& between = arguments.all("between");
    if (between.size() != 2)
        throw Stop{usage, "--between takes two places, such as --between 2026-03-01T00:00:00Z 120"};
    const std::string language = arguments.text("lang");
    if (!language.empty() && language != "en" && language != "lt")
        throw Stop{usage, "--lang is en or lt, not " + language};
    const bool lt = language == "lt";
    const std::string log = "calls/" + call.id.text;
    const service::Extent first = extent_named(program, between[0], log, "--between");
    const service::Extent second = extent_named(program, between[1], log, "--between");
    service::Folded a, b;
    std::vector<service::Entry> later;
    bool turned = false;
    program.store().scan([&](const service::Entry& entry) {
        const bool in_first = first.holds(entry), in_second = second.holds(entry);
        turned = turned || (in_first && !in_second);
        const auto events = service::events_of(entry);
        if (!events) return !turned;
        if (in_first) a.apply(entry, *events);
        if (in_second) b.apply(entry, *events);
        if (in_second && !in_first) later.push_back(entry);
        return !turned;
    });
    if (turned)
        throw Stop{usage, "--between: " + between[0] + " holds entries that " + between[1] +
                              " does not; name the earlier one first"};
    const auto entries =
        std::ranges::count_if(later, [&](const service::Entry& entry) { return entry.log == log; });
    const std::vector<Changed> changes = changes_of(a, b, call.id, later, lt, [&](const std::string& id) {
        return access::reads_all(reading.relation_to(id));
    });
    if (program.json()) {
        Value::List list;
        for (const Changed& change : changes)
            list.push_back(Value::object({{"group", change.group},
                                          {"subject", change.subject},
                                          {"from", change.from == no_value ? Value{} : Value{change.from}},
                                          {"to", change.to == no_value ? Value{} : Value{change.to}},
                                          {"entries", kernel::encode(change.entries)}}));
        program.answer(Value::object({{"call", call.id.text},
                                      {"between", kernel::encode(between)},
                                      {"entries", static_cast<std::int64_t>(entries)},
                                      {"changes", std::move(list)}}));
        return ok;
    }
    if (lt) {
        program.say(fmt::format("Kvietimas {}, tarp {} ir {}: jo žurnalo įrašų {}, pakeitimų {}",
                                call.id.text, between[0], between[1], entries, changes.size()));
        program.say("#N: įrašas N žurnale " + log + "; skliaustuose – tai lėmę įrašai. Laikas UTC.");
    } else {
        program.say(fmt::format("Call {} between {} and {}: {} entries of its log, {} changes", call.id.text,
                                between[0], between[1], entries, changes.size()));
        program.say("#N is entry N of the log " + log + "; those in brackets did it. Times are UTC.");
    }
    tell(program, changes, log, lt);
    return ok;
}

}  // namespace

std::vector<Verb> diff_verbs() {
    return {
        {"audit",
         "diff",
         "What changed in a call between two moments or entries, in words, with the entries that did it.",
         "atranka audit diff c-2026 --between 120 240\n"
         "  atranka audit diff c-2026 --between 2026-03-01T00:00:00Z calls/c-2026#240 --lang lt",
         {{"call", "CALL", "the call", "", Takes::one, true},
          {"between", "--between", "two instants or entries, the earlier first", "WHEN", Takes::all, true},
          {"lang", "--lang", "of what is said: en or lt", "NAME"}},
         run_diff}};
}

}  // namespace atranka::cli
