#include "models/objectives/test_functions.hpp"

#include "models/objectives/gradient_noise.hpp"

#include <algorithm>
#include <stdexcept>

namespace models {
namespace {

// Function is called with x (P) and adds its gradient to `out` (P) unless that is empty; it returns the value.
template <class T, class Function>
class TestFunction final : public Objective<T> {
 public:
  TestFunction(Function f, const std::vector<double>& initial, GradientNoise noise)
      : f_(f), initial_(initial), noise_(noise) {}

  std::size_t size() const override { return initial_.size(); }
  void initialise(std::span<T> x) const override {
    std::transform(initial_.begin(), initial_.end(), x.begin(), [](double v) { return static_cast<T>(v); });
  }

  double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const override {
    std::ranges::fill(out, T{0});
    const T value = f_(x, out);
    add_noise(noise_, batch, out);
    return static_cast<double>(value);
  }

  std::vector<std::string_view> figures() const override { return {"loss", "x_0", "x_1"}; }
  std::size_t evaluation_rows(bool test) const override { return test ? 0 : 1; }
  void evaluate(std::span<const T> x, bool, std::size_t begin, std::size_t end, std::span<double> sums) const override {
    if (begin == end)
      return;
    sums[0] += static_cast<double>(f_(x, std::span<T>()));
    sums[1] += static_cast<double>(x[0]);
    sums[2] += static_cast<double>(x[1]);
  }

 private:
  Function f_;
  std::vector<double> initial_;
  GradientNoise noise_;
};

template <class T>
struct Valley {
  T steepness;

  T operator()(std::span<const T> x, std::span<T> out) const {
    T value = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const T wall = x[i + 1] - x[i] * x[i], along = 1 - x[i];
      value += steepness * wall * wall + along * along;
      if (out.empty())
        continue;
      out[i] -= 4 * steepness * wall * x[i] + 2 * along;
      out[i + 1] += 2 * steepness * wall;
    }
    return value;
  }
};

template <class T>
struct FourMinima {
  T operator()(std::span<const T> x, std::span<T> out) const {
    const T u = x[0] * x[0] + x[1] - 11, v = x[0] + x[1] * x[1] - 7;
    if (!out.empty()) {
      out[0] += 4 * u * x[0] + 2 * v;
      out[1] += 2 * u + 4 * v * x[1];
    }
    return u * u + v * v;
  }
};

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> Rosenbrock::bind_as(std::shared_ptr<const Split<T>>, std::uint64_t seed) const {
  if (initial.size() < 2)
    throw std::invalid_argument("rosenbrock needs two initial parameters or more");
  return std::make_unique<TestFunction<T, Valley<T>>>(Valley<T>{static_cast<T>(steepness)}, initial,
                                                      GradientNoise{noise, false, seed});
}

template <class T>
std::unique_ptr<Objective<T>> Himmelblau::bind_as(std::shared_ptr<const Split<T>>, std::uint64_t seed) const {
  if (initial.size() != 2)
    throw std::invalid_argument("himmelblau needs two initial parameters");
  return std::make_unique<TestFunction<T, FourMinima<T>>>(FourMinima<T>(), initial, GradientNoise{noise, false, seed});
}

DAWDLE_INSTANTIATE_BIND(Rosenbrock)
DAWDLE_INSTANTIATE_BIND(Himmelblau)

}  // namespace models
