// How sparse a learning problem is, in the terms of Recht, Re, Wright & Niu, "Hogwild!: a lock-free approach to
// parallelizing stochastic gradient descent", NIPS 2011, section 2. A sample is a hyperedge e over the features it has:
//
//   Omega = max over e of |e|                                     the longest sample
//   Delta = max over features v of |{e : v in e}| / n             how often the commonest feature occurs
//   rho   = max over e of |{e' : e' and e share a feature}| / n   how many samples a sample may conflict with
#pragma once

#include "models/dataset.hpp"

#include <cstddef>
#include <optional>

namespace models {

struct Sparsity {
  std::size_t omega = 0;
  double delta = 0;
  std::optional<double> rho;  // absent: finding it takes more than the allowed work
};

// A sample has a feature when it is not zero (dense data) or stored (sparse data). Exact. Omega and Delta take one pass
// over the data; rho looks at every pair of samples that share a feature, once for each shared feature, and is given up
// after `most_pairs` of them (the default takes about half a second). An empty data set has zeros.
template <class T>
Sparsity sparsity(const Dataset<T>& data, std::size_t most_pairs = 200'000'000);

}  // namespace models
