// How many threads a command takes that was not told.
#pragma once

#include <algorithm>
#include <thread>

namespace dawdle {

inline int processors() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

}  // namespace dawdle
