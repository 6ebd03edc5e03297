// The example's whole call, on a record in memory.

#include "adapters/sql/event_store.hpp"
#include "engine/service/replay.hpp"
#include "examples/inoklaster/story.hpp"
#include "tests/scenario/world.hpp"

#include <gmock/gmock.h>
#include <filesystem>

namespace atranka::scenario {
namespace {

using service::Entry;

struct Told {
    World world;
    std::unique_ptr<example::Story> story;
};

std::unique_ptr<Told> tell() {
    auto told = std::make_unique<Told>();
    told->story = std::make_unique<example::Story>(told->world.service, definition_in("workflows/inoklaster.yaml"),
                                                   example::Watch{});
    told->story->tell();
    return told;
}

// Told once for all the tests that only read.
Told& once() {
    static const std::unique_ptr<Told> told = tell();
    return *told;
}

TEST(Story, IsToldInTheSameEntriesEveryTime) {
    const auto again = tell();
    const auto& first = once().world.store.record().entries;
    const auto& second = again->world.store.record().entries;
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        ASSERT_EQ(first[i].leaf_hash, second[i].leaf_hash) << first[i].log << " " << first[i].index;
}

TEST(Story, IsDecidedAgainEntryByEntryWithTheSameResult) {
    const service::Replayed again = service::replay(once().world.store);
    for (const auto& d : again.differences) ADD_FAILURE() << d.log << " " << d.index << ": " << d.what << " " << d.detail;
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

}  // namespace
}  // namespace atranka::scenario
