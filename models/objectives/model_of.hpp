// The two `bind` of a model from one template.
#pragma once

#include "models/objective.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace models {

// Derived has `template <class T> std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>>, seed) const`.
template <class Derived>
class ModelOf : public Model {
 public:
  std::unique_ptr<Objective<float>> bind(std::shared_ptr<const Split<float>> data, std::uint64_t seed) const override {
    return derived().template bind_as<float>(std::move(data), seed);
  }
  std::unique_ptr<Objective<double>> bind(std::shared_ptr<const Split<double>> data,
                                          std::uint64_t seed) const override {
    return derived().template bind_as<double>(std::move(data), seed);
  }

 private:
  const Derived& derived() const { return static_cast<const Derived&>(*this); }
};

}  // namespace models

// For the source file that defines Derived::bind_as.
#define DAWDLE_INSTANTIATE_BIND(Derived)                                                                            \
  template std::unique_ptr<Objective<float>> Derived::bind_as(std::shared_ptr<const Split<float>>, std::uint64_t)   \
      const;                                                                                                        \
  template std::unique_ptr<Objective<double>> Derived::bind_as(std::shared_ptr<const Split<double>>, std::uint64_t) \
      const;
