// Random calls told again under other random plans, without each of their experts, with scores moved: nothing
// crashes, money adds up, and the short way comes to what the whole one does.

#include "tests/random/play.hpp"
#include "tests/scenario/told_alike.hpp"

#include <gtest/gtest.h>

namespace atranka::random {
namespace {

using namespace simulation;

// A small generator of its own: the same numbers everywhere.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : seed_(seed) {}
    int below(int limit) {
        seed_ = seed_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<int>((seed_ >> 33) % static_cast<unsigned>(limit));
    }
    bool either() { return below(2) == 1; }
    Turn turn() {
        Turn turn;
        for (int* n : {&turn.kind, &turn.who, &turn.what, &turn.number}) *n = below(100);
        return turn;
    }
    Plan plan() {
        Plan plan;
        for (bool* yes : {&plan.rules, &plan.clarified, &plan.assessed, &plan.consensus, &plan.chair,
                          &plan.lot, &plan.reserve, &plan.check_after, &plan.sent_back, &plan.offer,
                          &plan.appeals, &plan.awarded_is_appealable})
            *yes = either();
        plan.check = below(3);
        plan.experts = 1 + below(3);
        plan.kinds = below(2);
        plan.load = below(3);
        plan.divergence = below(3);
        plan.aggregate = below(4);
        plan.threshold = below(4);
        plan.selection = 1 + below(4);
        plan.envelopes = below(3) / 2;
        plan.decision = below(3);
        plan.budget = 200 + below(700);
        return plan;
    }

private:
    std::uint64_t seed_;
};

std::shared_ptr<const definition::Definition> compiled(const Plan& plan) {
    const Value document = scenario::definition_of(definition_of(plan));
    return service::compile(document, service::hash_of(document));
}

TEST(RandomWhatIf, IsToldBothWaysAlikeAndUnderAnyOtherPlan) {
    int changing = 0, tried = 0, others = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Numbers numbers{seed};
        const Plan plan = numbers.plan(), other = numbers.plan();
        scenario::MemoryStore store;
        Play play{store, plan};
        for (int i = 0; i < 500; ++i) play.take(numbers.turn());
        auto past = Past::of([&](const auto& visit) { store.scan(visit); }, {"c"});
        ASSERT_TRUE(past.has_value());
        ASSERT_NE(past->definition(), nullptr);

        const Told same = tell(*past, {});
        EXPECT_EQ(same.decided, same.identical);
        EXPECT_TRUE(same.changed.empty());

        Alteration alteration;
        alteration.definition = compiled(other);
        const Told told = tell(*past, alteration);
        scenario::expect_sums(*past, told);
        others += compare(*past, told).applications.empty() ? 0 : 1;

        const Rankings rankings{*past};
        for (const PersonId& expert : experts_of(*past)) {
            Alteration without;
            without.without_expert = expert;
            changing += scenario::told_alike(*past, rankings, without).whole.changed.empty() ? 0 : 1;
            ++tried;
        }
        const auto moves = moves_of(*past);
        for (std::size_t i = 0; i < moves.size(); i += 1 + moves.size() / 12) {
            SCOPED_TRACE("move of " + moves[i].application + " " + moves[i].step);
            changing +=
                scenario::told_alike(*past, rankings, moves[i].alteration).whole.changed.empty() ? 0 : 1;
            ++tried;
        }
        if (HasFailure()) break;
    }
    EXPECT_GT(tried, 100);
    EXPECT_GT(changing, 100);
    EXPECT_GT(others, 8);
}

}  // namespace
}  // namespace atranka::random
