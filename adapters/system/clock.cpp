#include "adapters/system/clock.hpp"

#include <chrono>

namespace atranka::system {

Instant Clock::now() {
    using namespace std::chrono;
    return Instant{floor<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace atranka::system
