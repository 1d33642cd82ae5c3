// Label skew: each class is dealt among the workers in proportions drawn from a Dirichlet distribution,
//
//   p_c ~ Dirichlet_K(alpha, ..., alpha),   worker i has the part p_c,i of the rows of class c
//
// as in Yurochkin et al., "Bayesian nonparametric federated learning of neural networks", ICML 2019. Sizes differ too.
// (In Hsu, Qi & Brown, "Measuring the effects of non-identical data distribution for federated visual classification",
// 2019, each worker draws a mixture of classes instead, and sizes are equal.) Large alpha: alike; alpha towards 0: each
// class to one worker.
#pragma once

#include "sim/training/partition.hpp"

namespace dawdle::partition {

struct Dirichlet : Partition {
  static constexpr std::string_view kind = "dirichlet",
                                    summary = "label skew: each class is dealt in proportions of Dirichlet(alpha)";

  double alpha = 0.5;

  void describe(Fields& fields) {
    fields.number("alpha", alpha, {.min = 1e-3, .max = 1e6}, "concentration; the smaller, the more skewed the labels");
  }

  // Proportions that leave a worker without rows are drawn anew, as is usual; not for ever.
  Shards deal(const Samples& samples, std::size_t workers, std::uint64_t seed) const override;
};

}  // namespace dawdle::partition
