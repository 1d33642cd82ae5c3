// Every strategy there is. A new one is a file beside this one and a line here.
#pragma once

#include "sim/training/strategy.hpp"

#define DAWDLE_STRATEGIES(X) \
  X(synchronous_allreduce)   \
  X(synchronous_server)      \
  X(asynchronous)            \
  X(stale_synchronous)       \
  X(dynamic_ssp)             \
  X(k_sync)                  \
  X(k_batch_sync)            \
  X(k_async)                 \
  X(k_batch_async)           \
  X(backup_workers)          \
  X(n_softsync)              \
  X(adasync)                 \
  X(switching)               \
  X(staleness_aware)         \
  X(delay_adaptive)          \
  X(drop_stale)              \
  X(clipped_async)           \
  X(dc_asgd)                 \
  X(rennala)                 \
  X(ringmaster)              \
  X(local_sgd)               \
  X(post_local_sgd)          \
  X(adacomm)                 \
  X(slowmo)                  \
  X(diloco)                  \
  X(streaming_diloco)        \
  X(easgd)                   \
  X(async_easgd)             \
  X(downpour)                \
  X(hierarchical_local_sgd)  \
  X(grouped_async)           \
  X(hogwild)                 \
  X(d_psgd)                  \
  X(ad_psgd)                 \
  X(sgp)

namespace dawdle {

#define DAWDLE_DECLARE(name) Entry<Strategy> name();
DAWDLE_STRATEGIES(DAWDLE_DECLARE)
#undef DAWDLE_DECLARE

}  // namespace dawdle
