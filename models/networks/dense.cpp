#include "models/networks/dense.hpp"

#include "models/networks/activation.hpp"
#include "models/networks/initial_weights.hpp"

#include <algorithm>

namespace models {

template <class T>
void Dense<T>::initialise(std::span<T> w, Stream& random) const {
  draw_weights(initial_, {this->inputs(), this->outputs()}, w.first(weights()), random);
  std::ranges::fill(w.subspan(weights()), T{0});
}

template <class T>
void Dense<T>::forward(GatheredRows<T> x, std::span<const T> w, std::span<T> y) const {
  multiply<T>(x, w.first(weights()), y);
  add_to_rows<T>(w.subspan(weights()), y);
}

template <class T>
void Dense<T>::pass_back(GatheredRows<T> /*x*/, std::span<const T> w, std::span<const T> /*y*/,
                         std::span<const T> slopes, std::span<T> back) const {
  std::ranges::fill(back, T{0});
  add_products<T>(slopes, w.first(weights()), this->outputs(), back);
}

template <class T>
void Dense<T>::add_gradient(GatheredRows<T> x, std::span<const T> slopes, std::span<T> out) const {
  add_outer_products<T>(slopes, x, out.first(weights()));
  add_rows<T>(slopes, out.subspan(weights()));
}

template <class T>
bool Dense<T>::step_along(GatheredRows<T> x, std::span<const T> slopes, double rate, std::span<const T> from,
                          std::span<T> out) const {
  const std::size_t W = weights();
  const bool finite = step_along_outer_products<T>(rate, slopes, x, from.first(W), out.first(W));
  return step_along_rows<T>(rate, slopes, from.subspan(W), out.subspan(W)) && finite;
}

template <class T>
void append_dense(Layers<T>& layers, std::size_t inputs, const std::vector<std::int64_t>& hidden, std::size_t outputs,
                  const std::string& activation, const std::string& initial) {
  for (const std::int64_t option : hidden) {
    const auto width = static_cast<std::size_t>(option);
    layers.push_back(std::make_unique<Dense<T>>(inputs, width, initial));
    layers.push_back(models::activation<T>(activation, width));
    inputs = width;
  }
  layers.push_back(std::make_unique<Dense<T>>(inputs, outputs, initial));
}
template void append_dense(Layers<float>&, std::size_t, const std::vector<std::int64_t>&, std::size_t,
                           const std::string&, const std::string&);
template void append_dense(Layers<double>&, std::size_t, const std::vector<std::int64_t>&, std::size_t,
                           const std::string&, const std::string&);

template class Dense<float>;
template class Dense<double>;

}  // namespace models
