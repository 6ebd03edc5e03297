#include "adapters/system/system.hpp"

#include "engine/definition/calendar.hpp"

#include <gmock/gmock.h>
#include <set>

namespace atranka {
namespace {

using testing::ElementsAre;
using testing::Pair;

Instant at(const char* text) { return *Instant::parse(text); }

TEST(Clock, NeverGoesBack) {
    system::Clock clock;
    const Instant first = clock.now();
    EXPECT_GT(first, at("2024-01-01T00:00:00.000Z"));
    for (int i = 0; i < 1000; ++i) EXPECT_GE(clock.now(), first);
}

TEST(Random, NeverGivesTheSameBytesTwice) {
    system::Random random;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random.bytes(16));
    EXPECT_EQ(seen.size(), 1000U);
    EXPECT_EQ(random.bytes(0), "");
    const std::string many = random.bytes(5'000'000);
    EXPECT_EQ(many.size(), 5'000'000U);
    EXPECT_NE(many.substr(many.size() - 64), std::string(64, '\0'));
}

TEST(Zone, OfVilniusPutsItsClocksForwardAndBack) {
    EXPECT_THAT(*system::resolve_calendar("Europe/Vilnius", 2026, 2026),
                ElementsAre(Pair(at("2026-01-01T00:00:00Z"), 7200), Pair(at("2026-03-29T01:00:00Z"), 10800),
                            Pair(at("2026-10-25T01:00:00Z"), 7200)));
    EXPECT_EQ(system::resolve_calendar("Europe/Vilnius", 2024, 2037)->size(), 1U + 2 * 14);
    EXPECT_THAT(*system::resolve_calendar("UTC", 2024, 2037),
                ElementsAre(Pair(at("2024-01-01T00:00:00Z"), 0)));
}

TEST(Zone, ThatNobodyKnowsIsNone) {
    EXPECT_EQ(system::resolve_calendar("Europe/Nowhere", 2026, 2026), std::nullopt);
    EXPECT_EQ(system::resolve_calendar("", 2026, 2026), std::nullopt);
    EXPECT_EQ(system::resolve_calendar("Europe/Vilnius", 2027, 2026), std::nullopt);
    EXPECT_EQ(system::resolve_calendar("Europe/Vilnius", 1, 2026), std::nullopt);
    EXPECT_EQ(system::resolve_calendar("Europe/Vilnius", 2026, 2038), std::nullopt);
}

TEST(Zone, GivesDeadlinesAtTheEndOfTheLocalDay) {
    definition::Calendar calendar;
    calendar.offsets = *system::resolve_calendar("Europe/Vilnius", 2026, 2026);
    using namespace std::chrono;
    EXPECT_EQ(definition::end_of_day(calendar, 2026y / 3 / 28), at("2026-03-28T21:59:59Z"));
    EXPECT_EQ(definition::end_of_day(calendar, 2026y / 3 / 29), at("2026-03-29T20:59:59Z"));
}

}  // namespace
}  // namespace atranka
