#include "models/optimizers/lars.hpp"

#include <cmath>
#include <vector>

namespace models {
namespace {

// One order of summation, in double: the same bits everywhere, and float squares cannot overflow.
template <class T>
double norm(std::span<const T> v) {
  double squares = 0;
  for (T value : v) squares += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(squares);
}

template <class T>
class LarsState final : public OptimizerState<T> {
 public:
  LarsState(const Lars& lars, LayerEnds layer_ends)
      : trust_(lars.trust),
        momentum_(static_cast<T>(lars.momentum)),
        weight_decay_(lars.weight_decay),
        layer_ends_(layer_ends.begin(), layer_ends.end()),
        velocity_(layer_ends.back()) {}

  bool step(std::span<const T> x, std::span<const T> gradient, double learning_rate, std::span<T> out) override {
    bool finite = true;
    std::size_t begin = 0;
    for (std::size_t end : layer_ends_) {
      const double ratio = trust_ratio(x.subspan(begin, end - begin), gradient.subspan(begin, end - begin));
      const T rate = static_cast<T>(learning_rate * ratio);
      const T decay = static_cast<T>(weight_decay_);
      for (; begin < end; ++begin) {
        velocity_[begin] = momentum_ * velocity_[begin] + rate * (gradient[begin] + decay * x[begin]);
        out[begin] = x[begin] - velocity_[begin];
        finite = finite && std::isfinite(out[begin]);
      }
    }
    return finite;
  }

 private:
  // lambda
  double trust_ratio(std::span<const T> w, std::span<const T> g) const {
    const double size = norm(w);
    const double slope = norm(g) + weight_decay_ * size;
    return size > 0 && slope > 0 ? trust_ * size / slope : 1;
  }

  double trust_;
  T momentum_;
  double weight_decay_;
  std::vector<std::size_t> layer_ends_;
  std::vector<T> velocity_;  // (P)
};

}  // namespace

std::unique_ptr<OptimizerState<float>> Lars::float_state(LayerEnds layer_ends) const {
  return std::make_unique<LarsState<float>>(*this, layer_ends);
}
std::unique_ptr<OptimizerState<double>> Lars::double_state(LayerEnds layer_ends) const {
  return std::make_unique<LarsState<double>>(*this, layer_ends);
}

}  // namespace models
