// Asynchronous SGD that drops what is too stale (analysed, as a delay-adaptive step of 0, by Koloskova, Stich, Jaggi,
// NeurIPS 2022): a gradient more than `bound` updates old is not applied. Its worker has lost that time; nobody waits.
//
//   x <- x - eta g_i(x_{t - tau})      if tau <= bound, or else x
#include "sim/training/strategies/all.hpp"
#include "sim/training/weighted_async.hpp"

namespace dawdle {

namespace {

struct DropStale final : WeightedAsync {
  static constexpr std::string_view kind = "drop_stale";
  static constexpr std::string_view summary = "asynchronous, without the gradients that are staler than a bound";

  std::int64_t bound = 0;

  void describe_weight(Fields& fields) override {
    fields.integer("bound", bound, {.min = 0, .required = true}, "staleness of a gradient that is still applied");
  }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "how many gradients are too stale to count depends on who is slow"};
  }
  Weight weight(Job&) const override {
    const auto most = static_cast<std::uint64_t>(bound);
    return [most](Gradient& g, const Version& now) { return staleness_of(g, now) <= most ? 1.0 : 0.0; };
  }
};

}  // namespace

Entry<Strategy> drop_stale() { return entry<Strategy, DropStale>(); }

}  // namespace dawdle
