// Clipped asynchronous SGD: asynchronous SGD with the clipping of Pascanu, Mikolov, Bengio ("On the difficulty of
// training recurrent neural networks", ICML 2013), by the server, gradient by gradient. So one stale gradient moves the
// parameters by at most eta c, however large it is.
//
//   x <- x - eta min(1, c / |g|) g(x_{t - tau})
#include "sim/training/strategies/all.hpp"
#include "sim/training/weighted_async.hpp"

#include <cmath>

namespace dawdle {

namespace {

struct ClippedAsync final : WeightedAsync {
  static constexpr std::string_view kind = "clipped_async";
  static constexpr std::string_view summary = "asynchronous, each gradient clipped to a Euclidean norm";

  double norm = 1;  // c

  void describe_weight(Fields& fields) override {
    fields.number("norm", norm, {.above = 0, .required = true}, "that a gradient has at most (c)");
  }
  // One that is not finite has no direction to keep: it goes through, and the run diverges.
  Weight weight(Job& job) const override {
    return [c = norm, &job](Gradient& g, const Version&) {
      const double size = job.learner().norm(g);
      return size > c && std::isfinite(size) ? c / size : 1.0;
    };
  }
};

}  // namespace

Entry<Strategy> clipped_async() { return entry<Strategy, ClippedAsync>(); }

}  // namespace dawdle
