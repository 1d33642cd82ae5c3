#include "models/networks/activation.hpp"

#include <algorithm>
#include <stdexcept>

namespace models {
namespace {

// Function has `values(x)`, which turns x into y in place, and `differentiate(x, y)`, which turns x into dy/dx.
// Whole arrays, so that their exponentials are one vectorized loop.
template <class T, class Function>
class Activation final : public Layer<T> {
 public:
  explicit Activation(std::size_t size) : Layer<T>(size, size) {}

  void forward(GatheredRows<T> x, std::span<const T> /*w*/, std::span<T> y) const override {
    gather(x, y);
    Function::values(y);
  }

  void pass_back(GatheredRows<T> x, std::span<const T> /*w*/, std::span<const T> y, std::span<const T> slopes,
                 std::span<T> back) const override {
    gather(x, back);
    Function::differentiate(back, y);
    for (std::size_t i = 0; i < slopes.size(); ++i) back[i] *= slopes[i];
  }

 private:
  void gather(GatheredRows<T> x, std::span<T> out) const {
    for (std::size_t b = 0; b < x.row.size(); ++b) std::copy_n(x.row[b], x.d, out.data() + b * x.d);
  }
};

struct Relu {
  template <class T>
  static void values(std::span<T> x) {
    for (T& v : x) v = v > 0 ? v : T{0};
  }
  template <class T>
  static void differentiate(std::span<T> x, std::span<const T>) {
    for (T& v : x) v = v > 0 ? T{1} : T{0};
  }
};

struct Tanh {
  // tanh(x) = 2 s(2x) - 1; exp may overflow to infinity, whose inverse is 0.
  template <class T>
  static void values(std::span<T> x) {
    for (T& v : x) v *= -2;
    exponentiate(x);
    for (T& v : x) v = 2 / (1 + v) - 1;
  }
  template <class T>
  static void differentiate(std::span<T> x, std::span<const T> y) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 - y[i] * y[i];
  }
};

struct Gelu {
  static constexpr double slope = 1.5957691216057308;  // sqrt(8 / pi)
  static constexpr double cubic = 0.044715;

  // Overwrites out with s(u(x)).
  template <class T>
  static void gate(std::span<const T> x, std::span<T> out) {
    constexpr T a = static_cast<T>(slope), b = static_cast<T>(slope * cubic);
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = -x[i] * (a + b * x[i] * x[i]);
    exponentiate(out);
    for (T& v : out) v = 1 / (1 + v);
  }
  template <class T>
  static void values(std::span<T> x) {
    std::vector<T> s(x.size());
    gate<T>(x, s);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] *= s[i];
  }
  // d/dx x s = s + x s (1 - s) du/dx
  template <class T>
  static void differentiate(std::span<T> x, std::span<const T>) {
    constexpr T a = static_cast<T>(slope), b = static_cast<T>(3 * slope * cubic);
    std::vector<T> s(x.size());
    gate<T>(x, s);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = s[i] + x[i] * s[i] * (1 - s[i]) * (a + b * x[i] * x[i]);
  }
};

}  // namespace

template <class T>
std::unique_ptr<const Layer<T>> activation(const std::string& name, std::size_t size) {
  if (name == "relu")
    return std::make_unique<Activation<T, Relu>>(size);
  if (name == "tanh")
    return std::make_unique<Activation<T, Tanh>>(size);
  if (name == "gelu")
    return std::make_unique<Activation<T, Gelu>>(size);
  throw std::invalid_argument("expected relu, tanh or gelu as activation, but found " + name);
}
template std::unique_ptr<const Layer<float>> activation(const std::string&, std::size_t);
template std::unique_ptr<const Layer<double>> activation(const std::string&, std::size_t);

}  // namespace models
