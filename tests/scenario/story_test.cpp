// The example's whole call, on a record in memory.

#include "examples/inoklaster/story.hpp"
#include "adapters/sql/event_store.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/invariants.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>
#include <filesystem>

namespace atranka::scenario {
namespace {

using service::Entry;

struct Told {
    World world;
    Invariants invariants;
    std::unique_ptr<example::Story> story;
};

std::unique_ptr<Told> tell(bool watched) {
    auto told = std::make_unique<Told>();
    if (watched)
        told->world.store.on_write = [&seen = told->invariants](const service::Batch& batch) {
            seen.see(batch);
        };
    told->story = std::make_unique<example::Story>(
        told->world.service, definition_in("workflows/inoklaster.yaml"), example::Watch{});
    told->story->tell();
    return told;
}

// Told once for all the tests that only read.
Told& once() {
    static const std::unique_ptr<Told> told = tell(true);
    return *told;
}

TEST(Story, IsToldInTheSameEntriesEveryTime) {
    const auto again = tell(false);
    const auto& first = once().world.store.record().entries;
    const auto& second = again->world.store.record().entries;
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        ASSERT_EQ(first[i].leaf_hash, second[i].leaf_hash) << first[i].log << " " << first[i].index;
}

TEST(Story, IsDecidedAgainEntryByEntryWithTheSameResult) {
    const service::Replayed again = service::replay(once().world.store);
    for (const auto& d : again.differences)
        ADD_FAILURE() << d.log << " " << d.index << ": " << d.what << " " << d.detail;
    EXPECT_EQ(again.entries, static_cast<std::int64_t>(once().world.store.record().entries.size()));
    EXPECT_EQ(again.derived, again.entries);
    EXPECT_EQ(again.erased, 0);
    EXPECT_GT(again.entries, 2000);
}

TEST(Story, HasItsViewsAndSnapshotsAgainFromTheEntriesAlone) {
    MemoryStore& store = once().world.store;
    const std::string before = store.derived_bytes();
    ASSERT_GT(before.size(), 100'000U);
    store.drop_derived();
    EXPECT_EQ(store.derived_bytes(), "");
    service::rebuild(store);
    EXPECT_EQ(store.derived_bytes(), before);
}

TEST(Story, KeepsMoneyPermissionsAndStagesInOrderAfterEveryCommand) {
    for (const std::string& sentence : once().invariants.broken) ADD_FAILURE() << sentence;
}

TEST(Story, GrantsNobodyMoreThanTheCallAllows) {
    const auto& streams = once().invariants.states().streams();
    int granted = 0;
    for (const auto& [stream, state] : streams) {
        const auto* s = std::get_if<application::State>(&state);
        if (s == nullptr || !s->award || !s->award->granted) continue;
        ++granted;
        EXPECT_LE(s->award->amount, Decimal{25'000}) << stream;
        Decimal accepted = 0;
        for (const Value& line : s->submissions.at("application").facts.at("costs").as_list())
            accepted += *Decimal::parse(line.at("accepted").as_text());
        EXPECT_LE(s->award->amount * Decimal{10}, accepted * Decimal{4}) << stream;
    }
    EXPECT_GT(granted, 10);
}

TEST(Story, ReachesWhatItPromises) {
    std::set<std::string> outcomes;
    bool upheld = false, dismissed = false, late = false, moved_up = false;
    for (const auto& [stream, state] : once().invariants.states().streams()) {
        const auto* s = std::get_if<application::State>(&state);
        if (s == nullptr) continue;
        outcomes.insert(s->outcome);
        for (const auto& appeal : s->appeals) {
            upheld = upheld || appeal.stage == lifecycle::appeal::Stage::upheld;
            dismissed = dismissed || appeal.stage == lifecycle::appeal::Stage::dismissed;
        }
        for (const auto& [step, placement] : s->placements)
            moved_up = moved_up || placement.reason == "moved_up";
    }
    late = events_in(once().world.store)["MovedToRound"] > 0;
    EXPECT_TRUE(upheld);
    EXPECT_TRUE(dismissed);
    EXPECT_TRUE(late);
    EXPECT_TRUE(moved_up);
    for (const char* outcome : {"granted", "refused", "not_invited", "not_admissible", "ineligible",
                                "below_threshold", "declined", "offer_lapsed", "expired", "withdrawn"})
        EXPECT_TRUE(outcomes.contains(outcome)) << outcome;
    EXPECT_FALSE(outcomes.contains("")) << "somebody still waits";
}

}  // namespace
}  // namespace atranka::scenario
