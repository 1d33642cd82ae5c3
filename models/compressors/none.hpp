// Every value as it is.
#pragma once

#include "models/compressor.hpp"

#include <string_view>

namespace models {

class NoCompression : public Compressor {
 public:
  static constexpr std::string_view kind = "none";
  static constexpr std::string_view summary = "every value as it is";

  template <class Fields>
  void describe(Fields&) {}

  double wire_bytes(double values) const override { return 4 * values; }

 protected:
  std::unique_ptr<CompressorState<float>> float_state(std::size_t) const override {
    return std::make_unique<State<float>>();
  }
  std::unique_ptr<CompressorState<double>> double_state(std::size_t) const override {
    return std::make_unique<State<double>>();
  }

 private:
  template <class T>
  struct State final : CompressorState<T> {
    void compress(std::span<T>, Stream) override {}
  };
};

}  // namespace models
