#include "engine/definition/form.hpp"

#include "engine/definition/attachment.hpp"
#include "engine/definition/scalar.hpp"
#include "engine/definition/scope.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

using Faults = std::vector<kernel::Problem>;

std::string joined(const std::string& path, std::string_view name) {
    return path.empty() ? std::string{name} : path + "." + std::string{name};
}

class Checker {
public:
    Checker(const Form& form, const OrganisationLookup& organisations)
        : form_{form}, organisations_{organisations} {}

    Faults faults;

    Value form_value(const Value& typed) {
        Value canonical =
            row(form_.fields, typed, "", [&](const std::string& name) { return belongs_to_computed(name); });
        // Conditions look at the whole form, so they come last.
        require_when(form_.fields, canonical, "", form_context(form_, canonical, organisations_));
        return canonical;
    }

private:
    void note(std::string path, std::string message) {
        faults.push_back({std::move(path), std::move(message)});
    }

    bool belongs_to_computed(const std::string& name) const {
        return std::any_of(form_.computed.begin(), form_.computed.end(),
                           [&](const Computed& c) { return c.name == name; });
    }

    template <class IsComputed>
    Value row(const std::vector<Field>& fields, const Value& typed, const std::string& path,
              const IsComputed& is_computed) {
        Value canonical = Value::object();
        if (!typed.is_object()) {
            note(path, "An object with the fields of the " + std::string{path.empty() ? "form" : "line"} +
                           " is wanted.");
            return canonical;
        }
        for (const Field& field : fields) {
            const Value* value = typed.find(field.name);
            const std::string here = joined(path, field.name);
            if (value == nullptr || is_blank(*value)) {
                if (field.required) note(here, "This must be filled in.");
                continue;
            }
            if (auto one = field_value(field, *value, here)) canonical.set(field.name, std::move(*one));
        }
        unknown_fields(fields, typed, path, is_computed);
        return canonical;
    }

    template <class IsComputed>
    void unknown_fields(const std::vector<Field>& fields, const Value& typed, const std::string& path,
                        const IsComputed& is_computed) {
        std::vector<std::string> known;
        for (const Field& field : fields) known.push_back(field.name);
        for (const auto& [name, value] : typed.as_object()) {
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const bool sound = !kernel::text_fault(name);
            const std::string here = joined(path, sound ? name : "?");
            const std::string near = sound ? kernel::nearest(name, known) : std::string{};
            if (is_computed(name))
                note(here, "This is not filled in by applicants; leave it out.");
            else
                note(here, "There is no such field." + (near.empty() ? "" : " Did you mean `" + near + "`?"));
        }
    }

    std::optional<Value> noted(Scalar scalar, const std::string& path) {
        if (scalar) return std::move(*scalar);
        note(path, std::move(scalar.error()));
        return std::nullopt;
    }

    std::optional<Value> field_value(const Field& field, const Value& typed, const std::string& path) {
        switch (field.type) {
            case FieldType::text:
            case FieldType::long_text: return text(field, typed, path);
            case FieldType::money: return within(field, noted(read_money(typed), path), path);
            case FieldType::number: return within(field, noted(read_number(typed), path), path);
            case FieldType::integer: return within(field, noted(read_integer(typed), path), path);
            case FieldType::boolean: return noted(read_boolean(typed), path);
            case FieldType::date: return noted(read_date(typed), path);
            case FieldType::choice: return choice(field, typed, path);
            case FieldType::choices: return choices(field, typed, path);
            case FieldType::organisation: return organisation(typed, path);
            case FieldType::table: return table(field, typed, path);
            case FieldType::attachment: return noted(read_attachment(field, typed), path);
        }
        return std::nullopt;
    }

    std::optional<Value> text(const Field& field, const Value& typed, const std::string& path) {
        auto value = noted(read_text(typed), path);
        if (!value) return value;
        if (field.type == FieldType::text && value->as_text().find_first_of("\n\r") != std::string::npos)
            note(path, "One line is wanted here.");
        const int otherwise = field.type == FieldType::text ? text_length_max : long_text_length_max;
        const auto length_max = static_cast<std::size_t>(field.max_length.value_or(otherwise));
        const std::size_t length = kernel::code_points(value->as_text());
        if (length > length_max)
            note(path, "This has " + std::to_string(length) + " characters; at most " +
                           std::to_string(length_max) + " are taken.");
        return value;
    }

