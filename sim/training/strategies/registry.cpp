#include "sim/training/strategies/all.hpp"

#include <array>

namespace dawdle {

std::span<const Entry<Strategy>> strategies() {
#define DAWDLE_ROW(name) name(),
  static const std::array table = {DAWDLE_STRATEGIES(DAWDLE_ROW)};
#undef DAWDLE_ROW
  return table;
}

}  // namespace dawdle
