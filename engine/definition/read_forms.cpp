#include "engine/definition/attachment.hpp"
#include "engine/definition/reading.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

constexpr std::string_view field_types[] = {"text",    "long_text",    "money", "number",
                                            "integer", "boolean",      "date",  "choice",
                                            "choices", "organisation", "table", "attachment"};

bool is_text(FieldType type) { return type == FieldType::text || type == FieldType::long_text; }
bool has_choices(FieldType type) { return type == FieldType::choice || type == FieldType::choices; }
bool has_limits(FieldType type) {
    return type == FieldType::money || type == FieldType::number || type == FieldType::integer ||
           type == FieldType::table;
}

std::vector<Field> read_fields(Reading& reading, std::span<const Member> members, const std::string& path,
                               bool columns);

void read_choices(Reading& reading, Fields& fields, Field& field, bool typed) {
    const auto members =
        fields.members("choices", typed && has_choices(field.type) ? Presence::required : Presence::optional);
    for (const Member& member : members) {
        const std::string path = fields.path_of("choices") + "." + member.key;
        if (!is_name(member.key)) check_name(reading.problems, member.position, path, member.key);
        field.choices.emplace_back(member.key, read_sentences(reading.problems, member.value, path));
    }
    if (!members.empty() && typed && !has_choices(field.type))
        reading.problems.note(fields.position(), "choices-not-allowed", fields.path_of("choices"),
                              "Only a choice or choices have choices.", "Remove them, or change the type.");
}

void read_limits(Reading& reading, Fields& fields, Field& field, bool typed) {
    field.minimum = fields.number("minimum");
    field.maximum = fields.number("maximum");
    if ((field.minimum || field.maximum) && typed && !has_limits(field.type))
        reading.problems.note(fields.position(), "limit-not-allowed", fields.path(),
                              "Only money, numbers and tables have a minimum or maximum.",
                              "Remove the limits.");
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        reading.problems.note(
            fields.position(), "limits-out-of-order", fields.path(),
            "The minimum " + field.minimum->text() + " is above the maximum " + field.maximum->text() + ".",
            "Exchange them.");
    constexpr int length_max = 100'000;
    field.max_length = fields.integer("max_length", 1, length_max);
    if (field.max_length && typed && !is_text(field.type))
        reading.problems.note(fields.position(), "limit-not-allowed", fields.path_of("max_length"),
                              "Only texts have a length.", "Remove `max_length`.");
}

void read_attached(Reading& reading, Fields& fields, Field& field, bool typed) {
    const bool is_file = typed && field.type == FieldType::attachment;
    const std::vector<std::string> known{std::begin(attachment_kinds), std::end(attachment_kinds)};
    for (auto& [name, position] : fields.placed_names("accepts")) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            reading.problems.unknown(position, "kind of file", fields.path_of("accepts"), name, known);
        else
            field.accepts.push_back(std::move(name));
    }
    const std::string size = fields.text("max_size");
    field.max_bytes = read_size(size);
    if (!size.empty() && !field.max_bytes)
        reading.problems.note(fields.position_of("max_size"), "bad-size", fields.path_of("max_size"),
                              "`" + size + "` is no size of a file, or above 50 MB.",
                              "Write a whole number and MB or KB, such as 5 MB.");
    constexpr int pages_max = 10'000;
    field.max_pages = fields.integer("max_pages", 1, pages_max);
    if (typed && !is_file)
        for (const char* key : {"accepts", "max_size", "max_pages"})
            if (fields.take(key) != nullptr)
                reading.problems.note(fields.position_of(key), "limit-not-allowed", fields.path_of(key),
                                      "Only an attachment has `" + std::string{key} + "`.",
                                      "Remove it, or make it an attachment.");
    if (is_file && field.accepts.empty()) field.accepts = {"pdf"};
    if (is_file && field.max_pages &&
        std::find(field.accepts.begin(), field.accepts.end(), "pdf") == field.accepts.end())
        reading.problems.note(fields.position_of("max_pages"), "limit-not-allowed",
                              fields.path_of("max_pages"), "Only of a PDF are the pages counted.",
                              "Accept pdf, or remove `max_pages`.");
}

