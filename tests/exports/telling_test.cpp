// Nothing is exported beside a leaf hash that is not its own.

#include "adapters/export/ocel.hpp"
#include "adapters/export/xes.hpp"
#include "tests/exports/told.hpp"

#include <gmock/gmock.h>

namespace atranka::exporting {
namespace {

using testing::HasSubstr;

std::shared_ptr<scenario::Record> copied() {
    const scenario::Record& record = told_world().store.record();
    auto copy = std::make_shared<scenario::Record>();
    copy->entries = record.entries;
    copy->besides = record.besides;
    return copy;
}

// What is said of a copy of the record in which one entry of the call is changed.
void expect_refused(const std::function<void(service::Entry&)>& change, const std::string& what) {
    auto copy = copied();
    constexpr std::int64_t changed = 1000;
    for (service::Entry& entry : copy->entries)
        if (entry.log == "calls/" + call_id.text && entry.index == changed) change(entry);
    scenario::MemoryStore store{copy};
    const auto ocel = ocel_of(store, call_id);
    const auto xes = xes_of(store, call_id);
    ASSERT_FALSE(ocel);
    ASSERT_FALSE(xes);
    EXPECT_THAT(ocel.error().text(), HasSubstr("calls/inoklaster-2026 entry 1000: " + what));
    EXPECT_EQ(xes.error().text(), ocel.error().text());
}

TEST(Telling, RefusesEventsThatTheLeafDoesNotCommitTo) {
    expect_refused([](service::Entry& e) { e.events += " "; },
                   "its events are not those that its leaf commits to");
}
TEST(Telling, RefusesAHashThatIsNotTheLeafs) {
    expect_refused([](service::Entry& e) { e.leaf_hash[0] = e.leaf_hash[0] == 'a' ? 'b' : 'a'; },
                   "its leaf hash is not the hash of its leaf");
}
TEST(Telling, RefusesALeafThatCannotBeRead) {
    expect_refused([](service::Entry& e) { e.leaf += " "; }, "its leaf cannot be read");
}
TEST(Telling, RefusesTheLeafOfAnotherEntry) {
    const service::Entry other = told_world().store.record().entries.back();
    expect_refused(
        [&](service::Entry& e) {
            e.leaf = other.leaf;
            e.leaf_hash = other.leaf_hash;
        },
        "its leaf is the leaf of another entry");
}

TEST(Telling, SaysSoWhereTheOpeningOfTheEventsIsGone) {
    auto copy = copied();
    copy->entries.back().events_salt.clear();
    scenario::MemoryStore store{copy};
    const auto log = ocel_of(store, call_id);
    ASSERT_TRUE(log) << log.error().text();
    const auto verified = [](const OcelEvent& event) {
        for (const Fact& fact : event.attributes)
            if (fact.name == "verified") return fact.value == "true";
        return false;
    };
    EXPECT_FALSE(verified(log->events.back()));
    EXPECT_TRUE(std::all_of(log->events.begin(), log->events.end() - 1, verified));
}

TEST(Telling, RelatesADecisionToEverythingItTouchedAtOnce) {
    const auto log = ocel_of(told_world().store, call_id);
    ASSERT_TRUE(log) << log.error().text();
    std::size_t lists = 0;
    for (const OcelEvent& event : log->events) {
        if (event.type != "ConfirmSelection") continue;
        ++lists;
        std::map<std::string, std::set<std::string>> by_type;
        for (const Relation& one : event.relations)
            by_type[one.object.substr(0, one.object.find('/'))].insert(one.qualifier);
        EXPECT_THAT(by_type["call"], testing::Contains("call"));
        EXPECT_THAT(by_type["round"], testing::ElementsAre("round"));
        EXPECT_THAT(by_type["selection"], testing::ElementsAre("ranked list"));
        EXPECT_THAT(by_type["application"], testing::Contains("selected"));
        EXPECT_THAT(by_type["application"], testing::Not(testing::Contains("application")));
        EXPECT_THAT(by_type["person"], testing::ElementsAre("actor", "decides on the list"));
    }
    EXPECT_EQ(lists, 4U);
}

TEST(Telling, GivesEveryRelationAnObjectThatIsThere) {
    const auto log = ocel_of(told_world().store, call_id);
    ASSERT_TRUE(log) << log.error().text();
    for (const OcelEvent& event : log->events)
        for (const Relation& one : event.relations)
            EXPECT_TRUE(log->objects.contains(one.object)) << event.id << " " << one.object;
    for (const auto& [id, object] : log->objects) {
        EXPECT_FALSE(object.type.empty()) << id;
        for (const Relation& one : object.relations)
            EXPECT_TRUE(log->objects.contains(one.object)) << id << " " << one.object;
    }
}

}  // namespace
}  // namespace atranka::exporting
