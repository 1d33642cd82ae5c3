// Versions that share an array, against plain copies.
#include "sim/training/version.hpp"

#include "models/random.hpp"

#include <doctest/doctest.h>
#include <boost/random/uniform_int_distribution.hpp>

#include <numeric>

using namespace dawdle;

namespace {

constexpr std::size_t P = 40;

struct Held {
  Version version;
  std::vector<float> plain;
};

class Lineage {
 public:
  explicit Lineage(std::uint64_t seed) : random_(models::stream(seed, models::Purpose::initial)) {
    Version x = pool_.make(0);
    std::vector<float> plain(P);
    std::iota(plain.begin(), plain.end(), 0.5f);
    std::copy(plain.begin(), plain.end(), x.values<float>());
    held_.push_back({x, plain});
  }

  void step() {
    switch (up_to(9)) {
      case 0:
        if (held_.size() > 1)
          held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(up_to(held_.size() - 1)));
        break;
      case 1:
        pool_.pin<float>(any().version);
        break;
      default:
        change();
    }
    if (held_.size() > 12)
      held_.erase(held_.begin());
  }

  void check() {
    for (const Held& held : held_) {
      const std::vector<std::uint32_t> where = some();
      std::vector<float> found(where.size());
      pool_.gather<float>(held.version, where, found);
      for (std::size_t i = 0; i < where.size(); ++i) CHECK(found[i] == held.plain[where[i]]);
    }
    Held& pinned = any();
    pool_.pin<float>(pinned.version);
    CHECK(std::equal(pinned.plain.begin(), pinned.plain.end(), pinned.version.values<float>()));
  }

 private:
  std::size_t up_to(std::size_t last) { return boost::random::uniform_int_distribution<std::size_t>(0, last)(random_); }
  // Mostly the newest, as a server does; sometimes another, as workers with models of their own do.
  Held& any() { return up_to(3) > 0 ? held_.back() : held_[up_to(held_.size() - 1)]; }
  std::vector<std::uint32_t> some() {
    std::vector<std::uint32_t> where;
    for (std::uint32_t i = 0; i < P; ++i)
      if (up_to(5) == 0)
        where.push_back(i);
    return where;
  }
  void change() {
    const Held from = any();
    const std::vector<std::uint32_t> where = some();
    std::vector<float> to;
    Held next = from;
    for (std::uint32_t i : where) to.push_back(next.plain[i] = static_cast<float>(++changes_));
    next.version = pool_.change<float>(from.version, changes_, where, to);
    held_.push_back(std::move(next));
  }

  Stream random_;
  VersionPool pool_{P * sizeof(float)};
  std::vector<Held> held_;
  std::uint64_t changes_ = 1000;
};

}  // namespace

TEST_CASE("versions that share an array are what copies would be") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Lineage lineage(seed);
    for (int i = 0; i < 60; ++i) lineage.step();
    lineage.check();
  }
}

TEST_CASE("a version that is pinned stays where it is, whatever is made of it") {
  VersionPool pool(P * sizeof(double));
  Version x = pool.make(0);
  std::fill_n(x.values<double>(), P, 1.0);
  const double* const place = x.values<double>();
  Version newest = x;
  for (std::uint64_t t = 1; t <= 50; ++t)
    newest = pool.change<double>(newest, t, std::vector<std::uint32_t>{3}, std::vector<double>{-1.0});
  CHECK(x.values<double>() == place);
  CHECK(place[3] == 1);
  CHECK(pool.most() == 2);
}
