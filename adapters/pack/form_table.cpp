#include "adapters/pack/form_table.hpp"

#include "adapters/json/json.hpp"
#include "engine/definition/form.hpp"
#include "engine/explanation/arithmetic.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

const Value* member(const Value* tree, const std::string& name) {
    return tree == nullptr || !tree->is_object() ? nullptr : tree->find(name);
}

std::string plain(const Value& value) {
    if (value.is_text()) return value.as_text();
    if (value.is_number()) return value.as_decimal().text();
    return json::write(value);
}

Both yes_or_no(bool is_so) { return is_so ? Both{"yes", "taip"} : Both{"no", "ne"}; }

Both choice_text(const definition::Field& field, const std::string& name) {
    const auto it = std::ranges::find(field.choices, name, &std::pair<std::string, definition::Text>::first);
    return it == field.choices.end() ? Both{name} : label_of(it->second, name);
}

Both organisation_text(const Value& value, const OrganisationName& names) {
    if (value.is_text()) return names(value.as_text());
    const Value* id = member(&value, "id");
    if (id == nullptr || !id->is_text()) return plain(value);
    Both text = names(id->as_text());
    Both facts;
    const auto add = [&](const char* name, const Both& words) {
        if (const Value* fact = value.find(name); fact != nullptr && *fact == Value{true})
            facts += Both{facts.empty() ? "" : ", "} + words;
    };
    if (const Value* country = value.find("country"); country != nullptr && country->is_text())
        facts += country->as_text();
    add("sme", {"SME", "MVĮ"});
    add("knowledge_institute", {"knowledge institute", "mokslo ir studijų institucija"});
    add("ngo", {"NGO", "NVO"});
    add("cluster", {"cluster", "klasteris"});
    return facts.empty() ? text : text + " (" + facts + ")";
}

// "1. Staff; claimed 19 375.00" a row, its cells under their labels.
Both rows_text(const definition::Field& field, const Value::List& rows, const OrganisationName& names) {
    Both text;
    std::size_t number = 0;
    for (const Value& row : rows) {
        text += Both{number == 0 ? "" : "\n"} + std::to_string(number + 1) + ". ";
        ++number;
        bool is_first = true;
        for (const definition::Field& column : field.columns)
            if (const Value* cell = member(&row, column.name)) {
                text += Both{is_first ? "" : "; "} + label_of(column.label, column.name) + ": " +
                        field_text(column, *cell, names);
                is_first = false;
            }
    }
    return text;
}

}  // namespace

Both label_of(const definition::Text& text, const std::string& name) {
    return text.empty() ? Both{name} : Both{text.in("en"), text.in("lt")};
}

std::string money_text(const Decimal& amount) {
    std::string text = amount.rounded(2, Rounding::half_even).text();
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::size_t first = text.starts_with("-") ? 1 : 0;
    for (std::size_t at = point; at > first + 3; at -= 3) text.insert(at - 3, "\u00a0");
    return text;
}

// What is known of a file; without its name and hash where the form itself is gone.
Both attachment_text(const Value& value) {
    if (!value.is_object()) return plain(value);
    Both text;
    for (const auto& [name, one] : value.as_object())
        if (!one.is_list()) text += Both{(text.empty() ? "" : ", ") + name + " " + plain(one)};
    return text;
}

Both field_text(const definition::Field& field, const Value& value, const OrganisationName& names) {
    using definition::FieldType;
    if (value.is_null()) return "—";
    switch (field.type) {
        case FieldType::money: {
            const auto amount = value.is_text()     ? Decimal::parse(value.as_text())
                                : value.is_number() ? std::optional{value.as_decimal()}
                                                    : std::nullopt;
            return amount ? Both{money_text(*amount)} : Both{plain(value)};
        }
        case FieldType::boolean: return value.is_bool() ? yes_or_no(value.as_bool()) : Both{plain(value)};
        case FieldType::choice: return choice_text(field, plain(value));
        case FieldType::choices: {
            if (!value.is_list()) return plain(value);
            Both list;
            for (const Value& one : value.as_list())
                list += Both{list.empty() ? "" : ", "} + choice_text(field, plain(one));
            return list;
        }
        case FieldType::organisation: return organisation_text(value, names);
        case FieldType::attachment: return attachment_text(value);
        case FieldType::table:
            return value.is_list() ? rows_text(field, value.as_list(), names) : Both{plain(value)};
        default: return plain(value);
    }
}

std::vector<std::vector<Both>> form_table(const definition::Form& form, const Value& facts,
                                          const Value* form_given, const Both& absent,
                                          const OrganisationName& names) {
    std::vector<std::vector<Both>> rows{{{"Field", "Laukas"}, {"Answer", "Atsakymas"}}};
    for (const definition::Field& field : form.fields) {
        const Value* value = member(&facts, field.name);
        const Value* given = member(form_given, field.name);
        // Facts have less of a file than the form.
        if (value == nullptr || (field.type == definition::FieldType::attachment && given != nullptr))
            value = given;
        const bool is_lost = value == nullptr && form_given == nullptr && !definition::is_public(field);
        rows.push_back({label_of(field.label, field.name), is_lost ? absent
                                                           : value == nullptr
                                                               ? Both{"not filled in", "neužpildyta"}
                                                               : field_text(field, *value, names)});
        // Texts inside a table are the form's, and no facts.
        if (value != nullptr && field.type == definition::FieldType::table)
            if (const Value* whole = member(form_given, field.name); whole != nullptr && whole->is_list()) {
                Value merged = *whole;
                if (value->is_list() && value->as_list().size() == merged.as_list().size())
                    for (std::size_t i = 0; i < merged.as_list().size(); ++i)
                        if (value->as_list()[i].is_object() && merged.as_list()[i].is_object())
                            for (const auto& [name, cell] : value->as_list()[i].as_object())
                                merged.as_list()[i].set(name, cell);
                rows.back()[1] = field_text(field, merged, names);
            }
    }
    for (const definition::Computed& computed : form.computed)
        if (const Value* value = member(&facts, computed.name))
            rows.push_back({label_of(computed.label, computed.name) + Both{" (computed)", " (apskaičiuota)"},
                            plain(*value)});
    return rows;
}

}  // namespace atranka::pack
