// Initial weights by name. Biases start at 0.
//
//   he      normal, variance 2 / fan_in                    He, Zhang, Ren & Sun, ICCV 2015: keeps ReLU's variance
//   glorot  uniform in +-sqrt(6 / (fan_in + fan_out))      Glorot & Bengio, AISTATS 2010: for tanh
//   lecun   normal, variance 1 / fan_in                    LeCun, Bottou, Orr & Mueller, "Efficient BackProp", 1998
//   zeros   a network with hidden layers stays where symmetry holds it; good for showing that
#pragma once

#include "models/random.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace models {

// fan_in: how many inputs one output sums over; fan_out: how many outputs one input feeds.
struct Fans {
  std::size_t in = 0, out = 0;
};

// Overwrites w. Throws std::invalid_argument for a law it does not know.
template <class T>
void draw_weights(const std::string& law, Fans fans, std::span<T> w, Stream& random);

template <class Fields>
void describe_initial_weights(Fields& fields, std::string& law) {
  fields.choice("initial", law, {"he", "glorot", "lecun", "zeros"},
                "Law of the initial weights: he (normal, variance 2 / fan-in), glorot (uniform, variance 2 / (fan-in + "
                "fan-out)), lecun (normal, variance 1 / fan-in) or zeros.");
}

}  // namespace models
