#pragma once
// The machine's clock. Only here is it asked what time it is; the answer travels on in the command.
// Units:  whole milliseconds, cut off, never rounded up: nothing is recorded before it happened.

#include "engine/service/ports.hpp"

namespace atranka::system {

class Clock final : public service::Clock {
public:
    Instant now() override;
};

}  // namespace atranka::system
