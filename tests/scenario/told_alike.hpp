#pragma once
// A history told in each of the ways there are, which have to come to the same.

#include "engine/simulation/robustness.hpp"

#include <gtest/gtest.h>

namespace atranka::scenario {

inline Value flat(const simulation::Effect& effect) {
    Value tree = Value::list({kernel::encode(effect.funded.in), kernel::encode(effect.funded.out),
                              kernel::encode(effect.amounts), kernel::encode(effect.few)});
    for (const simulation::Swap& swap : effect.selected)
        tree.push(Value::list({swap.round, swap.step, kernel::encode(swap.in), kernel::encode(swap.out)}));
    return tree;
}

// What applications hold is what the call has promised.
inline void expect_sums(const simulation::Past& past, const simulation::Told& told) {
    Decimal held = 0;
    for (const std::string& stream : past.applications())
        held += simulation::standing_of(told.application(past, stream), *told.definition).amount;
    EXPECT_EQ(held, told.call(past).committed);
}

struct ToldAlike {
    simulation::Told whole, touched;
    simulation::Effect effect;
};

// What is decided again only where something touches it comes to what everything decided again comes to.
inline ToldAlike told_alike(const simulation::Past& past, const simulation::Rankings& rankings,
                            const simulation::Alteration& alteration) {
    simulation::Told whole = tell(past, alteration);
    simulation::Told touched = tell(past, alteration, simulation::Extent::what_it_touches);
    for (const std::string& stream : past.applications())
        EXPECT_EQ(kernel::encode(whole.application(past, stream)),
                  kernel::encode(touched.application(past, stream)))
            << stream;
    expect_sums(past, whole);
    EXPECT_EQ(kernel::encode(whole.call(past)), kernel::encode(touched.call(past)));
    EXPECT_EQ(whole.refused.size(), touched.refused.size());
    simulation::Effect effect = effect_of(past, whole);
    EXPECT_EQ(flat(effect), flat(effect_of(past, tell(past, alteration, rankings))));
    return {std::move(whole), std::move(touched), std::move(effect)};
}

}  // namespace atranka::scenario
