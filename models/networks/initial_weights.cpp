#include "models/networks/initial_weights.hpp"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <stdexcept>

namespace models {
namespace {

template <class T, class Distribution>
void draw(Distribution law, std::span<T> w, Stream& random) {
  for (T& weight : w) weight = static_cast<T>(law(random));
}

}  // namespace

template <class T>
void draw_weights(const std::string& law, Fans fans, std::span<T> w, Stream& random) {
  const auto in = static_cast<double>(fans.in), out = static_cast<double>(fans.out);
  if (law == "he") {
    draw(boost::random::normal_distribution<double>(0, std::sqrt(2 / in)), w, random);
  } else if (law == "lecun") {
    draw(boost::random::normal_distribution<double>(0, std::sqrt(1 / in)), w, random);
  } else if (law == "glorot") {
    const double most = std::sqrt(6 / (in + out));
    draw(boost::random::uniform_real_distribution<double>(-most, most), w, random);
  } else if (law == "zeros") {
    std::ranges::fill(w, T{0});
  } else {
    throw std::invalid_argument("expected he, glorot, lecun or zeros as the law of initial weights, but found " + law);
  }
}
template void draw_weights(const std::string&, Fans, std::span<float>, Stream&);
template void draw_weights(const std::string&, Fans, std::span<double>, Stream&);

}  // namespace models
