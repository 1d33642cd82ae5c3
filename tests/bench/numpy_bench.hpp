// Dawdle against a script that does the same with NumPy.
#pragma once

#include <string>

namespace bench {

// Times `script` (tests/bench/heapq_numpy.py says what it is called with and what it prints) on the bench's problems,
// if an interpreter has NumPy.
void against_numpy(const std::string& script);

}  // namespace bench
