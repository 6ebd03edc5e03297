#pragma once
// Memory, measured in a process of its own.

#include <cstdint>
#include <functional>

namespace atranka::bench {

// By how many KiB a process grows at most that does the work.
std::int64_t growth_kib(const std::function<void()>& work);

}  // namespace atranka::bench
