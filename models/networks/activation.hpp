// A function of each number alone.
//
//   relu  max(x, 0), derivative 0 at 0                      Nair & Hinton, ICML 2010
//   tanh  tanh(x), to 3e-16 (float: 2e-7)
//   gelu  x s(u), s(u) = 1 / (1 + exp(-u)), u = sqrt(8/pi) (x + 0.044715 x^3)
//         the tanh form of Hendrycks & Gimpel, "Gaussian error linear units", 2016: x/2 (1 + tanh(u/2))
#pragma once

#include "models/networks/layer.hpp"

#include <string>

namespace models {

// `size` numbers a sample. Throws std::invalid_argument for a name it does not know.
template <class T>
std::unique_ptr<const Layer<T>> activation(const std::string& name, std::size_t size);

template <class Fields>
void describe_activation(Fields& fields, std::string& name) {
  fields.choice("activation", name, {"relu", "tanh", "gelu"}, "What follows each hidden layer.");
}

}  // namespace models
