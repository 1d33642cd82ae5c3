// Standard random variates with the same bits everywhere.
//
// Boost's ziggurats (Marsaglia & Tsang, "The ziggurat method for generating random variables", JSS 5(8), 2000) call the
// machine's exp only to accept or reject a point that both chords left undecided: a difference in its last bit matters
// less than once in 1e16 draws. Boost's gamma puts libm's values into the result, hence our own.
#pragma once

#include "models/portable_math.hpp"
#include "sim/core/random.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>

namespace dawdle {

// On [0, 1).
inline double uniform_variate(Stream& stream) { return boost::random::uniform_01<double>()(stream); }

// Mean 1.
inline double exponential_variate(Stream& stream) { return boost::random::exponential_distribution<double>()(stream); }

// Mean 0, variance 1.
inline double normal_variate(Stream& stream) { return boost::random::normal_distribution<double>()(stream); }

// Mean and variance `shape` > 0. Marsaglia & Tsang, "A simple method for generating gamma variables", TOMS 26(3), 2000;
// an exponential variate stands for their -log U.
inline double gamma_variate(double shape, Stream& stream) {
  if (shape < 1)
    return gamma_variate(shape + 1, stream) * models::portable_exp(-exponential_variate(stream) / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal_variate(stream);
    const double root = 1 + c * x;
    const double v = root * root * root;
    if (v > 0 && -exponential_variate(stream) < x * x / 2 + d * (1 - v + models::portable_log(v)))
      return d * v;
  }
}

}  // namespace dawdle