    std::optional<Value> within(const Field& field, std::optional<Value> value, const std::string& path) {
        if (!value) return value;
        std::optional<Decimal> minimum = field.minimum;
        if (!minimum && field.type == FieldType::money) minimum = Decimal{0};
        const Decimal number = Decimal::parse(value->as_text()).value();
        if (std::string fault = limit_fault(number, minimum, field.maximum); !fault.empty())
            note(path, std::move(fault));
        return value;
    }

    static std::vector<std::string> choice_names(const Field& field) {
        std::vector<std::string> names;
        for (const auto& [name, label] : field.choices) names.push_back(name);
        return names;
    }
    bool is_choice(const Field& field, const Value& typed, const std::string& path) {
        const std::vector<std::string> known = choice_names(field);
        if (typed.is_text() && std::find(known.begin(), known.end(), typed.as_text()) != known.end())
            return true;
        const bool sound = typed.is_text() && !kernel::text_fault(typed.as_text());
        const std::string near = sound ? kernel::nearest(typed.as_text(), known) : std::string{};
        std::string message = "This is not one of the choices:";
        for (const std::string& name : known) message += (name == known.front() ? " " : ", ") + name;
        note(path, message + "." + (near.empty() ? "" : " Did you mean `" + near + "`?"));
        return false;
    }
    std::optional<Value> choice(const Field& field, const Value& typed, const std::string& path) {
        return is_choice(field, typed, path) ? std::optional{typed} : std::nullopt;
    }
    std::optional<Value> choices(const Field& field, const Value& typed, const std::string& path) {
        if (!typed.is_list()) {
            note(path, "A list of choices is wanted.");
            return std::nullopt;
        }
        std::vector<std::string> chosen;
        std::size_t i = 0;
        for (const Value& one : typed.as_list()) {
            const std::string here = path + "[" + std::to_string(i++) + "]";
            if (!is_choice(field, one, here)) continue;
            if (std::find(chosen.begin(), chosen.end(), one.as_text()) != chosen.end())
                note(here, "This is chosen twice.");
            chosen.push_back(one.as_text());
        }
        if (typed.as_list().empty()) {
            if (field.required) note(path, "This must be filled in.");
            return std::nullopt;
        }
        Value::List in_order;
        for (const std::string& name : choice_names(field))
            if (std::find(chosen.begin(), chosen.end(), name) != chosen.end()) in_order.emplace_back(name);
        return Value{std::move(in_order)};
    }

    std::optional<Value> organisation(const Value& typed, const std::string& path) {
        if (!typed.is_text() || !kernel::is_id(typed.as_text())) {
            note(path, "The id of a registered organisation is wanted: small letters, digits and hyphens.");
            return std::nullopt;
        }
        if (organisations_ && !organisations_(typed.as_text())) {
            note(path, "No organisation is registered as `" + typed.as_text() + "`.");
            return std::nullopt;
        }
        return typed;
    }

    std::optional<Value> table(const Field& field, const Value& typed, const std::string& path) {
        if (!typed.is_list()) {
            note(path, "A list of lines is wanted.");
            return std::nullopt;
        }
        const auto is_assessed = [&](const std::string& name) {
            return std::any_of(form_.assessed.begin(), form_.assessed.end(),
                               [&](const Assessed& a) { return a.table == field.name && a.column == name; });
        };
        const Value::List& rows = typed.as_list();
        if (rows.empty() && field.required) {
            note(path, "This must be filled in.");
            return std::nullopt;
        }
        constexpr int rows_max = 1'000;
        const Decimal count{static_cast<std::int64_t>(rows.size())};
        const std::string fault = limit_fault(count, rows.empty() ? std::nullopt : field.minimum,
                                              field.maximum.value_or(Decimal{rows_max}));
        if (!fault.empty()) {
            note(path, "The number of lines is out of its limits: " + fault);
            if (count > Decimal{rows_max}) return std::nullopt;
        }
        Value::List canonical;
        std::size_t i = 0;
        for (const Value& one : rows)
            canonical.push_back(row(field.columns, one, path + "[" + std::to_string(i++) + "]", is_assessed));
        return rows.empty() ? std::nullopt : std::optional{Value{std::move(canonical)}};
    }

