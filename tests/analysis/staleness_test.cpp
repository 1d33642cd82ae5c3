#include "analysis/staleness.hpp"

#include <doctest/doctest.h>
#include <numeric>
#include <vector>

using namespace dawdle::analysis;
using doctest::Approx;

TEST_CASE("mean staleness of batches and of distinct workers") {
  CHECK(batch_async_mean_staleness(8, 1) == 7);
  CHECK(batch_async_mean_staleness(8, 3) == Approx(2.333333).epsilon(1e-6));
  CHECK(k_async_mean_staleness(8, 3) == Approx(1.666667).epsilon(1e-6));
  for (int P : {1, 4, 9}) {
    CHECK(k_async_mean_staleness(P, P) == 0);
    CHECK(k_async_mean_staleness(P, 1) == batch_async_mean_staleness(P, 1));
  }
}

TEST_CASE("the staleness of exponential workers is geometric") {
  CHECK(staleness_tail(1, 8, 3) == Approx(0.669922).epsilon(1e-6));
  const std::vector<double> eight(8, 1);
  const std::vector<double> law = staleness_law(eight, 400);
  CHECK(law.size() == 401);
  CHECK(1 - law[0] - law[1] - law[2] == Approx(0.669922).epsilon(1e-6));
  CHECK(std::accumulate(law.begin(), law.end(), 0.0) == Approx(1).epsilon(1e-12));
}

TEST_CASE("fast workers are fresh, slow ones stale, and all together as stale as ever") {
  const std::vector<double> rates = {1, 1, 1, 1, 4};
  const auto mean = [](double rate) {
    double sum = 0;
    for (int k = 1; k < 2000; ++k) sum += staleness_tail(rate, 8, k);
    return sum;
  };
  CHECK(mean(4) == Approx(1).epsilon(1e-12));
  CHECK(mean(1) == Approx(7).epsilon(1e-12));
  const std::vector<double> law = staleness_law(rates, 2000);
  double all = 0;
  for (std::size_t k = 0; k < law.size(); ++k) all += static_cast<double>(k) * law[k];
  CHECK(all == Approx(batch_async_mean_staleness(5, 1)).epsilon(1e-12));
}
