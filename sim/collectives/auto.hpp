// The algorithm that an MPI library would pick, by the number of ranks p and the bytes n of a vector of 4-byte numbers.
//
//   rule "mpich" (Thakur, Rabenseifner, Gropp 2005, section 4.5; MPICH 3's MPIR_CVAR_ALLREDUCE_SHORT_MSG_SIZE)
//     n <= 2048 bytes, or fewer numbers than p' (the power of two below p)   recursive_doubling
//     else                                                                   rabenseifner
//   rule "openmpi" (coll_tuned_decision_fixed.c up to Open MPI 4.0)
//     n < 10,000 bytes, or no more numbers than p                            recursive_doubling
//     else                                                                   ring
//
// Open MPI segments its ring from 1 MiB a rank on, to overlap the addition with the messages; adding costs no time
// here.
#pragma once

#include "sim/collectives/all_reduce.hpp"

namespace dawdle {

class Auto final : public PlannedAllReduce {
 public:
  static constexpr std::string_view kind = "auto";
  static constexpr std::string_view summary = "what an MPI library picks for so many bytes and workers";

  std::string rule = "mpich";

  void describe(Fields& fields) override;
  Plan make_plan(int p, double bytes) const override;
};

}  // namespace dawdle