Field read_field(Reading& reading, const Member& member, const std::string& path, bool is_column) {
    check_name(reading.problems, member.position, path, member.key);
    Fields fields{reading.problems, member.value, path};
    Field field;
    field.name = member.key;
    field.position = member.position;
    const std::span<const std::string_view> types{field_types};
    const auto type =
        fields.word("type", is_column ? types.first(types.size() - 2) : types, Presence::required);
    if (type) field.type = static_cast<FieldType>(*type);
    field.label = fields.sentences("label", Presence::required);
    field.help = fields.sentences("help");
    field.required = fields.boolean("required");
    keep_expression(reading, fields, "required_when");
    read_limits(reading, fields, field, type.has_value());
    read_choices(reading, fields, field, type.has_value());
    read_attached(reading, fields, field, type.has_value());
    field.personal = fields.boolean("personal");
    if (!is_column) {
        const bool is_table = type && field.type == FieldType::table;
        const auto columns = fields.members("columns", is_table ? Presence::required : Presence::optional);
        field.columns = read_fields(reading, columns, fields.path_of("columns"), true);
        if (!columns.empty() && type && !is_table)
            reading.problems.note(fields.position(), "columns-not-allowed", fields.path_of("columns"),
                                  "Only a table has columns.", "Remove them, or make it a table.");
    }
    fields.finish();
    return field;
}

std::vector<Field> read_fields(Reading& reading, std::span<const Member> members, const std::string& path,
                               bool columns) {
    std::vector<Field> read;
    for (const Member& member : members)
        read.push_back(read_field(reading, member, path + "." + member.key, columns));
    return read;
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<std::string> tables_of(const Form& form) {
    std::vector<std::string> names;
    for (const Field& field : form.fields)
        if (field.type == FieldType::table) names.push_back(field.name);
    return names;
}

void read_assessed(Reading& reading, const Member& member, const std::string& path, Form& form) {
    Fields fields{reading.problems, member.value, path};
    constexpr std::string_view types[] = {"money"};
    fields.word("type", types, Presence::required);
    Assessed assessed;
    assessed.by = read_role(reading, fields, "by", Presence::required);
    assessed.at_most = fields.name("at_most");
    const std::size_t dot = member.key.find('.');
    if (dot == std::string::npos || !is_name(std::string_view{member.key}.substr(0, dot)) ||
        !is_name(std::string_view{member.key}.substr(dot + 1))) {
        reading.problems.note(member.position, "bad-name", path,
                              "`" + member.key + "` names no column of a table.",
                              "Write table.column, such as costs.accepted.");
        return fields.finish();
    }
    assessed.table = member.key.substr(0, dot);
    assessed.column = member.key.substr(dot + 1);
    const Field* table = find(form.fields, assessed.table);
    if (table == nullptr || table->type != FieldType::table) {
        reading.problems.unknown(member.position, "table", path, assessed.table, tables_of(form));
    } else {
        if (find(table->columns, assessed.column) != nullptr)
            reading.problems.note(member.position, "name-taken", path,
                                  "`" + assessed.column + "` is a column that the applicant fills in.",
                                  "Choose another name for what is assessed.");
        const Field* bound = find(table->columns, assessed.at_most);
        if (!assessed.at_most.empty() && bound == nullptr)
            reading.problems.unknown(fields.take("at_most")->position, "column", fields.path_of("at_most"),
                                     assessed.at_most, names_of(table->columns));
        else if (bound != nullptr && bound->type != FieldType::money)
            reading.problems.note(fields.take("at_most")->position, "wrong-type", fields.path_of("at_most"),
                                  "`" + assessed.at_most + "` is not an amount of money.",
                                  "Name a column of type money.");
    }
    form.assessed.push_back(std::move(assessed));
    fields.finish();
}

void read_computed(Reading& reading, const Member& member, const std::string& path, Form& form) {
    check_name(reading.problems, member.position, path, member.key);
    Computed computed;
    computed.name = member.key;
    computed.position = member.position;
    if (find(form.fields, member.key) != nullptr)
        reading.problems.note(member.position, "name-taken", path,
                              "`" + member.key + "` is also a field of this form.",
                              "Choose another name for what is computed.");
    if (member.value.is_map()) {
        Fields fields{reading.problems, member.value, path};
        computed.label = fields.sentences("label");
        keep_expression(reading, fields, "formula", Presence::required);
        fields.finish();
    } else {
        reading.expressions.emplace(path + ".formula", &member.value);
    }
    form.computed.push_back(std::move(computed));
}

Criterion read_criterion(Reading& reading, const Member& member, const std::string& path) {
    check_name(reading.problems, member.position, path, member.key);
    Criterion criterion;
    criterion.name = member.key;
    criterion.position = member.position;
    if (member.key == "total" || member.key == "worst")
        reading.problems.note(member.position, "reserved-name", path,
                              "`" + member.key + "` is worked out from all criteria.",
                              "Choose another name for the criterion.");
    if (member.value.is_text() && member.value.text.empty()) return criterion;
    Fields fields{reading.problems, member.value, path};
    criterion.title = fields.sentences("title");
    criterion.help = fields.sentences("help");
    criterion.weight = fields.number("weight").value_or(Decimal{1});
    criterion.threshold = fields.number("threshold");
    criterion.threshold_position = fields.position_of("threshold");
    fields.finish();
    return criterion;
}

void read_scale(Reading& reading, Fields& fields, Rubric& rubric) {
    const Node* node = fields.take("scale", Presence::required);
    if (node == nullptr) return;
    rubric.scale_position = node->position;
    Fields scale{reading.problems, *node, fields.path_of("scale")};
    scale.take("from", Presence::required);
    scale.take("to", Presence::required);
    rubric.from = scale.number("from").value_or(Decimal{0});
    rubric.to = scale.number("to").value_or(Decimal{5});
    rubric.step = scale.number("step").value_or(Decimal{1});
    constexpr std::string_view ends[] = {"highest", "lowest"};
    rubric.lowest_is_best = scale.word("best", ends) == std::size_t{1};
    scale.finish();
}

}  // namespace

