#pragma once
// The example's call, told once in memory for the tests that only read it.

#include "adapters/export/checklist.hpp"
#include "examples/inoklaster/story.hpp"
#include "tests/scenario/world.hpp"

namespace atranka::exporting {

inline const CallId call_id{"inoklaster-2026"};

inline scenario::World& told_world() {
    static const std::unique_ptr<scenario::World> world = [] {
        auto made = std::make_unique<scenario::World>();
        example::Story story{made->service, scenario::definition_in("workflows/inoklaster.yaml"),
                             example::Watch{}};
        story.tell();
        return made;
    }();
    return *world;
}

}  // namespace atranka::exporting
