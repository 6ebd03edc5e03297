#include "engine/definition/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace atranka;
using namespace atranka::definition;

Instant at(std::string_view text) { return Instant::parse(text).value(); }
Day day(std::string_view text) { return parse_day(text).value(); }

// Europe/Vilnius, 2025-10 to 2027-03.
Calendar vilnius() {
    Calendar calendar;
    calendar.zone = "Europe/Vilnius";
    calendar.offsets = {{at("2025-10-26T01:00:00Z"), 7200},
                        {at("2026-03-29T01:00:00Z"), 10800},
                        {at("2026-10-25T01:00:00Z"), 7200},
                        {at("2027-03-28T01:00:00Z"), 10800}};
    for (int year = 2025; year <= 2027; ++year)
        for (const Day holiday : lithuanian_holidays(year)) calendar.holidays.push_back(holiday);
    return calendar;
}

TEST(Calendar, CountsWorkingDaysOverWeekendsAndHolidays) {
    const Calendar calendar = vilnius();
    const auto after = [&](std::string_view from, int days) {
        return day_text(add(calendar, day(from), {days, SpanUnit::working_days}));
    };
    EXPECT_EQ(after("2026-11-20", 1), "2026-11-23");  // Friday to Monday
    EXPECT_EQ(after("2026-11-21", 1), "2026-11-23");  // Saturday to Monday
    EXPECT_EQ(after("2026-12-23", 1), "2026-12-28");  // over Christmas Eve, Christmas and a weekend
    EXPECT_EQ(after("2026-04-02", 1), "2026-04-03");
    EXPECT_EQ(after("2026-04-03", 1), "2026-04-07");  // over Easter Monday
    EXPECT_EQ(after("2026-11-23", 10), "2026-12-07");
    EXPECT_EQ(after("2026-11-23", 0), "2026-11-23");
}

TEST(Calendar, CountsMonthsToTheLastDayWhereTheMonthIsShorter) {
    const Calendar calendar = vilnius();
    EXPECT_EQ(day_text(add(calendar, day("2026-01-31"), {1, SpanUnit::months})), "2026-02-28");
    EXPECT_EQ(day_text(add(calendar, day("2028-01-31"), {1, SpanUnit::months})), "2028-02-29");
    EXPECT_EQ(day_text(add(calendar, day("2026-11-15"), {14, SpanUnit::months})), "2028-01-15");
    EXPECT_EQ(day_text(add(calendar, day("2026-12-25"), {14, SpanUnit::days})), "2027-01-08");
}

TEST(Calendar, EndsADeadlineWithTheLastSecondOfTheLocalDay) {
    const Calendar calendar = vilnius();
    // 22:30 UTC is already the next day in Vilnius.
    EXPECT_EQ(deadline(calendar, at("2026-11-22T22:30:00Z"), {1, SpanUnit::working_days}).text(),
              "2026-11-24T21:59:59.000Z");
    EXPECT_EQ(deadline(calendar, at("2026-06-01T08:00:00Z"), {14, SpanUnit::days}).text(),
              "2026-06-15T20:59:59.000Z");
    // Over the end of summer time, the day is still a day.
    EXPECT_EQ(deadline(calendar, at("2026-10-20T08:00:00Z"), {14, SpanUnit::days}).text(),
              "2026-11-03T21:59:59.000Z");
}

TEST(Calendar, CountsADeadlineToItsWholeSecond) {
    const Instant due = at("2026-11-24T21:59:59Z");
    EXPECT_FALSE(is_past(due, at("2026-11-24T21:59:59.000Z")));
    EXPECT_FALSE(is_past(due, at("2026-11-24T21:59:59.999Z")));
    EXPECT_TRUE(is_past(due, at("2026-11-24T22:00:00.000Z")));
}

TEST(Calendar, FindsLocalTimesThatDoNotExistOrComeTwice) {
    const Calendar calendar = vilnius();
    EXPECT_EQ(instants_of(calendar, {day("2026-03-29"), 3 * 3600 + 1800}).size(), 0U);
    const auto twice = instants_of(calendar, {day("2026-10-25"), 3 * 3600 + 1800});
    ASSERT_EQ(twice.size(), 2U);
    EXPECT_EQ(twice[0].text(), "2026-10-25T00:30:00.000Z");
    EXPECT_EQ(twice[1].text(), "2026-10-25T01:30:00.000Z");
    EXPECT_EQ(instants_of(calendar, {day("2026-11-23"), 0}).size(), 1U);
}

