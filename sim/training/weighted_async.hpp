// Asynchronous SGD whose server weighs each gradient as it arrives, or alters it: what the strategies against staleness
// have in common. They differ in the weight.
#pragma once

#include "sim/training/first_k.hpp"

namespace dawdle {

class WeightedAsync : public Strategy {
 public:
  void describe(Fields& fields) final {
    describe_weight(fields);
    fields.integer("gradients", gradients_, {.min = 1, .max = 1e9}, "that make one update, whoever pushed them (K)");
    server_.describe_with_overlap(fields);
  }
  const Overlap* overlap() const final { return &server_.overlap; }
  int servers() const final { return server_.hosts(); }
  StepShape step(int, std::uint64_t) const override {
    return {.server = &server_, .first = FirstGradients{.count = gradients_, .weighted = true}};
  }
  std::unique_ptr<Running> start(Job& job) const final {
    return start_with_server(job, static_cast<std::size_t>(gradients_), server_, weight(job), async_worker);
  }

 protected:
  virtual void describe_weight(Fields& fields) = 0;
  virtual Weight weight(Job& job) const = 0;
  // Samples of an update whose gradients are all as large as this one.
  double effective_batch(const Gradient& gradient) const {
    return static_cast<double>(gradient.samples) * static_cast<double>(gradients_);
  }

 private:
  std::int64_t gradients_ = 1;
  ServerOptions server_;
};

}  // namespace dawdle