    // A condition that has no value over a form that is otherwise sound cannot be passed over in silence.
    void require_when(const std::vector<Field>& fields, const Value& row_value, const std::string& path,
                      const feel::Context& context) {
        const bool sound = faults.empty();
        for (const Field& field : fields) {
            const std::string here = joined(path, field.name);
            const Value* value = row_value.find(field.name);
            if (field.required_when && value == nullptr) {
                const feel::Value verdict = field.required_when->compiled.evaluate(context).value;
                if (verdict.is_true())
                    note(here, "This must be filled in, since " + field.required_when->source() + ".");
                else if (!verdict.is_boolean() && sound)
                    note(here, "Whether this must be filled in cannot be told: `" +
                                   field.required_when->source() +
                                   "` has no value, since a field that it looks at is empty.");
            }
            if (field.type != FieldType::table || value == nullptr) continue;
            std::size_t i = 0;
            for (const Value& one : value->as_list())
                require_when(field.columns, one, here + "[" + std::to_string(i++) + "]",
                             row_context(form_, field, one, context, organisations_));
        }
    }

    const Form& form_;
    const OrganisationLookup& organisations_;
};

}  // namespace

tl::expected<Value, Faults> check_form(const Definition&, const Form& form, const Value& typed,
                                       const OrganisationLookup& organisations) {
    Checker checker{form, organisations};
    Value canonical = checker.form_value(typed);
    if (!checker.faults.empty()) return tl::unexpected{std::move(checker.faults)};
    return canonical;
}

tl::expected<Value, kernel::Problem> check_parameter(const Parameter& parameter, const Value& typed) {
    using Type = Parameter::Type;
    const auto canonical = [&]() -> Scalar {
        switch (parameter.type) {
            case Type::money: return read_money(typed);
            case Type::number: return read_number(typed);
            case Type::integer: return read_integer(typed);
            case Type::date: return read_date(typed);
            case Type::datetime: return read_datetime(typed);
            case Type::text: return read_text(typed);
            case Type::boolean: return read_boolean(typed);
        }
        return read_text(typed);
    }();
    if (!canonical) return tl::unexpected{kernel::Problem{parameter.name, canonical.error()}};
    const bool is_number =
        parameter.type == Type::money || parameter.type == Type::number || parameter.type == Type::integer;
    if (is_number)
        if (std::string fault = limit_fault(Decimal::parse(canonical->as_text()).value(), parameter.minimum,
                                            parameter.maximum);
            !fault.empty())
            return tl::unexpected{kernel::Problem{parameter.name, std::move(fault)}};
    return *canonical;
}

bool is_public(const Field& field) {
    return !field.personal && field.type != FieldType::text && field.type != FieldType::long_text;
}

namespace {

Value public_row(const std::vector<Field>& fields, const Value& row) {
    Value part = Value::object();
    for (const Field& field : fields) {
        const Value* value = row.find(field.name);
        if (value == nullptr || !is_public(field)) continue;
        if (field.type != FieldType::table || !value->is_list()) {
            part.set(field.name, field.type == FieldType::attachment ? facts_of_attachment(*value) : *value);
            continue;
        }
        Value rows = Value::list();
        for (const Value& one : value->as_list()) rows.push(public_row(field.columns, one));
        part.set(field.name, std::move(rows));
    }
    return part;
}

}  // namespace

Form public_form(Form form) {
    // Files do not come with facts.
    const auto is_private = [](const Field& field) {
        return !is_public(field) || field.type == FieldType::attachment;
    };
    std::erase_if(form.fields, is_private);
    for (Field& field : form.fields) std::erase_if(field.columns, is_private);
    return form;
}

Value public_part(const Form& form, const Value& canonical) { return public_row(form.fields, canonical); }

}  // namespace atranka::definition
