// The outer optimizer of DiLoCo: it steps along the way that the workers' mean has gone since its last step.
#pragma once

#include "sim/training/strategy.hpp"

#include <memory>

namespace dawdle {

// "outer": {"kind": ..., "learning_rate": ..., ...}
void describe_outer(Fields& fields, std::unique_ptr<models::Optimizer>& outer);

// theta, of which every worker has a copy; or one fragment of it, the rest of which stays as it is.
class OuterModel {
 public:
  OuterModel(Job& job, const models::Optimizer& optimizer, Fragment fragment = {});

  // theta <- OuterOpt(theta, theta - mean), under the mean's number.
  Version step(const Version& mean);

 private:
  Job& job_;
  const models::Optimizer& optimizer_;
  Fragment fragment_;
  std::unique_ptr<Stepper> stepper_;
  Version theta_;
  std::uint64_t steps_ = 0;
};

}  // namespace dawdle
