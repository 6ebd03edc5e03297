// What is kept between requests is kept below access: nobody sees more by it, nor anything older.

#include "adapters/api/notes.hpp"
#include "adapters/api/unsealed.hpp"
#include "adapters/json/encode.hpp"
#include "adapters/sql/texts.hpp"
#include "engine/inquiry/inquiry.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>
#include <thread>

namespace atranka::api_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string item_ids(const api::Response& response) {
    std::string ids;
    const Value document = parsed(response);
    for (const Value& item : document.at("items").as_list()) ids += item.at("application").as_text() + " ";
    return ids;
}

struct Reading : testing::Test {
    House house;
    Reading() {
        house.trial.open();
        house.trial.arrive("a-1", 100, 4);
        house.trial.arrive("a-2", 150, 5);
    }
    std::string text(const std::string& who, const std::string& id = "a-1") {
        return house.get(who, "/applications/" + id).body;
    }
};

TEST_F(Reading, ShowsEachTheirOwnPartOfWhatWasUnsealedForAnother) {
    const std::string officer = text("officer");
    EXPECT_THAT(officer, HasSubstr("A comment."));
    EXPECT_THAT(text("lead-1"), Not(HasSubstr("A comment."))) << "nothing was announced yet";
    EXPECT_EQ(house.get("lead-2", "/applications/a-1").status, 404);
    EXPECT_EQ(house.get("third", "/applications/a-1").body, house.get("third", "/applications/a-9").body);
    EXPECT_EQ(text("officer"), officer);
}

TEST_F(Reading, ShowsWhatWasWrittenSince) {
    EXPECT_THAT(text("officer"), Not(HasSubstr("Out of time.")));
    house.trial.must("officer", application::SuspendApplication{{"a-1"}, "Out of time."});
    EXPECT_THAT(text("officer"), HasSubstr("Out of time."));
}

TEST_F(Reading, ShowsNothingThatWasErasedHoweverOftenItWasReadBefore) {
    house.trial.select();
    for (const char* id : {"a-1", "a-2"}) {
        house.trial.offer(id);
        house.trial.must(id == std::string_view{"a-1"} ? "lead-1" : "lead-2", application::AcceptOffer{{id}});
    }
    house.trial.wait_days(11 * 366);
    house.trial.must("admin", registry::GrantRole{{"judge"}, {"*", "data_protection_officer"}});
    EXPECT_THAT(text("officer"), HasSubstr("A note"));
    EXPECT_THAT(item_ids(house.get("officer", "/calls/c/applications", {{"q", "note"}})), "a-1 a-2 ");
    house.trial.must("judge", registry::ProposeErasure{{"lead-1"}, "GDPR Art. 17(1)(a)", {}});
    EXPECT_THAT(text("officer"), HasSubstr("A note")) << "it is only proposed";
    house.trial.must("admin", registry::ConfirmErasure{{"lead-1"}});
    EXPECT_THAT(text("officer"), Not(HasSubstr("A note")));
    EXPECT_THAT(text("officer", "a-2"), HasSubstr("A note"));
    EXPECT_THAT(item_ids(house.get("officer", "/calls/c/applications", {{"q", "note"}})), "a-2 ");
}

TEST_F(Reading, OrdersWhatASearchFindsAsItStandsNow) {
    const auto found = [&](const std::string& sort) {
        return item_ids(house.get("officer", "/calls/c/applications", {{"q", "note"}, {"sort", sort}}));
    };
    EXPECT_EQ(found("-total"), "a-2 a-1 ");
    EXPECT_EQ(found("total"), "a-1 a-2 ");
    house.trial.arrive("a-3", 300, Decimal::scaled(45, -1));
    EXPECT_EQ(found("-total"), "a-2 a-3 a-1 ");
    EXPECT_EQ(found("-requested"), "a-3 a-2 a-1 ");
    house.trial.select();
    const Value row = parsed(house.get("officer", "/calls/c/applications", {{"q", "\"a-2\""}}));
    EXPECT_EQ(row,
              Value::object({{"items", parsed(house.get("officer", "/calls/c/applications",
                                                        {{"q", "note"}, {"sort", "-total"}, {"limit", "1"}}))
                                           .at("items")}}));
    EXPECT_EQ(row.at("items").as_list().front().at("rank").as_int(), 1);
}

TEST_F(Reading, FindsWithThePlacesOfBeforeWhatItFindsWithoutThem) {
    scenario::MemoryStore store{house.trial.world.store};
    sql::Texts texts{":memory:"};
    inquiry::Places places;
    const auto agree = [&] {
        for (const service::Order order : {service::Order::application, service::Order::total})
            for (const char* who : {"officer", "auditor", "business", "lead-1"})
                for (const char* from : {"", "4.5"}) {
                    service::ApplicationQuery query;
                    query.call = "c";
                    query.order = order;
                    query.total_from = from;
                    inquiry::Inquiry inquiry{
                        store, house.trial.world.service.states(), {{who}, house.trial.now}};
                    const auto with = inquiry.found(query, {{"note"}}, texts, &places);
                    const auto without = inquiry.found(query, {{"note"}}, texts);
                    ASSERT_TRUE(with && without);
                    EXPECT_EQ(*with, *without) << who;
                }
    };
    agree();
    house.trial.start("a-3");
    agree();
    house.trial.submit("a-3", 300);
    agree();
    house.trial.pass("a-3");
    house.trial.assign("a-3");
    agree();
}

