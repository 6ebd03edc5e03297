#include "engine/proof/time.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/definition/flow.hpp"

#include <algorithm>
#include <functional>

namespace atranka::proof {

namespace {

using definition::Severity;
using definition::Span;
using definition::SpanUnit;
using definition::Step;
using lifecycle::Kind;
using std::chrono::days;
using std::chrono::sys_days;

constexpr int last_second = 86'399;

class Time {
public:
    Time(const definition::Definition& definition, const definition::Calendar& calendar)
        : d_(definition), calendar_(calendar) {}

    Found all() {
        // Of a zone that nobody knows no moment can be told.
        if (calendar_.offsets.empty()) {
            found_.note({}, "bad-zone", "timezone",
                        "This machine knows no time zone `" + calendar_.zone +
                            "`: nobody could say when a day ends there.",
                        "Use its IANA name, such as Europe/Vilnius.");
            return std::move(found_);
        }
        for (const Step& step : d_.steps) {
            clarification(step);
            if (step.within)
                within_the_calendar(*step.within, step.position, "steps." + step.name + ".within");
        }
        if (d_.appeals) letters();
        reserve_lists();
        moments();
        ends_of_days();
        return std::move(found_);
    }

private:
    // The day that a span leads to, from every first day of a year: the shortest and the longest it can be.
    std::pair<int, int> length(Span span) {
        int shortest = 100'000, longest = 0;
        const auto begin = sys_days{std::chrono::year{2026} / 1 / 1};
        for (int i = 0; i < 366; ++i) {
            const Day from{begin + days{i}};
            const int length =
                static_cast<int>((sys_days{definition::add(calendar_, from, span)} - sys_days{from}).count());
            shortest = std::min(shortest, length);
            longest = std::max(longest, length);
            found_.searched["days"] += 1;
        }
        return {shortest, longest};
    }

    void clarification(const Step& step) {
        if (!step.clarification || !step.within) return;
        // On each day of a year that the step can begin and the question be asked.
        const auto begin = sys_days{std::chrono::year{2026} / 1 / 1};
        for (int i = 0; i < 366; ++i) {
            const Day from{begin + days{i}};
            const sys_days answer = definition::add(calendar_, from, step.clarification->within);
            const sys_days all = definition::add(calendar_, from, *step.within);
            found_.searched["days"] += 1;
            if (answer <= all) continue;
            found_.note(
                step.position, "clarification-outlasts-step", "steps." + step.name + ".clarification.within",
                "A question that is asked on " + day_text(from) + " may be answered until " +
                    day_text(Day{answer}) + " (" + definition::span_text(step.clarification->within) +
                    "), and the step that began that day is over on " + day_text(Day{all}) + " (" +
                    definition::span_text(*step.within) + ").",
                "Give the step more time than an answer may take.", Severity::error, asked_on(step, from));
            return;
        }
    }

    // The question that may be answered too late.
    static Scenario asked_on(const Step& step, Day day) {
        Scenario scenario{
            "A question is asked whose answer may outlast the step", {}, {}, {}, {}, day_text(day)};
        scenario.people.emplace("one", std::vector{step.by});
        scenario.moves = {brought_to(step.name),
                          {Move::Kind::command, "a-1", step.name, "one", "AskClarification", {}, {}},
                          {Move::Kind::outlast, "a-1", step.name, {}, {}, {}, {}}};
        return scenario;
    }

    void within_the_calendar(Span span, definition::Position at, const std::string& path) {
        constexpr int days_known = 10 * 365;
        const int longest = span.unit == SpanUnit::days     ? span.amount
                            : span.unit == SpanUnit::months ? span.amount * 31
                                                            : span.amount * 7 / 5;
        if (longest <= days_known) return;
        found_.note(at, "deadline-beyond-the-calendar", path,
                    definition::span_text(span) +
                        " lead beyond the ten years whose holidays and clocks are resolved "
                        "when a call is drafted.",
                    "Choose a span within ten years.");
    }

    // "within 14 days" in a letter, beside the definition's own span.
    void letters() {
        const Span span = d_.appeals->within;
        for (const definition::Outcome& outcome : d_.outcomes) {
            if (!outcome.appealable) continue;
            for (const auto& [language, text] : outcome.letter.by_language) {
                const auto named = days_named(text);
                if (!named || *named == span.amount) continue;
                found_.note(outcome.position, "letter-names-another-time",
                            "outcomes." + outcome.name + ".letter." + language,
                            "The letter speaks of " + std::to_string(*named) +
                                " days, and an appeal is lodged within " + definition::span_text(span) + ".",
                            "Let the letter and `appeals.within` say the same.");
            }
        }
    }
    // The number before "day", "days", "working days", "dien…"; nothing where the letter names none.
    static std::optional<int> days_named(const std::string& text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] < '0' || text[i] > '9') continue;
            int number = 0;
            for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
                number = std::min(number * 10 + (text[i] - '0'), 99'999);
            const std::string_view behind = std::string_view{text}.substr(i);
            if (behind.starts_with(" day") || behind.starts_with(" working day") ||
                behind.starts_with(" dien") || behind.starts_with(" darbo dien"))
                return number;
        }
        return std::nullopt;
    }

