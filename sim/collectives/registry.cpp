// Every AllReduce algorithm there is: one line each.
#include "sim/collectives/auto.hpp"
#include "sim/collectives/binomial_tree.hpp"
#include "sim/collectives/closed_form.hpp"
#include "sim/collectives/double_binary_tree.hpp"
#include "sim/collectives/hierarchical.hpp"
#include "sim/collectives/rabenseifner.hpp"
#include "sim/collectives/recursive_doubling.hpp"
#include "sim/collectives/ring.hpp"
#include "sim/collectives/torus_2d.hpp"

#include <array>

namespace dawdle {

std::span<const Entry<AllReduceAlgorithm>> all_reduce_algorithms() {
  static constexpr std::array table = {
      entry<AllReduceAlgorithm, Ring>(),
      entry<AllReduceAlgorithm, RecursiveDoubling>(),
      entry<AllReduceAlgorithm, Rabenseifner>(),
      entry<AllReduceAlgorithm, BinomialTree>(),
      entry<AllReduceAlgorithm, DoubleBinaryTree>(),
      entry<AllReduceAlgorithm, Torus2D>(),
      entry<AllReduceAlgorithm, Hierarchical>(),
      entry<AllReduceAlgorithm, Auto>(),
      entry<AllReduceAlgorithm, ClosedForm>(),
  };
  return table;
}

}  // namespace dawdle
