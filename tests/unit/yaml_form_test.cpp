// Forms as applicants fill them in, against a definition as it is written.

#include "adapters/yaml/yaml.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/read.hpp"
#include "engine/definition/scope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace atranka;
using namespace atranka::definition;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view small_call = R"(
workflow: small
version: 1
title: {en: Small}
timezone: Europe/Vilnius
parameters:
  closing: {type: datetime, per: round}
  rate: {type: number, default: 0.40, minimum: 0, maximum: 1}
roles: {applicant: , officer: }
forms:
  project:
    fields:
      summary: {type: text, label: {en: Summary}, required: true, max_length: 10}
      grant: {type: money, label: {en: Grant}, required: true, minimum: 0.01, maximum: 25000}
      balance: {type: money, label: {en: Balance}, minimum: -100}
      partners: {type: integer, label: {en: Partners}, minimum: 1}
      share: {type: number, label: {en: Share}}
      public: {type: boolean, label: {en: Public}, required: true}
      reason: {type: choice, label: {en: Reason}, choices: {law: {en: Law}, will: {en: Will}}, required_when: public}
      starts: {type: date, label: {en: Starts}}
      topics: {type: choices, label: {en: Topics}, choices: {soil: {en: Soil}, water: {en: Water}, air: {en: Air}}}
      lead: {type: organisation, label: {en: Lead}}
      contact: {type: text, label: {en: Contact}, personal: true}
      costs:
        type: table
        label: {en: Costs}
        required: true
        minimum: 1
        maximum: 3
        columns:
          purpose: {type: text, label: {en: Purpose}}
          claimed: {type: money, label: {en: Claimed}, required: true}
          supplier: {type: organisation, label: {en: Supplier}, required_when: claimed > 10000}
    assessed:
      costs.accepted: {type: money, by: officer, at_most: claimed}
    computed:
      eligible: sum(costs.accepted)
      own: eligible - grant
steps:
  submission:
    {kind: submission, by: applicant, form: project, closes: closing, on: {submitted: done, lapsed: done, withdrawn: done}}
outcomes: {done: {title: {en: Done}}}
)";

const Definition& small() {
    static const Definition definition = [] {
        auto node = yaml::read(small_call);
        auto read = definition::read(node.value());
        if (!read)
            for (const definition::Problem& problem : read.error()) ADD_FAILURE() << problem_text(problem);
        return std::move(read.value());
    }();
    return definition;
}

Value sound() {
    return Value::object(
        {{"summary", "Dirvožemis"},
         {"grant", "400"},
         {"public", "false"},
         {"costs", Value::list({Value::object({{"purpose", "x"}, {"claimed", "1000.5"}})})}});
}

// "path: message" of every problem.
std::vector<std::string> problems(const Value& typed, const OrganisationLookup& lookup = {}) {
    std::vector<std::string> found;
    if (const auto checked = check_form(small(), small().forms[0], typed, lookup); !checked)
        for (const auto& problem : checked.error()) found.push_back(problem.path + ": " + problem.message);
    return found;
}
std::vector<std::string> with(std::string field, Value value) {
    Value form = sound();
    form.set(std::move(field), std::move(value));
    return problems(form);
}

TEST(Forms, AreKeptInOneSpellingHoweverTheyWereTyped) {
    Value typed = sound();
    typed.set("share", Value{Decimal::parse("0.50").value()});
    typed.set("partners", 3);
    typed.set("starts", "2026-11-23");
    typed.set("topics", Value::list({"air", "soil"}));
    typed.set("balance", "-5");
    typed.set("contact", "");
    const auto canonical = check_form(small(), small().forms[0], typed);
    ASSERT_TRUE(canonical);
    EXPECT_EQ(canonical->at("grant"), Value{"400.00"});
    EXPECT_EQ(canonical->at("balance"), Value{"-5.00"});
    EXPECT_EQ(canonical->at("share"), Value{"0.5"});
    EXPECT_EQ(canonical->at("partners"), Value{"3"});
    EXPECT_EQ(canonical->at("public"), Value{false});
    EXPECT_EQ(canonical->at("topics"), Value::list({"soil", "air"}));
    EXPECT_EQ(canonical->at("costs").as_list()[0].at("claimed"), Value{"1000.50"});
    EXPECT_EQ(canonical->find("contact"), nullptr);
    EXPECT_EQ(check_form(small(), small().forms[0], *canonical).value(), *canonical);
}

