// The numbers that a collective moves.
#include "sim/collectives/arithmetic.hpp"
#include "sim/core/random.hpp"
#include "tests/collectives/running.hpp"

#include <doctest/doctest.h>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>

using namespace collectives;

namespace {

template <class T>
struct Vectors {
  Vectors(int p, std::size_t n) : sum(n) {
    Stream random = stream(n, Purpose::network, static_cast<std::uint64_t>(p));
    for (int rank = 0; rank < p; ++rank) {
      own.emplace_back();
      for (std::size_t i = 0; i < n; ++i) {
        own.back().push_back(static_cast<T>(boost::random::uniform_real_distribution<>(-1, 1)(random)));
        sum[i] += static_cast<double>(own.back().back());
      }
    }
  }
  void run(const Plan& plan) {
    std::vector<std::span<T>> spans(own.begin(), own.end());
    run_on_vectors<T>(plan, spans);
  }
  // Whether rank's elements [begin, end) are the sums, but for rounding.
  bool has_sum(int rank, std::size_t begin, std::size_t end) const {
    const double tolerance = 50 * std::numeric_limits<T>::epsilon();
    for (std::size_t i = begin; i < end; ++i)
      if (!(std::abs(static_cast<double>(own[static_cast<std::size_t>(rank)][i]) - sum[i]) <= tolerance))
        return false;
    return true;
  }
  std::vector<std::vector<T>> own;
  std::vector<double> sum;
};

const std::vector<int> kRanks = {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 31};

std::vector<std::size_t> sizes(int p) {
  const auto n = static_cast<std::size_t>(p);
  return {0, 1, 2, n - 1, n, 1000};
}

template <class T>
void check_all_reduces() {
  for (const Named& algorithm : all_reduces())
    for (int p : kRanks)
      for (std::size_t n : sizes(p)) {
        CAPTURE(algorithm.name);
        CAPTURE(p);
        CAPTURE(n);
        Vectors<T> vectors(p, n);
        vectors.run(algorithm.plan(p, static_cast<double>(n * sizeof(T))));
        for (int rank = 0; rank < p; ++rank) CHECK(vectors.has_sum(rank, 0, n));
        // To the last bit the same everywhere: replicas must not drift apart.
        for (const std::vector<T>& own : vectors.own) CHECK(own == vectors.own.front());
      }
}

}  // namespace

TEST_CASE("every rank ends with the sum, the same bits everywhere, in float64") { check_all_reduces<double>(); }
TEST_CASE("every rank ends with the sum, the same bits everywhere, in float32") { check_all_reduces<float>(); }

TEST_CASE("an algorithm adds in its own order") {
  // A float32 of 1e8 cannot tell 1 more from nothing; 1e8 - 1e8 can.
  const auto sum = [](const Planner& planner) {
    std::vector<std::vector<float>> own = {{1e8f}, {1}, {-1e8f}, {1}};
    std::vector<std::span<float>> spans(own.begin(), own.end());
    run_on_vectors<float>(planner(4, 4), spans);
    return own[0][0];
  };
  CHECK(sum(named("", RecursiveDoubling()).plan) == 0);  // (1e8 + 1) + (-1e8 + 1)
  CHECK(sum(named("", Rabenseifner()).plan) == 2);       // (1e8 - 1e8) + (1 + 1)
}

TEST_CASE("reduce-scatter leaves rank r with the sum of part r, and all-gather hands parts to all") {
  for (int p : kRanks)
    for (std::size_t n : sizes(p)) {
      Vectors<double> vectors(p, n);
      vectors.run(ring_reduce_scatter(p));
      for (int rank = 0; rank < p; ++rank) {
        const auto [begin, end] = elements(0, n, {rank, rank + 1, p});
        CHECK(vectors.has_sum(rank, begin, end));
      }
      vectors.run(ring_all_gather(p));
      for (int rank = 0; rank < p; ++rank) CHECK(vectors.has_sum(rank, 0, n));
    }
}

TEST_CASE("a reduction ends at rank 0, and both broadcasts start from it") {
  for (int p : kRanks)
    for (std::size_t n : sizes(p))
      for (auto broadcast : {binomial_broadcast, scatter_broadcast}) {
        Vectors<double> vectors(p, n);
        vectors.run(binomial_reduce(p));
        CHECK(vectors.has_sum(0, 0, n));
        vectors.run(broadcast(p));
        for (int rank = 0; rank < p; ++rank) CHECK(vectors.has_sum(rank, 0, n));
      }
}

TEST_CASE("what one rank sends in a round another receives in it, in every plan") {
  std::vector<Named> plans = all_reduces();
  plans.push_back({"reduce", [](int p, double) { return binomial_reduce(p); }});
  plans.push_back({"broadcast", [](int p, double) { return scatter_broadcast(p); }});
  for (const Named& named_plan : plans)
    for (int p = 1; p <= 40; ++p) {
      CAPTURE(named_plan.name);
      CAPTURE(p);
      const Plan plan = named_plan.plan(p, 1000);
      int unmatched = 0;
      for (const Phase& phase : plan.phases())
        for (int rank = 0; rank < p; ++rank) {
          const Seat seat = phase.groups.seat(p, rank);
          for (int i = 0; seat.taken && i < phase.rounds(seat); ++i) {
            const Step step = phase.step(seat, i);
            if (step.to != kNobody)
              unmatched += phase.step(phase.groups.seat(p, step.to), i).from != rank;
            if (step.from != kNobody)
              unmatched += phase.step(phase.groups.seat(p, step.from), i).to != rank;
          }
        }
      CHECK(unmatched == 0);
    }
}
