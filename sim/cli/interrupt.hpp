// Ctrl-C: the first asks for an orderly end, the second ends at once.
#pragma once

#include <atomic>

namespace dawdle {

// From now on SIGINT and SIGTERM set the flag that it returns.
const std::atomic<bool>& catch_interrupts();

}  // namespace dawdle
