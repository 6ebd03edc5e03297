#include "engine/definition/read.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/lint.hpp"
#include "engine/definition/reading.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <set>

namespace atranka::definition {

namespace {

constexpr std::string_view parameter_types[] = {"money",    "number", "integer", "date",
                                                "datetime", "text",   "boolean"};

bool is_numeric(Parameter::Type type) {
    return type == Parameter::Type::money || type == Parameter::Type::number ||
           type == Parameter::Type::integer;
}

void read_limits(Reading& reading, Fields& fields, Parameter& parameter) {
    parameter.minimum = fields.number("minimum");
    parameter.maximum = fields.number("maximum");
    if ((parameter.minimum || parameter.maximum) && !is_numeric(parameter.type))
        reading.problems.note(fields.position(), "limit-not-allowed", fields.path(),
                              "Only money and numbers have a minimum or maximum.", "Remove the limits.");
    if (parameter.minimum && parameter.maximum && *parameter.minimum > *parameter.maximum)
        reading.problems.note(fields.position(), "limits-out-of-order", fields.path(),
                              "The minimum " + parameter.minimum->text() + " is above the maximum " +
                                  parameter.maximum->text() + ".",
                              "Exchange them.");
}

Parameter read_parameter(Reading& reading, const Member& member) {
    const std::string path = "parameters." + member.key;
    check_name(reading.problems, member.position, path, member.key);
    Fields fields{reading.problems, member.value, path};
    Parameter parameter;
    parameter.name = member.key;
    parameter.position = member.position;
    parameter.title = fields.sentences("title");
    const auto type = fields.word("type", parameter_types, Presence::required);
    if (type) parameter.type = static_cast<Parameter::Type>(*type);
    read_limits(reading, fields, parameter);
    constexpr std::string_view per[] = {"round"};
    parameter.per_round = fields.word("per", per).has_value();
    if (const Node* node = fields.take("default"); node != nullptr && type) {
        auto canonical = check_parameter(parameter, to_value(*node));
        if (canonical)
            parameter.default_value = std::move(*canonical);
        else
            reading.problems.note(
                node->position, "bad-default", fields.path_of("default"), canonical.error().message,
                "Write a value of type " + std::string{parameter_types[*type]} + " within its limits.");
    }
    fields.finish();
    return parameter;
}

Role read_one_role(Reading& reading, const Member& member) {
    const std::string path = "roles." + member.key;
    check_name(reading.problems, member.position, path, member.key);
    Role role;
    role.name = member.key;
    role.position = member.position;
    if (member.value.is_text() && member.value.text.empty()) return role;
    Fields fields{reading.problems, member.value, path};
    role.title = fields.sentences("title");
    role.kinds = fields.names("kinds");
    fields.finish();
    return role;
}

Outcome read_outcome(Reading& reading, const Member& member) {
    const std::string path = "outcomes." + member.key;
    check_name(reading.problems, member.position, path, member.key);
    Fields fields{reading.problems, member.value, path};
    Outcome outcome;
    outcome.name = member.key;
    outcome.position = member.position;
    outcome.title = fields.sentences("title", Presence::required);
    outcome.letter = fields.sentences("letter");
    outcome.appealable = fields.boolean("appealable");
    outcome.awarded = fields.boolean("awarded");
    fields.finish();
    return outcome;
}

void read_head(Reading& reading, Fields& top) {
    Definition& d = reading.definition;
    d.workflow = top.text("workflow", Presence::required);
    const bool is_id = !d.workflow.empty() && d.workflow.size() <= 64 && d.workflow[0] >= 'a' &&
                       d.workflow[0] <= 'z' && std::all_of(d.workflow.begin(), d.workflow.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                       });
    if (!d.workflow.empty() && !is_id)
        reading.problems.note(top.take("workflow")->position, "bad-name", "workflow",
                              "`" + d.workflow + "` is no name for a definition.",
                              "Use at most 64 small letters, digits and hyphens, beginning with a letter.");
    if (top.take("version", Presence::required) != nullptr)
        d.version = top.integer("version", 1, 1'000'000).value_or(1);
    d.title = top.sentences("title", Presence::required);
    d.about = top.sentences("about");
    if (top.take("currency") != nullptr) d.currency = top.text("currency");
    if (d.currency.size() != 3 ||
        !std::all_of(d.currency.begin(), d.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        reading.problems.note(top.position_of("currency"), "bad-currency", "currency",
                              "`" + d.currency + "` is not a currency.",
                              "Use its three capital letters of ISO 4217, such as EUR.");
}

void read_retention(Reading& reading, Fields& top) {
    const Node* node = top.take("retention");
    if (node == nullptr) return;
    Fields fields{reading.problems, *node, "retention"};
    constexpr int years_max = 100;
    for (const char* category : {"application", "evaluation", "decision"}) {
        const Node* one = fields.take(category);
        if (one == nullptr) continue;
        Fields members{reading.problems, *one, std::string{"retention."} + category};
        Retention retention;
        members.take("years", Presence::required);
        retention.years = members.integer("years", 0, years_max).value_or(retention.years);
        retention.basis = members.text("basis", Presence::required);
        members.finish();
        reading.definition.retention.emplace(category, std::move(retention));
    }
    fields.finish();
}

void read_separation(Reading& reading, Fields& top) {
    const Node* node = top.take("separation");
    if (node == nullptr) return;
    Fields fields{reading.problems, *node, "separation"};
    const std::vector<std::string> known = names_of(reading.definition.roles);
    const auto role = [&](const std::string& name, Position position, const std::string& path) {
        if (reading.definition.role(name) == nullptr)
            reading.problems.unknown(position, "role", path, name, known);
    };
    if (const Node* apart = fields.take("apart"); apart != nullptr) {
        Fields pairs{reading.problems, *apart, "separation.apart"};
        for (const Member& member : fields.members("apart")) {
            role(member.key, member.position, "separation.apart." + member.key);
            for (const auto& [other, position] : pairs.placed_names(member.key)) {
                role(other, position, "separation.apart." + member.key);
                if (other == member.key)
                    reading.problems.note(
                        position, "apart-from-itself", "separation.apart." + member.key,
                        "The role `" + other +
                            "` is kept apart from itself: whoever holds it could do nothing.",
                        "Name other roles, or remove it from its own list.");
            }
        }
    }
    constexpr std::string_view acts[] = {"decide_nothing", "do_nothing"};
    fields.word("interested", acts);
    fields.finish();
}

// Read again where it is asked: definition/purpose.hpp.
void read_purposes(Reading& reading, Fields& top) {
    std::size_t i = 0;
    for (const Node& item : top.items("on_purpose")) {
        Fields fields{reading.problems, item, "on_purpose[" + std::to_string(i++) + "]"};
        fields.text("finding", Presence::required);
        fields.text("at", Presence::required);
        fields.sentences("because", Presence::required);
        fields.finish();
    }
}

bool is_zone(std::string_view zone) {
    return !zone.empty() && zone.front() != '/' && zone.back() != '/' &&
           zone.find("//") == std::string_view::npos && std::all_of(zone.begin(), zone.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '/' || c == '+' || c == '-';
           });
}

void read_resolved(Reading& reading, Fields& top) {
    const Node* node = top.take("resolved");
    if (node == nullptr) return;
    Fields fields{reading.problems, *node, "resolved"};
    Calendar& calendar = reading.definition.calendar;
    if (const Node* days = fields.take("holidays"); days != nullptr)
        for (const Node& item : days->items) {
            if (const auto day = parse_day(item.text))
                calendar.holidays.push_back(*day);
            else
                reading.problems.note(item.position, "not-a-date", "resolved.holidays",
                                      "`" + item.text + "` is no date.",
                                      "This part is written when a definition is published; do not edit it.");
        }
    if (const Node* offsets = fields.take("offsets"); offsets != nullptr)
        for (const Node& item : offsets->items) {
            Fields one{reading.problems, item, "resolved.offsets"};
            const auto from = Instant::parse(one.text("from", Presence::required));
            constexpr int day_s = 86'400;
            const auto east = one.integer("east", -day_s, day_s);
            one.finish();
            if (from && east && (calendar.offsets.empty() || calendar.offsets.back().first < *from))
                calendar.offsets.emplace_back(*from, *east);
            else
                reading.problems.note(item.position, "bad-offset", "resolved.offsets",
                                      "The offsets are not moments in order, with seconds east of UTC.",
                                      "This part is written when a definition is published; do not edit it.");
        }
    fields.finish();
}

void read_calendar(Reading& reading, Fields& top) {
    Calendar& calendar = reading.definition.calendar;
    calendar.zone = top.text("timezone", Presence::required);
    if (!calendar.zone.empty() && !is_zone(calendar.zone))
        reading.problems.note(top.take("timezone")->position, "bad-zone", "timezone",
                              "`" + calendar.zone + "` is not the name of a time zone.",
                              "Use its IANA name, such as Europe/Vilnius.");
    constexpr std::string_view calendars[] = {"none", "lithuania"};
    if (const auto word = top.word("calendar", calendars)) calendar.name = calendars[*word];
    read_resolved(reading, top);
}

// One name, one meaning: a form field, parameter and step that an expression could name must differ.
void check_clashes(Reading& reading) {
    const Definition& d = reading.definition;
    const auto clash = [&](Position at, const std::string& path, const std::string& name,
                           const std::string& with) {
        reading.problems.note(at, "name-taken", path, "`" + name + "` is also the name of " + with + ".",
                              "Rename one of them, so that an expression can only mean one.");
    };
    for (const Form& form : d.forms) {
        const auto check = [&](const auto& things, const std::string& part) {
            for (const auto& one : things) {
                const std::string path = "forms." + form.name + part + one.name;
                if (d.parameter(one.name) != nullptr) clash(one.position, path, one.name, "a parameter");
                if (d.step(one.name) != nullptr) clash(one.position, path, one.name, "a step");
                if (d.table(one.name) != nullptr) clash(one.position, path, one.name, "a decision table");
            }
        };
        check(form.fields, ".fields.");
        check(form.computed, ".computed.");
    }
    for (const DecisionTable& table : d.tables) {
        if (d.parameter(table.name) != nullptr)
            clash(table.position, "tables." + table.name, table.name, "a parameter");
        if (d.step(table.name) != nullptr)
            clash(table.position, "tables." + table.name, table.name, "a step");
    }
    for (const Step& step : d.steps) {
        if (d.parameter(step.name) != nullptr)
            clash(step.position, "steps." + step.name, step.name, "a parameter");
        if (d.outcome(step.name) != nullptr)
            clash(step.position, "steps." + step.name, step.name, "an outcome");
    }
}

}  // namespace

bool keep_expression(Reading& reading, Fields& fields, std::string_view key, Presence presence) {
    const Node* node = fields.take(key, presence);
    if (node == nullptr) return false;
    constexpr std::size_t length_max = 4'000;
    if (!node->is_text()) {
        reading.problems.note(node->position, "wrong-shape", fields.path_of(key),
                              "An expression is wanted; here stands " + std::string{shape_of(*node)} + ".",
                              "Put it in quotation marks if it begins with a bracket or brace.");
        return false;
    }
    if (kernel::code_points(node->text) > length_max) {
        reading.problems.note(node->position, "text-too-long", fields.path_of(key),
                              "An expression is at most 4,000 letters.", "Divide it, by computed fields.");
        return false;
    }
    reading.expressions.emplace(fields.path_of(key), node);
    return true;
}

std::string read_role(Reading& reading, Fields& fields, std::string_view key, Presence presence) {
    const std::string name = fields.name(key, presence);
    if (name.empty() || reading.definition.role(name) != nullptr) return name;
    reading.problems.unknown(fields.take(key)->position, "role", fields.path_of(key), name,
                             names_of(reading.definition.roles));
    return {};
}

tl::expected<Definition, std::vector<Problem>> read(const Node& document) {
    Reading reading;
    Fields top{reading.problems, document, ""};
    if (!top.is_map()) return tl::unexpected{std::move(reading.problems.list)};
    Definition& d = reading.definition;
    read_head(reading, top);
    read_calendar(reading, top);
    for (const Member& member : top.members("parameters"))
        d.parameters.push_back(read_parameter(reading, member));
    for (const Member& member : top.members("roles", Presence::required))
        d.roles.push_back(read_one_role(reading, member));
    for (const Member& member : top.members("outcomes", Presence::required))
        d.outcomes.push_back(read_outcome(reading, member));
    read_forms(reading, top);
    read_rubrics(reading, top);
    read_rules(reading, top);
    read_tables(reading, top);
    read_steps(reading, top);
    read_appeals(reading, top);
    read_questions(reading, top);
    read_fees(reading, top);
    read_retention(reading, top);
    read_separation(reading, top);
    read_purposes(reading, top);
    top.finish();
    check_clashes(reading);
    const bool is_sound = reading.problems.list.empty();
    d.canonical = to_value(d.tables.empty() ? document : without_letters(document));
    compile_all(reading);
    if (!reading.problems.list.empty()) {
        // Where only expressions are at fault, the path and the numbers can be looked at all the same.
        if (is_sound)
            for (Problem& problem : lint(d)) reading.problems.list.push_back(std::move(problem));
        sort_problems(reading.problems.list);
        return tl::unexpected{std::move(reading.problems.list)};
    }
    return std::move(d);
}

}  // namespace atranka::definition
