// Kernels made to run on less than this processor's best.
#pragma once

#include "models/simd.hpp"

#include <vector>

namespace models_test {

// Those that this processor has, the baseline first.
inline std::vector<models::InstructionSet> available_instruction_sets() {
  using enum models::InstructionSet;
  std::vector<models::InstructionSet> sets{baseline};
  for (const models::InstructionSet set : {avx2, avx512})
    if (models::best_instruction_set() >= set)
      sets.push_back(set);
  return sets;
}

// While it lives, everything runs on `set`.
class OnInstructionSet {
 public:
  explicit OnInstructionSet(models::InstructionSet set) { models::most_instruction_set = set; }
  OnInstructionSet(const OnInstructionSet&) = delete;
  OnInstructionSet& operator=(const OnInstructionSet&) = delete;
  ~OnInstructionSet() { models::most_instruction_set = models::InstructionSet::avx512; }
};

}  // namespace models_test
