#include "tests/bench/collectives_bench.hpp"

#include "sim/collectives/ring.hpp"
#include "sim/core/random.hpp"
#include "sim/network/star.hpp"
#include "sim/network/topologies/fat_tree.hpp"
#include "tests/bench/measure.hpp"

#include <boost/random/uniform_real_distribution.hpp>
#include <vector>

namespace bench {

namespace {

using namespace dawdle;

constexpr double kBytes = 100e6;

Process joins(Cluster& cluster, Worker& worker, AllReduce& all_reduce, double start) {
  co_await cluster.clock.delay(start);
  co_await all_reduce.run(worker, kBytes);
}

// What keeps the ranks of a ring from being all alike.
enum class Ranks { alike, starting_apart, starting_apart_one_slow, all_different };

std::vector<double> uniform(int count, double low, double high) {
  Stream random = stream(1, Purpose::network, 0);
  std::vector<double> out;
  for (int i = 0; i < count; ++i) out.push_back(boost::random::uniform_real_distribution<>(low, high)(random));
  return out;
}

// CPU seconds of one ring over all workers.
double ring_on(const Topology& topology, Road road, const std::vector<double>& start) {
  constexpr int kRounds = 3;
  const auto workers = static_cast<int>(start.size());
  const Ring algorithm;  // outlives what runs it
  Seconds best;
  for (int round = 0; round < kRounds; ++round) {
    Clock clock;
    const auto network = topology.build(clock, {workers, 0});
    const ComputeModel compute;
    Cluster cluster(clock, *network, compute, workers);
    const auto all_reduce = algorithm.on(cluster, road);
    for (Worker& worker : cluster.workers)
      clock.spawn(joins(cluster, worker, *all_reduce, start[static_cast<std::size_t>(worker.id)]));
    best.keep_least(measure([&] { clock.run(); }));
  }
  return best.cpu;
}

double ring(int workers, Road road, Ranks ranks) {
  Star star;
  if (ranks == Ranks::all_different)
    star.bandwidth = uniform(workers, 1e8, 1e9);
  if (ranks == Ranks::starting_apart_one_slow) {
    star.bandwidth.assign(static_cast<std::size_t>(workers), 1.25e9);
    star.bandwidth[static_cast<std::size_t>(workers) / 3] /= 10;
  }
  return ring_on(star, road, uniform(workers, 0, ranks == Ranks::alike ? 1e-300 : 0.1));
}

}  // namespace

void collectives() {
  const double alike = ring(1024, Road::messages, Ranks::alike);
  const double apart = ring(1024, Road::messages, Ranks::starting_apart);
  line("ring of 100 MB message by message, K = 1024", fmt::format("{:.3f} s CPU", alike), "0.5 s");
  line("  the same, every worker starting at its own time", fmt::format("{:.2f} x", apart / alike), "<= 1.6 x");
  for (int workers : {1024, 65536}) {
    const std::string_view aim = workers == 1024 ? "2 ms" : "1000 ms";
    const auto report = [&](std::string_view how, Ranks ranks) {
      line(fmt::format("ring of 100 MB by max-plus, K = {}{}", workers, how),
           fmt::format("{:.2f} ms CPU", ring(workers, Road::any, ranks) * 1e3), aim);
    };
    report("", Ranks::alike);
    report(", own starts, a slow link", Ranks::starting_apart_one_slow);
    report(", all different", Ranks::all_different);
  }
  FatTree fat_tree;
  fat_tree.k = 16;
  line("the same on a fat-tree, whose links are measured, K = 1024",
       fmt::format("{:.2f} ms CPU", ring_on(fat_tree, Road::any, uniform(1024, 0, 0.1)) * 1e3), "-");
}

}  // namespace bench
