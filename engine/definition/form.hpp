#pragma once
// What a person typed into a form, checked whole: its canonical value, or every fault of it with the field's
// path.
// Shape:  canonical: an object without the fields that are empty; money is text with exactly two decimals
//         ("25000.00"), numbers and whole numbers plain decimal text, dates "2026-11-23", choices in the
//         definition's order. Typed values may be text throughout (as YAML gives them) or JSON's own numbers
//         and booleans.
// Units:  money in the definition's currency, never below zero unless its minimum says so; rows count from 0
//         in paths.
// Errors: all the problems at once, by field path ("costs[2].claimed").

#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"

#include <functional>
#include <tl/expected.hpp>

namespace atranka::definition {

// What rules may know of an organisation that a form names; nothing for one that is not registered.
struct OrganisationFacts {
    bool sme = false, knowledge_institute = false, ngo = false, cluster = false;
    std::string country;
    std::optional<std::int64_t> cluster_members;
};
using OrganisationLookup = std::function<std::optional<OrganisationFacts>(std::string_view id)>;

// Where a limit of length is not declared.
constexpr int text_length_max = 1'000;
constexpr int long_text_length_max = 20'000;

tl::expected<Value, std::vector<kernel::Problem>> check_form(const Definition& definition, const Form& form,
                                                             const Value& typed,
                                                             const OrganisationLookup& organisations = {});

// What a call sets a parameter to: canonical, or what is wrong with it.
tl::expected<Value, kernel::Problem> check_parameter(const Parameter& parameter, const Value& typed);

// Whether rules, lists and results may see the field: no free text, and nothing personal.
bool is_public(const Field& field);
// The form without its private fields: what imported facts are checked against.
Form public_form(Form form);
// The public part of a canonical form value, with the same shape.
Value public_part(const Form& form, const Value& canonical);

// The public fields and what is computed from them, for FEEL. A line of a table that no officer assessed yet
// counts with the column that bounds the assessed one: what is claimed is taken as accepted until it is cut.
feel::Context form_context(const Form& form, const Value& canonical,
                           const OrganisationLookup& organisations = {});

}  // namespace atranka::definition
