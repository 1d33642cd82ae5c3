#include "models/objectives/quadratic.hpp"

#include "models/objectives/gradient_noise.hpp"
#include "models/objectives/rotation.hpp"
#include "models/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace models {
namespace {

// f or f_k. Optima are in the coordinates of x, rotated or not.
template <class T>
struct Bowl {
  std::vector<T> curvature, optimum;  // (P)
};

template <class T>
class NoisyBowls final : public Objective<T> {
 public:
  NoisyBowls(std::vector<Bowl<T>> bowls, std::size_t workers, std::vector<T> initial, std::vector<T> axes,
             GradientNoise noise)
      : bowls_(std::move(bowls)),
        workers_(workers),
        initial_(std::move(initial)),
        axes_(std::move(axes)),
        noise_(noise) {}

  std::size_t size() const override { return initial_.size(); }
  std::size_t workers() const override { return workers_; }
  void initialise(std::span<T> x) const override { std::copy(initial_.begin(), initial_.end(), x.begin()); }

  double gradient(std::span<const T> x, const Batch& batch, std::span<T> out) const override {
    const Bowl<T>& bowl = bowls_[workers_ == 0 ? 0 : static_cast<std::size_t>(batch.worker)];
    for (std::size_t i = 0; i < size(); ++i) out[i] = x[i] - bowl.optimum[i];
    if (axes_.empty())
      for (std::size_t i = 0; i < size(); ++i) out[i] *= bowl.curvature[i];
    else
      apply_rotated(bowl, out);
    add_noise(noise_, batch, out);
    return loss(bowl, x);
  }

  std::vector<std::string_view> figures() const override { return {"loss", "mean_x"}; }
  std::size_t evaluation_rows(bool test) const override { return test ? 0 : 1; }

  void evaluate(std::span<const T> x, bool, std::size_t begin, std::size_t end, std::span<double> sums) const override {
    if (begin == end)
      return;
    double total = 0;
    for (const Bowl<T>& bowl : bowls_) total += loss(bowl, x);
    sums[0] += total / static_cast<double>(bowls_.size());
    sums[1] += std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(size());
  }

 private:
  double loss(const Bowl<T>& bowl, std::span<const T> x) const {
    double sum = 0;
    for (std::size_t k = 0; k < size(); ++k) {
      const double distance = distance_along(k, bowl, x);
      sum += static_cast<double>(bowl.curvature[k]) * distance * distance;
    }
    return sum / 2;
  }

  // x - x* along the k-th axis of curvature.
  double distance_along(std::size_t k, const Bowl<T>& bowl, std::span<const T> x) const {
    const auto difference = [&](std::size_t i) {
      return static_cast<double>(x[i]) - static_cast<double>(bowl.optimum[i]);
    };
    if (axes_.empty())
      return difference(k);
    double sum = 0;
    for (std::size_t i = 0; i < size(); ++i) sum += static_cast<double>(axes_[k * size() + i]) * difference(i);
    return sum;
  }

  // v = Q^T diag(lambda) Q v
  void apply_rotated(const Bowl<T>& bowl, std::span<T> v) const {
    std::vector<T> out(size());
    for (std::size_t k = 0; k < size(); ++k) {
      const T* const axis = axes_.data() + k * size();
      const T along = bowl.curvature[k] * std::inner_product(v.begin(), v.end(), axis, T{0});
      for (std::size_t i = 0; i < size(); ++i) out[i] += along * axis[i];
    }
    std::copy(out.begin(), out.end(), v.begin());
  }

  std::vector<Bowl<T>> bowls_;  // one, or one a worker
  std::size_t workers_;
  std::vector<T> initial_;
  std::vector<T> axes_;  // Q (P, P), a row an axis; empty: the coordinates
  GradientNoise noise_;
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

template <class T>
std::vector<T> rotation(std::size_t size, std::uint64_t seed) {
  constexpr std::size_t most = 1000;  // seconds to make, and P^2 numbers to keep
  if (size > most)
    throw std::invalid_argument(
        fmt::format("quadratic can be rotated with at most {} parameters, but has {}", most, size));
  const std::vector<double> q = random_rotation(size, stream(seed, Purpose::rotation));
  return {q.begin(), q.end()};
}

}  // namespace

std::size_t Quadratic::parameters() const {
  if (dimension)
    return static_cast<std::size_t>(*dimension);
  std::size_t longest = std::max({curvature.size(), initial.size(), optimum.size()});
  for (const Own& own : per_worker) longest = std::max({longest, own.curvature.size(), own.optimum.size()});
  if (longest == 0)
    throw std::invalid_argument("quadratic needs at least one parameter, but its lists are empty");
  return longest;
}

template <class T>
std::unique_ptr<Objective<T>> Quadratic::bind_as(std::shared_ptr<const Split<T>>, std::uint64_t seed) const {
  const std::size_t size = parameters();
  std::vector<Bowl<T>> bowls;
  for (std::size_t k = 0; k < per_worker.size(); ++k) {
    const Own& own = per_worker[k];
    bowls.push_back(
        {spread<T>(own.curvature.empty() ? curvature : own.curvature, size, fmt::format("per_worker/{}/curvature", k)),
         spread<T>(own.optimum.empty() ? optimum : own.optimum, size, fmt::format("per_worker/{}/optimum", k))});
  }
  if (bowls.empty())
    bowls.push_back({spread<T>(curvature, size, "curvature"), spread<T>(optimum, size, "optimum")});
  return std::make_unique<NoisyBowls<T>>(std::move(bowls), per_worker.size(), spread<T>(initial, size, "initial"),
                                         rotated ? rotation<T>(size, seed) : std::vector<T>(),
                                         GradientNoise{noise, noise_law == "multiplicative", seed});
}

DAWDLE_INSTANTIATE_BIND(Quadratic)

}  // namespace models
