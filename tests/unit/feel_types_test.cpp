// What a strict compilation refuses before anything is evaluated, and where it says that it is.

#include "engine/feel/feel.hpp"

#include <gmock/gmock.h>

namespace atranka::feel {
namespace {

using Kind = Type::Kind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Scope scope() {
    Scope scope;
    scope.names = {{"grant", {Kind::number, {}}},
                   {"title", {Kind::string, {}}},
                   {"starts", {Kind::date, {}}},
                   {"ready", {Kind::boolean, {}}},
                   {"span", {Kind::days_duration, {}}},
                   {"period", {Kind::range, {{"item", {Kind::date, {}}}}}},
                   {"anything", {}},
                   {"theme", Type::one_of({"soil", "water"})},
                   {"themes", Type::list_of(Type::one_of({"soil", "water"}))},
                   {"costs", Type::list_of(Type::context_of(
                                 {{"claimed", {Kind::number, {}}}, {"category", {Kind::string, {}}}}))}};
    return scope;
}
std::vector<Fault> faults(const std::string& source) {
    const auto expression = Expression::compile(source, scope(), Strictness::strict);
    return expression ? std::vector<Fault>{} : expression.error();
}

struct Wrong {
    const char *source, *underlined, *message;
};

TEST(FeelTypes, FaultsAreUnderlinedWhereTheyAre) {
    for (const Wrong& wrong : {
             Wrong{"string length(starts) > 3", "starts", "string length takes a string here, not a date"},
             {"contains(grant, \"a\")", "grant", "contains takes a string here, not a number"},
             {"substring(\"abc\", starts)", "starts", "substring takes a number here, not a date"},
             {"floor(grant, \"2\")", "\"2\"", "floor takes a number here, not a string"},
             {"floor(foo: grant)", "grant", "floor has no argument foo"},
             {"floor(scale: title, n: grant)", "title", "floor takes a number here, not a string"},
             {"date(grant)", "grant", "date takes a string or a date or a date and time here, not a number"},
             {"date(2026, 12, title)", "title", "date takes a number here, not a string"},
             {"not(grant)", "grant", "not takes a boolean here, not a number"},
             {"day of week(title)", "title",
              "day of week takes a date or a date and time here, not a string"},
             {"during(starts, grant)", "grant", "during takes a range"},
             {"matches(title, \"[\")", "\"[\"", "no regular expression"},
             {"replace(title, \"a(\", \"\")", "\"a(\"", "no regular expression"},
             {"starts.yearr = 3", "starts.yearr", "a date has no yearr"},
             {"span.years > 1", "span.years", "has no years"},
             {"all(costs.claimed)", "all(costs.claimed)", "all looks at booleans, not number"},
             {"(grant + 1) + starts", "(grant + 1) + starts", "does not apply"},
             {"theme = \"soli\"", "theme = \"soli\"", "never \"soli\""},
             {"\"soli\" != theme", "\"soli\" != theme", "never \"soli\""},
             {"theme in (\"soil\", \"air\")", "\"air\"", "never \"air\""},
             {"list contains(themes, \"air\")", "list contains(themes, \"air\")", "never \"air\""},
             {"themes[item = \"air\"] = []", "item = \"air\"", "never \"air\""},
             {"(if ready then theme else \"air\") = \"fire\"",
              "(if ready then theme else \"air\") = \"fire\"", "never \"fire\""},
             {"theme in [\"air\", \"fire\"]", "[\"air\", \"fire\"]", "never"},
         }) {
        const auto found = faults(wrong.source);
        ASSERT_THAT(found, SizeIs(1)) << wrong.source;
        EXPECT_EQ(std::string{wrong.source}.substr(found[0].offset, found[0].length), wrong.underlined);
        EXPECT_THAT(found[0].message, HasSubstr(wrong.message)) << wrong.source;
    }
}

TEST(FeelTypes, WhatMayFitIsTaken) {
    for (const char* source : {"string length(title) > 3",
                               "string length(anything) > 3",
                               "floor(grant)",
                               "date(title) < starts",
                               "date(starts) = starts",
                               "contains(match: title, string: \"abc\")",
                               "matches(title, \"[\", \"q\")",
                               "matches(title, title)",
                               "during(starts, period)",
                               "before(starts, period)",
                               "starts.weekday = 1",
                               "span.days > 1",
                               "period.start included",
                               "sum(costs.claimed) > 1",
                               "all(for c in costs return c.claimed > 1)",
                               "list replace(costs.claimed, function(item, new) item > 1, 3) = []",
                               "list replace(costs.claimed, 1, 3) = []",
                               "string length(costs.category) > 1",
                               "abs(span) = span",
                               "is(title, grant)",
                               "min(grant, 3) = 3",
                               "list contains(costs.category, \"staff\")",
                               "upper case(null) = null",
                               "split(title, \",\") = []",
                               "theme = \"soil\" or \"water\" = theme",
                               "theme = title",
                               "theme in [\"soil\", \"water\"]",
                               "theme + \"s\" = \"soils\"",
                               "upper case(theme) = \"SOIL\"",
                               "append(themes, \"air\")[item = \"air\"] = []",
                               "(if ready then theme else \"air\") = \"air\"",
                               "(if ready then theme else title) = \"air\"",
                               "[{first name: \"A\"}][first name = \"A\"] = []",
                               "theme = null"})
        EXPECT_THAT(faults(source), IsEmpty()) << source;
}

TEST(FeelTypes, BracketsBelongToWhatTheyBegin) {
    for (const char* source : {"(grant + 1) * title", "(costs)[1].claimed + title", "(grant) + (title)"}) {
        const auto found = faults(source);
        ASSERT_THAT(found, SizeIs(1)) << source;
        EXPECT_EQ(found[0].offset, 0U) << source;
    }
}

}  // namespace
}  // namespace atranka::feel
