#include "sim/training/pool.hpp"

#include <doctest/doctest.h>
#include <deque>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace dawdle;

namespace {

struct Sum final : Work {
  explicit Sum(int terms) : n(terms) {}
  void compute() override {
    for (int i = 0; i < n; ++i) total = total + i;
    if (n < 0)
      throw std::runtime_error("no such sum");
  }
  int n;
  volatile double total = 0;
};

}  // namespace

TEST_CASE("work is computed once, whoever does it") {
  for (int threads : {1, 2, 5}) {
    Pool pool(threads);
    std::deque<Sum> sums;
    for (int i = 0; i < 500; ++i) pool.submit(sums.emplace_back(i));
    for (int i = 499; i >= 0; i -= 2) pool.finish(sums[static_cast<std::size_t>(i)]);
    for (int i = 0; i < 500; i += 2) pool.withdraw(sums[static_cast<std::size_t>(i)]);
    for (int i = 1; i < 500; i += 2) CHECK(sums[static_cast<std::size_t>(i)].total == i * (i - 1) / 2.0);
  }
}

// Once the queue kept pointers to work that finish() had taken, and a helper wrote to it after it was gone; seen by
// AddressSanitizer.
TEST_CASE("the queue forgets work that has been finished or withdrawn") {
  Pool pool(3);
  Sum busy(3'000'000), busy_too(3'000'000);
  pool.submit(busy);
  pool.submit(busy_too);
  for (int i = 0; i < 1000; ++i) {
    auto brief = std::make_unique<Sum>(10);
    pool.submit(*brief);
    if (i % 3)
      pool.finish(*brief);
    else
      pool.withdraw(*brief);
  }
  pool.finish(busy);
  pool.finish(busy_too);
  CHECK(busy.total == busy_too.total);
}

TEST_CASE("what withdrawn work threw is not told of the work that comes after it") {
  Pool pool(2);
  Sum work(-1);
  pool.submit(work);
  while (!pool.nothing_waits()) std::this_thread::yield();  // a helper has begun it
  pool.withdraw(work);
  work.n = 3;
  pool.submit(work);
  CHECK_NOTHROW(pool.finish(work));
}

TEST_CASE("what work throws arrives where its value is needed") {
  for (int threads : {1, 3}) {
    Pool pool(threads);
    Sum bad(-1);
    pool.submit(bad);
    CHECK_THROWS_WITH(pool.finish(bad), "no such sum");
  }
}