TEST(Calendar, EndsADayWhoseMidnightTheClocksSkipBeforeTheyAreMoved) {
    Calendar calendar;  // 23:30 → 00:30
    calendar.offsets = {{at("2026-01-01T00:00:00Z"), 0}, {at("2026-03-29T23:30:00Z"), 3600}};
    EXPECT_EQ(end_of_day(calendar, day("2026-03-29")).text(), "2026-03-29T23:29:59.000Z");
}

TEST(Calendar, SaysTheLocalTimeOfAnInstant) {
    const Calendar calendar = vilnius();
    EXPECT_EQ(local_time(calendar, at("2026-11-22T22:30:05Z")), (LocalTime{day("2026-11-23"), 1805}));
    EXPECT_EQ(local_time(Calendar{}, Instant{-1}), (LocalTime{day("1969-12-31"), 86399}));
}

TEST(Calendar, KnowsEaster) {
    EXPECT_EQ(day_text(easter_sunday(1818)), "1818-03-22");  // the earliest there can be
    EXPECT_EQ(day_text(easter_sunday(2026)), "2026-04-05");
    EXPECT_EQ(day_text(easter_sunday(2024)), "2024-03-31");
    EXPECT_EQ(day_text(easter_sunday(2038)), "2038-04-25");  // the latest
}

TEST(Calendar, KnowsThePublicHolidaysOfLithuania) {
    std::vector<std::string> days;
    for (const Day holiday : lithuanian_holidays(2026)) days.push_back(day_text(holiday));
    EXPECT_THAT(days, testing::ElementsAre("2026-01-01", "2026-02-16", "2026-03-11", "2026-04-05",
                                           "2026-04-06", "2026-05-01", "2026-05-03", "2026-06-07",
                                           "2026-06-24", "2026-07-06", "2026-08-15", "2026-11-01",
                                           "2026-11-02", "2026-12-24", "2026-12-25", "2026-12-26"));
    EXPECT_EQ(lithuanian_holidays(2022).size(), 15U);  // the first of May is a Sunday, and Mother's Day too
}

TEST(Calendar, ReadsSpansAsTheyAreWritten) {
    const auto round = [](std::string_view text) {
        const auto span = parse_span(text);
        return span ? span_text(*span) : "refused";
    };
    EXPECT_EQ(round("10 working days"), "10 working days");
    EXPECT_EQ(round("1 day"), "1 day");
    EXPECT_EQ(round("2 months"), "2 months");
    for (const char* bad : {"", "10", "ten days", "-1 days", "1.5 days", "10 working  days", "10 weeks",
                            "99999 days", "0 days", "010 days"})
        EXPECT_EQ(round(bad), "refused") << bad;
}

TEST(Calendar, StandsInTheResolvedDocument) {
    const Calendar calendar = vilnius();
    const Node node = resolve(Node::map(), {day("2026-01-01")}, {calendar.offsets[1]});
    EXPECT_EQ(node.find("resolved")->find("holidays")->items.at(0).text, "2026-01-01");
    EXPECT_EQ(node.find("resolved")->find("offsets")->items.at(0).find("east")->text, "10800");
    EXPECT_EQ(to_value(to_node(to_value(node))), to_value(node));
}

TEST(Node, ComesBackFromItsRecordedFormInTheOrderItWasWritten) {
    Node node = Node::map();
    node.set("zeta", Node::scalar("1"));
    node.set("alpha", Node::list({Node::scalar("x"), Node::map()}));
    const Value recorded = to_value(node);
    const Node back = to_node(recorded);
    EXPECT_EQ(back.members.at(0).key, "zeta");
    EXPECT_EQ(back.members.at(1).value.items.at(1).kind, Node::Kind::map);
    EXPECT_EQ(to_value(back), recorded);
}

}  // namespace