TEST_F(Reading, IsWrittenAsTheDescriptionOfItsPartsSays) {
    scenario::MemoryStore store{house.trial.world.store};
    for (const char* who : {"officer", "lead-1", "business", "academic", "auditor", "third"}) {
        inquiry::Inquiry inquiry{store, house.trial.world.service.states(), {{who}, house.trial.now}};
        for (const char* id : {"a-1", "a-2"}) {
            const auto one = inquiry.application(id);
            EXPECT_EQ(one ? json::encoded(*one) : "", one ? json::write(kernel::encode(*one)) : "");
        }
        service::ApplicationQuery query;
        query.call = "c";
        const auto rows = inquiry.applications(query);
        EXPECT_EQ(json::encoded(rows), json::write(kernel::encode(rows)));
    }
}

inquiry::Unsealed::All something() {
    std::vector<inquiry::Told> told(1);
    told.front().parts.emplace("form", Value::object({{"title", "Slaptas"}}));
    return std::make_shared<const std::vector<inquiry::Told>>(std::move(told));
}

TEST(Unsealed, IsAnsweredUnderItsVeryKeyAlone) {
    api::Unsealed unsealed;
    unsealed.put({"a-1", 3, 10}, something());
    EXPECT_NE(unsealed.find({"a-1", 3, 10}), nullptr);
    EXPECT_EQ(unsealed.find({"a-1", 4, 10}), nullptr);
    EXPECT_EQ(unsealed.find({"a-2", 3, 10}), nullptr);
    EXPECT_EQ(unsealed.find({"a-1", 3, 9}), nullptr);
}

TEST(Unsealed, IsLetGoOfWithTheNextEntryOfTheInstanceLog) {
    api::Unsealed unsealed;
    const auto told = something();
    unsealed.put({"a-1", 3, 10}, told);
    unsealed.put({"a-2", 1, 10}, told);
    EXPECT_EQ(told.use_count(), 3);
    unsealed.let_go(11);
    EXPECT_EQ(told.use_count(), 1) << "it may be an erasure: nothing is in memory any more";
    unsealed.put({"a-1", 3, 10}, told);
    EXPECT_EQ(told.use_count(), 1) << "nor does a reader who was slower bring it back";
}

TEST(Unsealed, IsLetGoOfAfterAMinute) {
    api::Unsealed unsealed;
    const auto told = something();
    unsealed.put({"a-1", 3, 10}, told);
    const auto now = std::chrono::steady_clock::now();
    unsealed.let_go(10, now + std::chrono::seconds{50});
    EXPECT_EQ(told.use_count(), 2);
    unsealed.let_go(10, now + std::chrono::seconds{70});
    EXPECT_EQ(told.use_count(), 1);
}

TEST(Unsealed, HasNoMoreThanSoMuch) {
    api::Unsealed unsealed;
    std::vector<inquiry::Told> told(1);
    told.front().parts.emplace("form", std::string(1'000'000, 'x'));
    const auto large = std::make_shared<const std::vector<inquiry::Told>>(std::move(told));
    for (int i = 0; i < 20; ++i) unsealed.put({"a-" + std::to_string(i), 1, 1}, large);
    EXPECT_LE(large.use_count(), 10);
    EXPECT_EQ(unsealed.find({"a-0", 1, 1}), nullptr) << "the oldest went first";
    EXPECT_NE(unsealed.find({"a-19", 1, 1}), nullptr);
}

// Slow, so that others come meanwhile; refuses what it is told to.
class SlowReadings final : public service::Readings {
public:
    void append(const std::vector<ledger::Access>& lines) override {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        if (lines.size() == 1 && lines.front().who == "refused")
            throw service::Failure{service::Failure::Kind::full, "no room is left"};
        const std::scoped_lock lock{mutex};
        ++groups;
        for (const ledger::Access& line : lines) written.push_back(line.who);
    }
    ledger::AccessHead head(const std::string&) override { return {}; }
    std::vector<std::string> logs() override { return {}; }
    std::vector<ledger::ChainedAccess> range(const std::string&, std::int64_t, std::int64_t) override {
        return {};
    }
    std::vector<ledger::ChainedAccess> find(const service::AccessQuery&) override { return {}; }
    std::int64_t count(const service::AccessQuery&) override { return 0; }

    std::mutex mutex;
    std::vector<std::string> written;
    int groups = 0;
};

ledger::Access line_of(const std::string& who) {
    ledger::Access line;
    line.who = who;
    return line;
}

TEST(Notes, AreWrittenTogetherAndEachBeforeItsOwnAnswer) {
    SlowReadings readings;
    api::Notes notes;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int j = 0; j < 5; ++j) {
                const std::string who = std::to_string(i) + "-" + std::to_string(j);
                notes.add(readings, line_of(who));
                const std::scoped_lock lock{readings.mutex};
                EXPECT_THAT(readings.written, testing::Contains(who));
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(readings.written.size(), 40U);
    EXPECT_LT(readings.groups, 40);
}

TEST(Notes, FailForThoseWhoseLinesWereNotWritten) {
    SlowReadings readings;
    api::Notes notes;
    EXPECT_THROW(notes.add(readings, line_of("refused")), service::Failure);
    notes.add(readings, line_of("other"));
    EXPECT_THAT(readings.written, testing::ElementsAre("other"));
}

}  // namespace
}  // namespace atranka::api_test
