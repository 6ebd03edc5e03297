#pragma once
// What each expression of a definition may name, and of which type; and the values that stand under these
// names.
// Shape:  at a step: the parameters; the public fields and computed values of the form submitted last on the
//         way there; every submission before under its step's name; every review before under its step's
//         name, with `total`, `worst` and each criterion. A name is in scope only if it is known on every way
//         to the step. Money and numbers are FEEL numbers, a choice is its name, an organisation a context of
//         what is registered of it, a table a list of contexts with assessed columns as further ones. Texts
//         and personal fields have no name.
// Source: DESIGN.md §4 (every expression is type-checked when the definition is loaded), §2 (private parts).

#include "engine/definition/flow.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/model.hpp"

namespace atranka::definition {

feel::Scope scope_at(const Definition& definition, const Step& step);
feel::Scope scope_at(const Definition& definition, const Step& step, const Arrival& arrival);
// `when` of a divergence: besides, `gap`, `highest` and `lowest` of the experts' totals.
feel::Scope divergence_scope(const Definition& definition, const Step& step, const Arrival& arrival);
feel::Scope parameter_scope(const Definition& definition);
// The decision tables are functions wherever an expression stands.
void know_tables(feel::Scope& scope, const Definition& definition);
// `required_when` and `formula`: the fields of the form; with `computed`, those among its first so many.
feel::Scope form_scope(const Form& form, std::size_t computed = 0);
// `required_when` of a column: the form's fields, and those of the line before them.
feel::Scope row_scope(const Form& form, const Field& table);

feel::Type type_of(const Form& form, const Field& field);
feel::Type type_of(const Parameter& parameter);

// Of a canonical value, which may be missing (null). Of an organisation: its id, or an object with what is
// registered.
feel::Value feel_value(const Form& form, const Field& field, const Value* canonical,
                       const OrganisationLookup& organisations = {});
feel::Value feel_value(const Parameter& parameter, const Value& canonical);
// What was given by hand, in JSON or YAML, where numbers, dates and truths may be texts.
feel::Value given_value(const Value& given, const feel::Type& type);
// The context of one line, over that of its form.
feel::Context row_context(const Form& form, const Field& table, const Value& row,
                          const feel::Context& form_values, const OrganisationLookup& organisations);

}  // namespace atranka::definition
