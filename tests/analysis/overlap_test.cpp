#include "analysis/overlap.hpp"

#include "sim/core/random.hpp"

#include <doctest/doctest.h>
#include <boost/random/uniform_real_distribution.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

using dawdle::analysis::overlapped_step;
using doctest::Approx;

namespace {

struct Step {
  std::vector<double> ready, exchange;  // the computation takes ready.back()
};

std::vector<Step> random_steps() {
  std::vector<Step> out;
  dawdle::Stream random = dawdle::stream(5, dawdle::Purpose::network, 0);
  boost::random::uniform_real_distribution<> uniform;
  for (std::size_t buckets = 1; buckets <= 40; ++buckets) {
    Step& step = out.emplace_back();
    for (std::size_t b = 0; b < buckets; ++b) {
      step.ready.push_back(uniform(random));
      step.exchange.push_back(uniform(random) * 3 / static_cast<double>(buckets));
    }
    std::sort(step.ready.begin(), step.ready.end());
  }
  return out;
}

double sum(const std::vector<double>& x, std::size_t from = 0) {
  return std::accumulate(x.begin() + static_cast<std::ptrdiff_t>(from), x.end(), 0.0);
}

}  // namespace

TEST_CASE("some bucket begins as soon as it is ready and those after it follow without a pause") {
  for (const Step& step : random_steps()) {
    double last = 0;
    for (std::size_t b = 0; b < step.ready.size(); ++b) last = std::max(last, step.ready[b] + sum(step.exchange, b));
    CHECK(overlapped_step(step.ready, step.exchange) == Approx(last).epsilon(1e-12));
  }
}

TEST_CASE("an infinitely fast network leaves the computation, an infinitely slow one all exchanges in a row") {
  for (Step step : random_steps()) {
    const double compute = step.ready.back();
    CHECK(overlapped_step(step.ready, std::vector<double>(step.ready.size())) == compute);
    for (double& seconds : step.exchange) seconds = seconds * 1e6 + 1;
    CHECK(overlapped_step(step.ready, step.exchange) == Approx(step.ready.front() + sum(step.exchange)).epsilon(1e-12));
  }
}

TEST_CASE("overlap hides something, and never more than the computation") {
  for (const Step& step : random_steps()) {
    const double seconds = overlapped_step(step.ready, step.exchange), without = step.ready.back() + sum(step.exchange);
    CHECK(seconds <= without * (1 + 1e-12));
    CHECK(seconds >= std::max(step.ready.back(), sum(step.exchange)) * (1 - 1e-12));
  }
}