TEST(Forms, RefuseAmountsThatAreNoExactDecimals) {
    for (const char* bad : {"1e3", "NaN", "25,000", "25 000", "+5", "0x10", "010", ".5", "5.", "€5", "∞", ""})
        EXPECT_EQ(with("grant", bad).size(), 1U) << bad;
    EXPECT_THAT(with("grant", "25,000"), ElementsAre(HasSubstr("grant: `25,000` is not an exact decimal")));
    EXPECT_THAT(with("grant", "1.005"),
                ElementsAre(HasSubstr("grant: `1.005` is not a whole number of cents")));
    EXPECT_TRUE(with("grant", "1.500").empty());
}

TEST(Forms, RefuseWhatIsOutOfItsLimits) {
    EXPECT_THAT(with("grant", "25000.01"), ElementsAre("grant: 25000.01 is above 25000."));
    EXPECT_THAT(with("grant", "0"), ElementsAre(HasSubstr("is below 0.01")));
    EXPECT_THAT(with("balance", "-100.01"), ElementsAre(HasSubstr("is below -100")));
    EXPECT_THAT(with("partners", "1.5"), ElementsAre(HasSubstr("is not a whole number")));
    EXPECT_THAT(with("summary", "ąčęėįšųūž12"), ElementsAre(HasSubstr("11 characters; at most 10")));
    EXPECT_THAT(with("share", "99999999999999999"), ElementsAre(HasSubstr("larger than any")));
    EXPECT_THAT(with("costs", Value::list({Value::object({{"claimed", "-1"}})})),
                ElementsAre(HasSubstr("costs[0].claimed: -1.00 is below 0")));
}

TEST(Forms, RefuseTextWithControlCharactersInvalidUtf8AndSecondLines) {
    EXPECT_THAT(with("summary", "a\x01"), ElementsAre(HasSubstr("summary: This text is refused")));
    EXPECT_THAT(with("summary", "a\xff"), ElementsAre(HasSubstr("summary: This text is refused")));
    EXPECT_THAT(with("summary", "a\nb"), ElementsAre("summary: One line is wanted here."));
    EXPECT_THAT(with("contact", 5), ElementsAre(HasSubstr("is not a text")));
}

TEST(Forms, RefuseWrongDatesChoicesAndIds) {
    EXPECT_THAT(with("starts", "2026-02-30"), ElementsAre(HasSubstr("is not a date")));
    EXPECT_THAT(with("starts", "23.11.2026"), ElementsAre(HasSubstr("is not a date")));
    EXPECT_THAT(with("reason", "lav"), ElementsAre(HasSubstr("Did you mean `law`?")));
    EXPECT_THAT(with("topics", Value::list({"soil", "soil"})),
                ElementsAre("topics[1]: This is chosen twice."));
    EXPECT_THAT(with("topics", "soil"), ElementsAre("topics: A list of choices is wanted."));
    EXPECT_THAT(with("lead", "No Such"), ElementsAre(HasSubstr("lead: The id of a registered organisation")));
    EXPECT_THAT(with("public", "NO"), ElementsAre("public: `NO` is neither true nor false."));
}

TEST(Forms, RefuseFieldsThatAreNotInTheFormAndNameTheNearest) {
    EXPECT_THAT(with("grants", "1"), ElementsAre("grants: There is no such field. Did you mean `grant`?"));
    EXPECT_THAT(with("eligible", "1"),
                ElementsAre(HasSubstr("eligible: This is not filled in by applicants")));
    EXPECT_THAT(with("costs", Value::list({Value::object({{"claimed", "1"}, {"accepted", "1"}})})),
                ElementsAre(HasSubstr("costs[0].accepted: This is not filled in by applicants")));
    EXPECT_THAT(problems(Value{"text"}),
                testing::Contains(HasSubstr("An object with the fields of the form is wanted")));
}

TEST(Forms, NameEveryProblemAtOnceWithItsPath) {
    const Value typed = Value::object(
        {{"grant", "1e3"},
         {"public", true},
         {"costs", Value::list({Value::object({{"claimed", "5"}}), Value::object({{"purpose", "x"}}),
                                Value::object({{"claimed", "25,000"}})})}});
    const auto found = problems(typed);
    std::vector<std::string> paths;
    for (const std::string& one : found) paths.push_back(one.substr(0, one.find(':')));
    EXPECT_THAT(paths, ElementsAre("summary", "grant", "costs[1].claimed", "costs[2].claimed", "reason"));
}

