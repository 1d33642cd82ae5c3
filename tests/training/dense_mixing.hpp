// A mixing matrix written out, for the tests to compute with.
#pragma once

#include "sim/training/peers/mixing.hpp"

#include <Eigen/Core>

namespace dawdle {

inline Eigen::MatrixXd dense(const Mixing& mixing) {
  Eigen::MatrixXd W = Eigen::MatrixXd::Zero(mixing.workers(), mixing.workers());
  for (int i = 0; i < mixing.workers(); ++i)
    for (const Share& share : mixing.row(i)) W(i, share.worker) = share.weight;
  return W;
}

}  // namespace dawdle
