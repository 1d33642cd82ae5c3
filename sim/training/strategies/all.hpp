// Every strategy there is. A new one is a file beside this one and a line here.
#pragma once

#include "sim/training/strategy.hpp"

#define DAWDLE_STRATEGIES(X) \
  X(synchronous_allreduce)   \
  X(synchronous_server)      \
  X(asynchronous)            \
  X(stale_synchronous)       \
  X(k_sync)                  \
  X(k_batch_sync)            \
  X(k_async)                 \
  X(k_batch_async)           \
  X(backup_workers)          \
  X(n_softsync)

namespace dawdle {

#define DAWDLE_DECLARE(name) Entry<Strategy> name();
DAWDLE_STRATEGIES(DAWDLE_DECLARE)
#undef DAWDLE_DECLARE

}  // namespace dawdle
