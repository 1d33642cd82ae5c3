#include "models/optimizers/adam.hpp"

#include <cmath>
#include <vector>

namespace models {
namespace {

// Only + - * / and square roots, which IEEE 754 rounds alike everywhere; beta^t is a running product, not a pow.
template <class T>
class AdamState final : public OptimizerState<T> {
 public:
  AdamState(const Adam& adam, bool decoupled, std::size_t parameters)
      : beta1_(adam.beta1),
        beta2_(adam.beta2),
        epsilon_(static_cast<T>(adam.epsilon)),
        penalty_(static_cast<T>(decoupled ? 0 : adam.weight_decay)),
        decay_(decoupled ? adam.weight_decay : 0),
        m_(parameters),
        v_(parameters) {}

  bool step(std::span<const T> x, std::span<const T> gradient, double learning_rate, std::span<T> out) override {
    beta1_power_ *= beta1_;
    beta2_power_ *= beta2_;
    const T keep1 = static_cast<T>(beta1_), take1 = static_cast<T>(1 - beta1_);
    const T keep2 = static_cast<T>(beta2_), take2 = static_cast<T>(1 - beta2_);
    const T rate = static_cast<T>(learning_rate / (1 - beta1_power_));
    const T unbiased = static_cast<T>(1 - beta2_power_);
    const T shrink = static_cast<T>(1 - learning_rate * decay_);
    bool finite = true;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const T g = gradient[i] + penalty_ * x[i];
      m_[i] = keep1 * m_[i] + take1 * g;
      v_[i] = keep2 * v_[i] + take2 * (g * g);
      out[i] = shrink * x[i] - rate * m_[i] / (std::sqrt(v_[i] / unbiased) + epsilon_);
      // An infinite v would stop this coordinate for ever, in silence.
      finite = finite && std::isfinite(out[i]) && std::isfinite(v_[i]);
    }
    return finite;
  }

 private:
  double beta1_, beta2_;
  T epsilon_, penalty_;
  double decay_;
  double beta1_power_ = 1, beta2_power_ = 1;  // beta^t
  std::vector<T> m_, v_;                      // (P)
};

}  // namespace

std::unique_ptr<OptimizerState<float>> Adam::float_state(LayerEnds layer_ends) const {
  return std::make_unique<AdamState<float>>(*this, decoupled, layer_ends.back());
}
std::unique_ptr<OptimizerState<double>> Adam::double_state(LayerEnds layer_ends) const {
  return std::make_unique<AdamState<double>>(*this, decoupled, layer_ends.back());
}

}  // namespace models
