// What compressors that lose something share: error feedback (Seide et al., "1-bit stochastic gradient descent",
// Interspeech 2014; Karimireddy et al., "Error feedback fixes signSGD and other gradient compression schemes", ICML
// 2019).
//
//   p = v + e,  sent = Q(p),  e = p - sent        e starts at 0; one e for every sender
//
// So what was sent and what is left are what came in. The paper's e is in units of the step (p = rate v + e); ours is
// in units of the gradient, which is the same for a constant learning rate.
#pragma once

#include "models/compressor.hpp"

#include <vector>

namespace models {

// Derived has `template <class T> void quantize(std::span<T> v, Stream random) const`, which makes Q(v) of v in place.
// NaN and infinity must not be lost, so that a run that diverges says so.
template <class Derived>
class LossyCompressor : public Compressor {
 public:
  bool error_feedback = false;

  template <class Fields>
  void describe(Fields& fields) {
    fields.flag("error_feedback", error_feedback, "Add what was not sent to the sender's next message.");
  }

 protected:
  std::unique_ptr<CompressorState<float>> float_state(std::size_t parameters) const override {
    return std::make_unique<State<float>>(derived(), parameters);
  }
  std::unique_ptr<CompressorState<double>> double_state(std::size_t parameters) const override {
    return std::make_unique<State<double>>(derived(), parameters);
  }

 private:
  template <class T>
  class State final : public CompressorState<T> {
   public:
    State(const Derived& rule, std::size_t parameters) : rule_(rule), left_(rule.error_feedback ? parameters : 0) {}

    void compress(std::span<T> v, Stream random) override {
      for (std::size_t i = 0; i < left_.size(); ++i) left_[i] = v[i] += left_[i];
      rule_.template quantize<T>(v, random);
      for (std::size_t i = 0; i < left_.size(); ++i) left_[i] -= v[i];
    }

   private:
    Derived rule_;
    std::vector<T> left_;  // e (P), empty without error feedback
  };

  const Derived& derived() const { return static_cast<const Derived&>(*this); }
};

}  // namespace models
