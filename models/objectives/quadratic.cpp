#include "models/objectives/quadratic.hpp"

#include "models/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <numeric>
#include <stdexcept>

namespace models {
namespace {

template <class T>
class NoisyBowl final : public Objective<T> {
 public:
  NoisyBowl(std::vector<T> curvature, std::vector<T> optimum, std::vector<T> initial, double noise, std::uint64_t seed)
      : curvature_(std::move(curvature)),
        optimum_(std::move(optimum)),
        initial_(std::move(initial)),
        noise_(noise),
        seed_(seed) {}

  std::size_t size() const override { return curvature_.size(); }
  void initialise(std::span<T> x) const override { std::copy(initial_.begin(), initial_.end(), x.begin()); }

  double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const override {
    for (std::size_t i = 0; i < size(); ++i) out[i] = curvature_[i] * (x[i] - optimum_[i]);
    if (noise_ > 0)
      add_noise(batch, out);
    return loss(x);
  }

  std::vector<std::string_view> figures() const override { return {"loss", "mean_x"}; }
  std::size_t evaluation_rows(bool test) const override { return test ? 0 : 1; }

  void evaluate(std::span<const T> x, bool, std::size_t begin, std::size_t end, std::span<double> sums) const override {
    if (begin == end)
      return;
    sums[0] += loss(x);
    sums[1] += std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(size());
  }

 private:
  double loss(std::span<const T> x) const {
    double sum = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      const double distance = static_cast<double>(x[i]) - static_cast<double>(optimum_[i]);
      sum += static_cast<double>(curvature_[i]) * distance * distance;
    }
    return sum / 2;
  }

  // A stream a sample, so that its noise does not depend on who draws it, or in which batch.
  void add_noise(const Batch& batch, std::span<T> out) const {
    std::vector<double> sum(size(), 0.0);
    for (std::size_t j = 0; j < batch.size; ++j) {
      Stream random = stream(seed_, Purpose::gradient_noise, batch.first + j);
      boost::random::normal_distribution<double> normal;
      for (double& s : sum) s += normal(random);
    }
    const double scale = noise_ / static_cast<double>(batch.size);
    for (std::size_t i = 0; i < size(); ++i) out[i] += static_cast<T>(scale * sum[i]);
  }

  std::vector<T> curvature_, optimum_, initial_;
  double noise_;
  std::uint64_t seed_;
};

// `list` itself, or its lone value `size` times.
template <class T>
std::vector<T> spread(const std::vector<double>& list, std::size_t size, std::string_view name) {
  if (list.size() != 1 && list.size() != size)
    throw std::invalid_argument(fmt::format(
        "quadratic needs one value of {} or {}, as many as there are parameters, but has {}", name, size, list.size()));
  std::vector<T> out(size, list.empty() ? T{0} : static_cast<T>(list[0]));
  if (list.size() == size)
    std::transform(list.begin(), list.end(), out.begin(), [](double v) { return static_cast<T>(v); });
  return out;
}

}  // namespace

template <class T>
std::unique_ptr<Objective<T>> Quadratic::bind_as(std::shared_ptr<const Split<T>>, std::uint64_t seed) const {
  const std::size_t size =
      dimension ? static_cast<std::size_t>(*dimension) : std::max({curvature.size(), initial.size(), optimum.size()});
  if (size == 0)
    throw std::invalid_argument("quadratic needs at least one parameter, but its lists are empty");
  return std::make_unique<NoisyBowl<T>>(spread<T>(curvature, size, "curvature"), spread<T>(optimum, size, "optimum"),
                                        spread<T>(initial, size, "initial"), noise, seed);
}

DAWDLE_INSTANTIATE_BIND(Quadratic)

}  // namespace models
