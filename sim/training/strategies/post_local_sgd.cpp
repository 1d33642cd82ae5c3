// Post-local SGD (Lin, Stich, Patel, Jaggi, "Don't use large mini-batches, use local SGD", ICLR 2020): synchronous
// until update t', where the learning rate is usually decayed first; then local SGD with period H.
//
//   H(t) = 1 while t <= t',  H after
#include "sim/training/local_training.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct PostLocalSgd final : AveragingStrategy {
  static constexpr std::string_view kind = "post_local_sgd";
  static constexpr std::string_view summary = "synchronous first, local SGD with period H from update t' on";

  std::int64_t switch_at = 1;  // t'
  std::int64_t period = 8;     // H

  void describe(Fields& fields) override {
    fields.integer("switch_at", switch_at, {.min = 0, .required = true}, "the update after which steps are local (t')");
    fields.integer("period", period, {.min = 1, .max = 1e9}, "local steps between two averages then (H)");
    describe_algorithm(fields);
  }
  StepShape step(int, std::uint64_t) const override {
    if (switch_at > 0)
      return {.unknown = "steps become longer between averages after update t'"};
    return local_steps(period, true);
  }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto H = [this](const Round& round) {
      return static_cast<std::uint64_t>(round.steps < static_cast<std::uint64_t>(switch_at) ? 1 : period);
    };
    return dawdle::start(job, std::make_unique<LocalTraining>(job, algorithm(), H));
  }
};

}  // namespace

Entry<Strategy> post_local_sgd() { return entry<Strategy, PostLocalSgd>(); }

}  // namespace dawdle
