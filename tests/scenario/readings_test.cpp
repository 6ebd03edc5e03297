// Who read what, and what was refused: noted beside the record, anchored in it, and found where it was changed.

#include "engine/ledger/canonical.hpp"
#include "engine/service/noting.hpp"
#include "tests/scenario/memory_readings.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using ledger::AccessKind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Noted : public testing::Test {
protected:
    Noted() { t.draft(); }
    // As a person is shown an application.
    void read(const std::string& who, const std::string& application = "a-1") {
        readings.append({{.log = "calls/c",
                          .who = who,
                          .authenticated = "passkey",
                          .object = "application/" + application,
                          .what = "forms",
                          .rule = {},
                          .as_of = {},
                          .at = at("2026-02-01T08:00:00Z"),
                          .previous = {}}});
    }
    Result<service::Done> give(const std::string& who, service::Command command) {
        return service.handle({PersonId{who}, "passkey", std::move(command), {}, at("2026-02-01T09:00:00Z")});
    }
    void anchor() {
        const auto done = service.anchor(at("2026-02-01T10:00:00Z"));
        ASSERT_TRUE(done && *done) << (done ? (*done).error().message : "nothing to anchor");
    }
    std::vector<ledger::ChainedAccess>& lines() { return t.world.store.record().accesses; }
    // A line was changed and every hash after it made anew.
    void forge(std::size_t index, auto change) {
        ledger::AccessHead head;
        auto all = lines();
        lines().clear();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i == index) change(all[i].line);
            lines().push_back(ledger::chain(head, all[i].line, all[i].line.size));
        }
    }
    service::Replayed replayed() {
        service::Replayed report = service::replay(t.world.store);
        checked = service::check_readings(readings, report);
        return report;
    }

    Trial t;
    MemoryReadings readings{t.world.store.shared()};
    service::Service service{t.world.store, t.world.clock, t.world.random, &t.world.notary, &readings};
    service::CheckedReadings checked;
};

TEST_F(Noted, ARefusedCommandIsNotedWithItsRuleAndWithoutWhatItSaid) {
    const auto refused = give("stranger", call::CancelCall{{"c"}, "Secret reason."});
    ASSERT_FALSE(refused);
    ASSERT_THAT(lines(), SizeIs(1));
    const ledger::Access& line = lines().front().line;
    EXPECT_EQ(line.kind, AccessKind::refusal);
    EXPECT_EQ(line.log, "calls/c");
    EXPECT_EQ(line.who, "stranger");
    EXPECT_EQ(line.authenticated, "passkey");
    EXPECT_EQ(line.object, "call/c");
    EXPECT_EQ(line.what, "CancelCall");
    EXPECT_EQ(line.rule, rule_name(refused.error().rule));
    EXPECT_EQ(line.at, at("2026-02-01T09:00:00Z"));
    EXPECT_EQ(line.size, t.world.store.size("calls/c"));
    EXPECT_THAT(ledger::canonical(kernel::encode(line)), Not(HasSubstr("Secret")));
}

TEST_F(Noted, ARefusalAboutACallThatIsNotThereIsNotedBesideTheInstance) {
    ASSERT_FALSE(give("admin", call::CancelCall{{"nowhere"}, "Why not."}));
    EXPECT_EQ(lines().front().line.log, "instance");
    EXPECT_EQ(lines().front().line.object, "call/nowhere");
}

TEST_F(Noted, EachRefusalOfAGroupIsNotedOnceAndNoneThatWasAccepted) {
    std::vector<service::Request> group;
    for (const char* who : {"stranger", "admin", "passer-by"})
        group.push_back({PersonId{who},
                         "cli",
                         registry::RegisterPerson{{std::string{"new-"} + who}, {}, {}, {}, {}},
                         {},
                         at("2026-02-01T09:00:00Z")});
    const auto done = service.handle_each(std::move(group));
    EXPECT_TRUE(done.at(1) && *done.at(1));
    ASSERT_THAT(lines(), SizeIs(2));
    EXPECT_EQ(lines()[0].line.who, "stranger");
    EXPECT_EQ(lines()[1].line.who, "passer-by");
    EXPECT_EQ(lines()[1].line.object, "person/new-passer-by");
}

TEST_F(Noted, ARehearsalIsNoAttempt) {
    (void)service.rehearse({PersonId{"stranger"}, "cli", call::CancelCall{{"c"}, "Why not."}});
    EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(Noted, TheHeadOfReadingsEntersTheInstanceLogOnceItHasGrown) {
    (void)service.anchor(at("2026-02-01T07:00:00Z"));
    const auto before = t.world.store.size("instance");
    EXPECT_FALSE(service.anchor(at("2026-02-01T08:00:00Z"))) << "nothing has grown";
    read("off");
    anchor();
    EXPECT_EQ(t.world.store.size("instance"), before + 1);
    EXPECT_EQ(service.states().log("instance").readings.at("calls/c"), readings.head("calls/c"));
    EXPECT_FALSE(service.anchor(at("2026-02-01T11:00:00Z")));
    const service::Replayed report = replayed();
    EXPECT_TRUE(report.sound());
    EXPECT_EQ(checked.lines, 1);
    EXPECT_EQ(checked.anchored, 1);
}

TEST_F(Noted, AnOlderHeadOfReadingsIsRefused) {
    read("off");
    anchor();
    const auto again = service.handle({PersonId{"system"},
                                       "system",
                                       custody::AnchorHeads{{}, {{"calls/c", readings.head("calls/c")}}},
                                       {},
                                       at("2026-02-01T11:00:00Z")});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().rule, Rule::head_must_be_newer);
}

TEST_F(Noted, WhatWasChangedBeforeTheAnchorIsFoundEvenWhereEveryHashWasMadeAnew) {
    for (const char* who : {"p-0", "p-1"}) read(who);
    anchor();
    for (const char* who : {"p-2", "p-3", "p-4"}) read(who);
    anchor();
    const auto good = lines();
    const auto expect_fault = [&](std::int64_t at_line, const std::string& saying) {
        const service::Replayed report = replayed();
        ASSERT_THAT(report.differences, SizeIs(1)) << saying;
        EXPECT_EQ(report.differences.front().log, "calls/c");
        EXPECT_EQ(report.differences.front().what, "reading");
        EXPECT_EQ(report.differences.front().index, at_line) << report.differences.front().detail;
        EXPECT_THAT(service::in_words(report.differences.front()), HasSubstr(saying));
        lines() = good;
    };
    ASSERT_TRUE(replayed().sound());
    EXPECT_EQ(checked.anchored, 2);
    lines()[3].line.who = "p-9";
    expect_fault(3, "does not have its hash");
    forge(3, [](ledger::Access& line) { line.who = "p-9"; });
    expect_fault(2, "up to 4, is not what it was when entry");
    forge(0, [](ledger::Access& line) { line.object = "application/a-2"; });
    expect_fault(0, "up to 1, is not what it was when entry");
    lines().erase(lines().begin() + 1);
    expect_fault(1, "is where line 1 belongs");
    lines().pop_back();
    expect_fault(4, "is gone: entry");
    lines().clear();
    expect_fault(0, "is gone: entry");
    forge(4, [](ledger::Access& line) { line.size = 99; });
    expect_fault(4, "saw 99 entries of a log that has");
}

}  // namespace
}  // namespace atranka::scenario