TEST(Forms, RequireAFieldWhenItsConditionHolds) {
    EXPECT_THAT(with("public", true), ElementsAre("reason: This must be filled in, since public."));
    EXPECT_THAT(with("costs",
                     Value::list({Value::object({{"claimed", "1"}}), Value::object({{"claimed", "10001"}})})),
                ElementsAre(HasSubstr("costs[1].supplier: This must be filled in")));
}

TEST(Forms, RefuseTooFewAndTooManyLines) {
    EXPECT_THAT(with("costs", Value::list()), ElementsAre("costs: This must be filled in."));
    const Value row = Value::object({{"claimed", "1"}});
    EXPECT_THAT(with("costs", Value::list({row, row, row, row})),
                ElementsAre(HasSubstr("costs: The number of lines is out of its limits: 4 is above 3")));
}

TEST(Forms, RefuseAnOrganisationThatNobodyRegistered) {
    const OrganisationLookup lookup = [](std::string_view id) {
        return id == "known" ? std::optional{OrganisationFacts{}} : std::nullopt;
    };
    Value typed = sound();
    typed.set("lead", "unknown");
    EXPECT_THAT(problems(typed, lookup), ElementsAre(HasSubstr("lead: No organisation is registered")));
    typed.set("lead", "known");
    EXPECT_TRUE(problems(typed, lookup).empty());
}

TEST(Forms, CountAClaimedLineAsAcceptedUntilItIsAssessed) {
    Value canonical = check_form(small(), small().forms[0], sound()).value();
    EXPECT_EQ(form_context(small().forms[0], canonical).find("own")->as_number(),
              Decimal::parse("600.50").value());
    canonical.as_object()["costs"].as_list()[0].set("accepted", "500.00");
    const feel::Context context = form_context(small().forms[0], canonical);
    EXPECT_EQ(context.find("eligible")->as_number(), Decimal{500});
    EXPECT_EQ(context.find("own")->as_number(), Decimal{100});
}

TEST(Forms, KeepTextsAndPersonalFieldsOutOfWhatRulesSee) {
    Value typed = sound();
    typed.set("contact", "Jonas");
    const Value canonical = check_form(small(), small().forms[0], typed).value();
    const feel::Context context = form_context(small().forms[0], canonical);
    EXPECT_EQ(context.find("contact"), nullptr);
    EXPECT_EQ(context.find("summary"), nullptr);
    const Value part = public_part(small().forms[0], canonical);
    EXPECT_EQ(part.find("contact"), nullptr);
    EXPECT_EQ(part.at("costs").as_list()[0].find("purpose"), nullptr);
    EXPECT_EQ(part.at("costs").as_list()[0].at("claimed"), Value{"1000.50"});
    EXPECT_EQ(check_form(small(), public_form(small().forms[0]), part).value(), part);
}

TEST(Parameters, AreCheckedAgainstTypeAndLimits) {
    const Parameter& rate = *small().parameter("rate");
    EXPECT_EQ(check_parameter(rate, Value{"0.50"}).value(), Value{"0.5"});
    EXPECT_THAT(check_parameter(rate, Value{"1.1"}).error().message, HasSubstr("above 1"));
    const Parameter& closing = *small().parameter("closing");
    EXPECT_EQ(check_parameter(closing, Value{"2026-11-23T21:59:59Z"}).value(),
              Value{"2026-11-23T21:59:59.000Z"});
    EXPECT_FALSE(check_parameter(closing, Value{"2026-11-23"}));
}

TEST(Scopes, HoldAtAStepWhatIsKnownOnEveryWayThere) {
    const feel::Scope scope = scope_at(small(), small().steps[0]);
    for (const char* name : {"rate", "grant", "costs", "eligible", "own", "lead"})
        EXPECT_TRUE(scope.names.contains(name));
    for (const char* name : {"summary", "contact", "submission"})
        EXPECT_FALSE(scope.names.contains(name)) << name;
    EXPECT_EQ(scope.names.at("own").kind, feel::Type::Kind::number);
}

}  // namespace