    std::optional<Day> day_of(const std::string& name) const {
        const definition::Parameter* parameter = d_.parameter(name);
        if (parameter == nullptr || !parameter->default_value || !parameter->default_value->is_text())
            return std::nullopt;
        const std::string& text = parameter->default_value->as_text();
        if (parameter->type == definition::Parameter::Type::date) return parse_day(text);
        const auto instant = Instant::parse(text);
        return instant ? std::optional{definition::local_time(calendar_, *instant).day} : std::nullopt;
    }

    // Everything up to the list may take its whole time; a list that has expired by then reserves nobody.
    void reserve_lists() {
        for (const Step& step : d_.steps) {
            if (!step.selection || step.selection->reserve_until.empty()) continue;
            const auto until = day_of(step.selection->reserve_until);
            const Step* first = &d_.steps.front();
            const auto closes = day_of(first->closes);
            if (!until || !closes) continue;
            const std::optional<int> longest = longest_to(*first, step);
            if (!longest) continue;
            const Day made{sys_days{*closes} + days{*longest}};
            if (sys_days{*until} >= sys_days{made}) continue;
            found_.note(d_.parameter(step.selection->reserve_until)->position, "reserve-expires-too-early",
                        "parameters." + step.selection->reserve_until + ".default",
                        "The reserve list of " + step.name + " expires on " + day_text(*until) +
                            ", and the list can be made as "
                            "late as " +
                            day_text(made) + ": " + std::to_string(*longest) + " days after " +
                            day_text(*closes) + ", where every step takes its time.",
                        "Let it expire later, or give the steps before it less time.");
        }
    }
    std::optional<int> longest_to(const Step& from, const Step& to) {
        std::set<std::string> way;
        const std::function<std::optional<int>(const Step&)> longest =
            [&](const Step& step) -> std::optional<int> {
            if (&step == &to) return step.within ? length(*step.within).second : 0;
            if (!way.insert(step.name).second) return std::nullopt;
            std::optional<int> most;
            for (const Step* next : definition::successors(d_, step))
                if (const auto rest = longest(*next)) most = std::max(most.value_or(0), *rest);
            way.erase(step.name);
            if (!most) return std::nullopt;
            return *most + (&step != &from && step.within ? length(*step.within).second : 0);
        };
        return longest(from);
    }

    void moments() {
        for (const definition::Parameter& parameter : d_.parameters) {
            if (parameter.type != definition::Parameter::Type::datetime || !parameter.default_value) continue;
            const auto instant = Instant::parse(parameter.default_value->as_text());
            if (!instant) continue;
            const definition::LocalTime local = definition::local_time(calendar_, *instant);
            found_.searched["moments"] += 1;
            if (definition::instants_of(calendar_, local).size() < 2) continue;
            found_.note(parameter.position, "moment-comes-twice", "parameters." + parameter.name + ".default",
                        "On " + day_text(local.day) + " the clocks of " + calendar_.zone + " show " +
                            clock(local.second) + " twice: people cannot tell which one is meant.",
                        "Choose a time that comes once.");
        }
    }
    static std::string clock(int second) {
        const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
        return two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60);
    }

    // Deadlines fall on the last second of a local day.
    void ends_of_days() {
        std::string twice, never;
        int found = 0;
        for (std::size_t i = 1; i < calendar_.offsets.size(); ++i) {
            const Day around = definition::local_time(calendar_, calendar_.offsets[i].first).day;
            for (const int shift : {-1, 0, 1}) {
                const Day day{sys_days{around} + days{shift}};
                found_.searched["moments"] += 1;
                const auto instants = definition::instants_of(calendar_, {day, last_second});
                if (instants.size() == 1 || ++found > 6) continue;
                std::string& list = instants.empty() ? never : twice;
                list += (list.empty() ? "" : ", ") + day_text(day);
            }
        }
        if (found == 0) return;
        const auto say = [&](const std::string& list, const std::string& what, const std::string& taken) {
            if (!list.empty())
                found_.note({1, 1}, "end-of-day-" + what, "timezone",
                            "In " + calendar_.zone + " the last second of these days comes " + what + ": " +
                                list + ". A deadline on such a day is " + taken + ".",
                            "Let no deadline fall on these days.", Severity::warning);
        };
        say(twice, "twice", "over the second time");
        say(never, "never", "over when the clocks are put forward");
    }

    const definition::Definition& d_;
    const definition::Calendar& calendar_;
    Found found_;
};

}  // namespace

Found prove_time(const definition::Definition& definition, const definition::Calendar& calendar) {
    return Time{definition, calendar}.all();
}

}  // namespace atranka::proof
