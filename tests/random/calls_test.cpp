// Random small definitions, random commands by random people at random times: after every accepted command
// the record folds to the live state and money, permissions and stages are in order
// (tests/scenario/invariants.hpp); at the end it is decided again from the entries alone. A failure prints
// RC_PARAMS, with which it comes again.

#include "engine/ledger/canonical.hpp"
#include "tests/random/play.hpp"
#include "tests/scenario/trial.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <cstdlib>
#include <sstream>

namespace atranka::random {

void showValue(const Turn& t, std::ostream& os) {
    os << t.kind << "/" << t.who << "/" << t.what << "/" << t.number;
}
void showValue(const Plan& p, std::ostream& os) { os << definition_of(p); }

namespace {

// The same calls every time, unless the environment asks for others. To shrink a failure takes minutes: it is
// asked for by an RC_PARAMS without `noshrink`.
const int by_default = setenv("RC_PARAMS", "seed=20261123 max_success=16 noshrink=1", 0);

rc::Gen<Turn> turns() {
    const auto number = rc::gen::inRange(0, 100);
    return rc::gen::build<Turn>(rc::gen::set(&Turn::kind, number), rc::gen::set(&Turn::who, number),
                                rc::gen::set(&Turn::what, number), rc::gen::set(&Turn::number, number));
}

rc::Gen<Plan> plans() {
    const auto up_to = [](int n) { return rc::gen::inRange(0, n + 1); };
    const auto either = rc::gen::map(rc::gen::inRange(0, 2), [](int n) { return n == 1; });
    return rc::gen::build<Plan>(
        rc::gen::set(&Plan::rules, either), rc::gen::set(&Plan::check, up_to(2)),
        rc::gen::set(&Plan::clarified, either), rc::gen::set(&Plan::assessed, either),
        rc::gen::set(&Plan::experts, up_to(3)), rc::gen::set(&Plan::kinds, up_to(1)),
        rc::gen::set(&Plan::load, rc::gen::element(0, 0, 2, 4)), rc::gen::set(&Plan::consensus, either),
        rc::gen::set(&Plan::chair, either), rc::gen::set(&Plan::divergence, up_to(2)),
        rc::gen::set(&Plan::aggregate, up_to(3)), rc::gen::set(&Plan::threshold, up_to(3)),
        rc::gen::set(&Plan::selection, rc::gen::element(0, 1, 2, 2, 3, 3, 4)),
        rc::gen::set(&Plan::lot, either), rc::gen::set(&Plan::reserve, either),
        rc::gen::set(&Plan::check_after, either), rc::gen::set(&Plan::envelopes, rc::gen::element(0, 0, 1)),
        rc::gen::set(&Plan::decision, up_to(2)), rc::gen::set(&Plan::sent_back, either),
        rc::gen::set(&Plan::offer, either), rc::gen::set(&Plan::appeals, either),
        rc::gen::set(&Plan::awarded_is_appealable, either),
        rc::gen::set(&Plan::budget, rc::gen::inRange(0, 900)));
}

constexpr std::size_t turns_of_a_call = 300;

rc::Gen<std::vector<Turn>> games() {
    return rc::gen::withSize([](int) {
        return rc::gen::resize(rc::kNominalSize,
                               rc::gen::container<std::vector<Turn>>(turns_of_a_call, turns()));
    });
}

std::string all_of(const std::vector<std::string>& sentences) {
    std::ostringstream text;
    for (const auto& sentence : sentences) text << sentence << "\n";
    return text.str();
}

RC_GTEST_PROP(RandomCalls, FoldToTheLiveStateAndKeepEveryInvariant, ()) {
    const Plan plan = *rc::gen::resize(rc::kNominalSize, plans());
    const auto game = *games();
    scenario::MemoryStore store;
    Play play{store, plan};
    for (const Turn& turn : game) {
        play.take(turn);
        if (!play.invariants().broken.empty()) RC_FAIL(all_of(play.invariants().broken));
    }
    const service::Replayed again = service::replay(store);
    std::vector<std::string> differences;
    for (const auto& d : again.differences)
        differences.push_back(d.log + " " + std::to_string(d.index) + ": " + d.what + " " + d.detail);
    if (!again.sound()) RC_FAIL(all_of(differences));
    RC_ASSERT(again.derived == again.entries);
    const std::string before = store.derived_bytes();
    service::rebuild(store);
    RC_ASSERT(store.derived_bytes() == before);
    RC_CLASSIFY(play.accepted() > 100, "more than 100 commands accepted");
    RC_CLASSIFY(play.refused() > 20, "more than 20 commands refused");
}

// Cheats that must be found out, so that what finds nothing above can be believed.

class Cheating : public scenario::MemoryStore {
public:
    // Changes an entry's events on their way to the record; says whether it did.
    using Cheat = std::function<bool(Value& events)>;
    explicit Cheating(Cheat cheat) : cheat_(std::move(cheat)) {}
    service::Appended append(const service::Batch& batch) override {
        service::Batch changed = batch;
        auto events = ledger::canonical_value(batch.entry.events);
        if (!cheated_ && events && cheat_(*events)) {
            cheated_ = true;
            changed.entry.events = ledger::canonical(*events);
        }
        return MemoryStore::append(changed);
    }
    bool cheated() const { return cheated_; }

private:
    Cheat cheat_;
    bool cheated_ = false;
};

// A small generator of its own: the same numbers everywhere.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : seed_(seed) {}
    int below(int limit) {
        seed_ = seed_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<int>((seed_ >> 33) % static_cast<unsigned>(limit));
    }
    Turn turn() {
        Turn turn;
        for (int* n : {&turn.kind, &turn.who, &turn.what, &turn.number}) *n = below(100);
        return turn;
    }

private:
    std::uint64_t seed_;
};

// Plays until the store has cheated and is found out.
void expect_found_out(const Cheating::Cheat& cheat, const std::string& sentence) {
    const Plan plan{.check = 1, .selection = 2, .lot = true, .reserve = true, .decision = 1, .budget = 800};
    Cheating store{cheat};
    Play play{store, plan};
    Numbers numbers{7};
    for (int i = 0; i < 3000 && play.invariants().broken.empty(); ++i) play.take(numbers.turn());
    ASSERT_TRUE(store.cheated()) << "the play never came so far";
    EXPECT_NE(all_of(play.invariants().broken).find(sentence), std::string::npos)
        << all_of(play.invariants().broken);
    EXPECT_FALSE(service::replay(store).sound());
}

// Takes the first event of that name out of the entry.
Cheating::Cheat loses(const std::string& name) {
    return [name](Value& events) {
        for (auto& [stream, list] : events.as_object()) {
            auto& all = list.as_list();
            const auto gone =
                std::erase_if(all, [&](const Value& event) { return event.find(name) != nullptr; });
            if (gone > 0) return true;
        }
        return false;
    };
}

TEST(RandomCalls, FindAStoreThatLosesAnEvent) {
    expect_found_out(loses("CheckProposed"), "folds to another state than the live one");
}

TEST(RandomCalls, FindMoneyThatNobodyReturned) {
    expect_found_out(loses("MoneyReturned"), "held by applications");
}

TEST(RandomCalls, FindAStoreThatMovesADeadline) {
    expect_found_out(
        [](Value& events) {
            for (auto& [stream, list] : events.as_object())
                for (Value& event : list.as_list())
                    if (Value* entered = event.find("StepEntered") != nullptr
                                             ? &event.as_object().find("StepEntered")->second
                                             : nullptr;
                        entered != nullptr && entered->find("deadline") != nullptr) {
                        entered->set("deadline", "2027-01-01T00:00:00.000Z");
                        return true;
                    }
            return false;
        },
        "folds to another state than the live one");
}

// What never happens in a random call is not tested by one.
TEST(RandomCalls, ComeAcrossEveryEventOfACall) {
    std::map<std::string, int> seen;
    for (std::uint64_t seed = 1; seed <= 18; ++seed) {
        Numbers numbers{seed};
        Plan plan{.check = static_cast<int>(seed % 3),
                  .clarified = true,
                  .assessed = seed % 4 == 0,
                  .experts = static_cast<int>(seed % 3),
                  .load = seed % 3 == 2 ? 2 : 0,
                  .consensus = seed % 2 == 0,
                  .chair = seed % 4 == 2,
                  .divergence = 1,
                  .selection = 1 + static_cast<int>(seed % 3),
                  .lot = true,
                  .reserve = true,
                  .decision = 1 + static_cast<int>(seed % 2),
                  .sent_back = true,
                  .offer = true,
                  .appeals = true,
                  .budget = 600};
        scenario::MemoryStore store;
        Play play{store, plan};
        for (int i = 0; i < 500; ++i) play.take(numbers.turn());
        EXPECT_EQ(all_of(play.invariants().broken), "") << "seed " << seed;
        for (const auto& [event, count] : scenario::events_in(store)) seen[event] += count;
    }
    const auto expect_all = [&](auto events) {
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, decltype(events)>>(
            [&](auto identity) {
                const std::string name{decltype(identity)::type::name};
                EXPECT_GT(seen[name], 0) << name << " never happened";
            });
    };
    expect_all(call::Event{});
    expect_all(application::Event{});
}

}  // namespace
}  // namespace atranka::random
