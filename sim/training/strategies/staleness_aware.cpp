// Staleness-aware asynchronous SGD (Zhang, Gupta, Lian, Liu, "Staleness-aware async-SGD for distributed deep learning",
// IJCAI 2016): a gradient that is tau updates old counts 1/tau.
//
//   x_{t+1} = x_t - (1/K) sum of K (eta / max(1, tau_i)) g_i(x_{t - tau_i})      the paper's n-softsync with K = c
#include "sim/training/strategies/all.hpp"
#include "sim/training/weighted_async.hpp"

#include <algorithm>

namespace dawdle {

namespace {

struct StalenessAware final : WeightedAsync {
  static constexpr std::string_view kind = "staleness_aware";
  static constexpr std::string_view summary = "asynchronous, each gradient divided by its staleness";

  void describe_weight(Fields&) override {}
  Weight weight(Job&) const override {
    return [](Gradient& g, const Version& now) {
      return 1 / static_cast<double>(std::max<std::uint64_t>(1, staleness_of(g, now)));
    };
  }
};

}  // namespace

Entry<Strategy> staleness_aware() { return entry<Strategy, StalenessAware>(); }

}  // namespace dawdle