void read_forms(Reading& reading, Fields& top) {
    for (const Member& member : top.members("forms", Presence::required)) {
        const std::string path = "forms." + member.key;
        check_name(reading.problems, member.position, path, member.key);
        Fields fields{reading.problems, member.value, path};
        Form form;
        form.name = member.key;
        form.position = member.position;
        form.title = fields.sentences("title");
        form.fields = read_fields(reading, fields.members("fields", Presence::required),
                                  fields.path_of("fields"), false);
        for (const Member& one : fields.members("assessed"))
            read_assessed(reading, one, fields.path_of("assessed") + "." + one.key, form);
        for (const Member& one : fields.members("computed"))
            read_computed(reading, one, fields.path_of("computed") + "." + one.key, form);
        fields.finish();
        reading.definition.forms.push_back(std::move(form));
    }
}

void read_rubrics(Reading& reading, Fields& top) {
    for (const Member& member : top.members("rubrics")) {
        const std::string path = "rubrics." + member.key;
        check_name(reading.problems, member.position, path, member.key);
        Fields fields{reading.problems, member.value, path};
        Rubric rubric;
        rubric.name = member.key;
        rubric.position = member.position;
        rubric.title = fields.sentences("title");
        read_scale(reading, fields, rubric);
        for (const Member& anchor : fields.members("anchors")) {
            const std::string here = fields.path_of("anchors") + "." + anchor.key;
            const auto at = parse_decimal(anchor.key);
            if (!at)
                reading.problems.note(anchor.position, "not-a-number", here,
                                      "`" + anchor.key + "` is not a score.",
                                      "Write the score that the text describes.");
            else if (!rubric.anchors.emplace(*at, read_sentences(reading.problems, anchor.value, here))
                          .second)
                reading.problems.note(anchor.position, "duplicate-key", here,
                                      "This score is described twice.", "Keep one of them.");
            else
                rubric.anchor_positions.emplace(*at, anchor.position);
        }
        constexpr std::string_view comments[] = {"optional", "required"};
        rubric.comment_required = fields.word("comment", comments).value_or(0) == 1;
        rubric.weighted_total = fields.boolean("weighted_total");
        rubric.total_threshold = fields.number("total_threshold");
        rubric.total_threshold_position = fields.position_of("total_threshold");
        for (const Member& one : fields.members("criteria", Presence::required))
            rubric.criteria.push_back(
                read_criterion(reading, one, fields.path_of("criteria") + "." + one.key));
        fields.finish();
        reading.definition.rubrics.push_back(std::move(rubric));
    }
}

void read_rules(Reading& reading, Fields& top) {
    for (const Member& member : top.members("rules")) {
        const std::string path = "rules." + member.key;
        check_name(reading.problems, member.position, path, member.key);
        Fields fields{reading.problems, member.value, path};
        RuleSet set;
        set.name = member.key;
        set.position = member.position;
        set.title = fields.sentences("title");
        std::size_t i = 0;
        for (const Node& item : fields.items("rules", Presence::required)) {
            Fields one{reading.problems, item, fields.path_of("rules") + "[" + std::to_string(i++) + "]"};
            Rule rule;
            rule.id = one.name("id", Presence::required);
            for (const Rule& other : set.rules)
                if (!rule.id.empty() && other.id == rule.id)
                    reading.problems.note(item.position, "duplicate-rule", one.path_of("id"),
                                          "There are two rules `" + rule.id + "` in this set.",
                                          "Rename one of them.");
            keep_expression(reading, one, "require", Presence::required);
            rule.message = one.sentences("message", Presence::required);
            for (const Member& shown : one.members("show")) {
                const std::string here = one.path_of("show") + "." + shown.key;
                if (!is_name(shown.key)) check_name(reading.problems, shown.position, here, shown.key);
                reading.expressions.emplace(here, &shown.value);
                rule.show.emplace_back(shown.key, Expression{});
            }
            one.finish();
            set.rules.push_back(std::move(rule));
        }
        fields.finish();
        reading.definition.rules.push_back(std::move(set));
    }
}

}  // namespace atranka::definition
