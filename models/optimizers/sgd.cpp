#include "models/optimizers/sgd.hpp"

#include "models/kernels.hpp"

#include <vector>

namespace models {
namespace {

template <class T>
class SgdState final : public OptimizerState<T> {
 public:
  SgdState(const Sgd& sgd, std::size_t parameters)
      : factors_{.weight_decay = sgd.weight_decay, .momentum = sgd.momentum, .nesterov = sgd.nesterov},
        velocity_(sgd.momentum > 0 ? parameters : 0) {}

  bool step(std::span<const T> x, std::span<const T> gradient, double learning_rate, std::span<T> out) override {
    factors_.learning_rate = learning_rate;
    return sgd_step<T>(factors_, x, gradient, velocity_, out);
  }

 private:
  SgdFactors factors_;
  std::vector<T> velocity_;  // (P), empty without momentum
};

}  // namespace

std::unique_ptr<OptimizerState<float>> Sgd::float_state(LayerEnds layer_ends) const {
  return std::make_unique<SgdState<float>>(*this, layer_ends.back());
}
std::unique_ptr<OptimizerState<double>> Sgd::double_state(LayerEnds layer_ends) const {
  return std::make_unique<SgdState<double>>(*this, layer_ends.back());
}

}  // namespace models
