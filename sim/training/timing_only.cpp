// Time alone ("model": {"kind": "none"}): versions are numbers, gradients have no values.
#include "sim/training/learner.hpp"

#include <limits>

namespace dawdle {

namespace {

class NextNumber final : public Stepper {
 public:
  Version step(const Version& x, std::span<Gradient>, Reduce, const Plan*, double) override { return next(x); }
  Version step(const Version& x, const Version&, double) override { return next(x); }

 private:
  static Version next(const Version& x) { return Version(x.number() + 1); }
};

class TimingOnly final : public Learner {
 public:
  explicit TimingOnly(std::size_t batch) : batch_(batch) {}
  std::size_t parameters() const override { return 0; }
  std::size_t scalar_bytes() const override { return 4; }
  Version initial() override { return Version(0); }
  Gradient gradient(int worker, std::uint64_t, const Version& x) override { return {worker, x.number(), batch_}; }
  std::unique_ptr<Stepper> stepper(const models::Optimizer*, Fragment) override {
    return std::make_unique<NextNumber>();
  }
  double loss(Gradient&) override { return std::numeric_limits<double>::quiet_NaN(); }
  double norm(Gradient&) override { return 0; }
  void scale(Gradient&, double) override {}
  void add(Gradient& sum, Gradient& next) override { sum.join(next); }
  void compensate(Gradient&, const Version&, models::DelayCompensation&) override {}
  void pack(Gradient&) override {}
  Version combine(std::uint64_t number, std::span<const Term>) override { return Version(number); }
  Version splice(const Version& x, const Version&, Fragment) override { return x; }
  double squared_distance(const Version&, const Version&) override { return 0; }
  std::unique_ptr<SharedMemory> shared_memory(int) override { return nullptr; }
  std::optional<models::Sparsity> sparsity() const override { return std::nullopt; }
  void evaluate(const Version&, double*) override {}
  void settle() override {}
  std::size_t version_bytes() const override { return 0; }

 private:
  std::size_t batch_;
};

}  // namespace

std::unique_ptr<Learner> timing_only(std::size_t batch) { return std::make_unique<TimingOnly>(batch); }

}  // namespace dawdle
