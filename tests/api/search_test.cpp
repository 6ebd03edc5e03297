// What is found by its words, and by whom.

#include "adapters/sql/texts.hpp"
#include "engine/inquiry/words.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> ids(const api::Response& response) {
    std::vector<std::string> found;
    EXPECT_EQ(response.status, 200) << response.body;
    const Value document = parsed(response);
    for (const Value& item : document.at("items").as_list())
        found.push_back(item.at("application").as_text());
    return found;
}

struct Search : testing::Test {
    House house;
    Search() {
        house.trial.open();
        house.trial.arrive("a-1", 100, 4);
        house.trial.start("a-2");
        house.trial.submit("a-2", 200);
    }
    api::Response ask(const std::string& who, const std::string& words, api::Pairs more = {}) {
        more.emplace_back("q", words);
        return house.get(who, "/calls/c/applications", std::move(more));
    }
    std::vector<std::string> found(const std::string& who, const std::string& words) {
        return ids(ask(who, words));
    }
};

TEST_F(Search, FindsWordsBeginningsAndWhatStandsInARow) {
    EXPECT_THAT(found("officer", "contact"), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(found("officer", "CONTACT"), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(found("officer", "conta"), IsEmpty());
    EXPECT_THAT(found("officer", "conta*"), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(found("officer", "\"a note\""), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(found("officer", "\"note a\""), IsEmpty());
    EXPECT_THAT(found("officer", "note -contact"), IsEmpty());
    EXPECT_THAT(found("officer", "\"a-2\""), ElementsAre("a-2"));
    EXPECT_THAT(found("officer", "note AND OR NEAR(contact)"), IsEmpty()) << "nothing typed is an operator";
}

TEST_F(Search, GoesTogetherWithFiltersOrderAndPages) {
    EXPECT_THAT(ids(ask("officer", "note", {{"sort", "-requested"}})), ElementsAre("a-2", "a-1"));
    EXPECT_THAT(ids(ask("officer", "note", {{"step", "look"}})), ElementsAre("a-2"));
    const auto first = ask("officer", "note", {{"limit", "1"}});
    EXPECT_THAT(ids(first), ElementsAre("a-1"));
    EXPECT_THAT(ids(ask("officer", "note", {{"limit", "1"}, {"cursor", parsed(first).at("next").as_text()}})),
                ElementsAre("a-2"));
    const auto scored = [&](const std::string& from, const std::string& to) {
        return ids(ask("officer", "note", {{"total_from", from}, {"total_to", to}}));
    };
    EXPECT_THAT(scored("0", "1000"), ElementsAre("a-1")) << "what has no total is in no range of totals";
    EXPECT_THAT(scored("1000", "2000"), IsEmpty());
}

TEST_F(Search, SaysWhatIsWrongWithIt) {
    for (const char* wrong : {"", "-note", "\"never closed", "*", "-"})
        EXPECT_EQ(ask("officer", wrong).status, 422) << wrong;
    EXPECT_EQ(ask("officer", std::string(201, 'a')).status, 422);
    EXPECT_EQ(ask("officer", "note", {{"total_from", "much"}}).status, 422);
    EXPECT_THAT(found("officer", "' ; DROP TABLE words"), IsEmpty());
    EXPECT_THAT(found("officer", "!!"), IsEmpty());
}

TEST_F(Search, FindsForNobodyWhatTheyMayNotRead) {
    EXPECT_THAT(found("lead-1", "contact"), ElementsAre("a-1"));
    EXPECT_THAT(found("lead-2", "contact"), ElementsAre("a-2"));
    EXPECT_THAT(found("admin", "contact"), IsEmpty());
    EXPECT_THAT(found("third", "contact"), IsEmpty());
    EXPECT_EQ(ask("", "contact").status, 401);
}

TEST_F(Search, FollowsTheRecord) {
    EXPECT_THAT(found("officer", "\"a-3\""), IsEmpty());
    house.trial.start("a-3");
    EXPECT_THAT(found("officer", "\"a-3\""), ElementsAre("a-3"));
    EXPECT_THAT(found("officer", "note"), ElementsAre("a-1", "a-2"));
    house.trial.submit("a-3", 300);
    EXPECT_THAT(found("officer", "note"), ElementsAre("a-1", "a-2", "a-3"));
}

TEST(Texts, AreMadeAgainForAnotherRecord) {
    sql::Texts texts{":memory:"};
    const auto found_in = [&](House& house) {
        scenario::MemoryStore store{house.trial.world.store};
        auto& states = house.trial.world.service.states();
        while (!inquiry::keep_up(texts, store, states, house.trial.now, 3)) continue;
        return texts.find({{"note"}}, "c", 10);
    };
    House one, other;
    one.trial.open();
    other.trial.open();
    one.trial.arrive("a-1", 100, 4);
    EXPECT_THAT(found_in(one), ElementsAre("a-1"));
    EXPECT_THAT(found_in(other), IsEmpty()) << "what the other record never had is gone";
    EXPECT_THAT(found_in(one), ElementsAre("a-1"));
}

}  // namespace
}  // namespace atranka::api_test
