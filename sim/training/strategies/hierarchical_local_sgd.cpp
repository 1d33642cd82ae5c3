// Hierarchical local SGD (Lin, Stich, Patel, Jaggi, "Don't use large mini-batches, use local SGD", ICLR 2020, section
// 4): averages inside a node are cheap and frequent, those of all workers dear and rare.
//
//   x_i <- x_i - eta g_i(x_i)                       every step
//   x_i <- mean of the group's                      every H steps
//   x_i <- mean of all                              every H^b rounds of that
//
// H^b = 1 is local SGD.
#include "sim/training/averaging.hpp"
#include "sim/training/groups.hpp"
#include "sim/training/local_training.hpp"
#include "sim/training/strategies/all.hpp"

#include <deque>

namespace dawdle {

namespace {

struct TwoLevels final : Running {
  TwoLevels(Job& job, const GroupOptions& groups, const AllReduceAlgorithm& inside, const AllReduceAlgorithm& across)
      : all(job, across, job.parameter_bytes()) {
    for (int i = 0; i < groups.count(job.workers()); ++i)
      group.emplace_back(job, inside, job.parameter_bytes(), groups.members(i));
    all.done = [&job](const Version& x) { job.commit(x); };
  }
  std::string algorithm() const override { return all.algorithm(); }
  std::deque<Averaging> group;
  Averaging all;
};

Process two_level_worker(Job& job, Worker& worker, Averaging& group, Averaging& all, std::uint64_t H,
                         std::uint64_t block) {
  Version x = job.initial();
  for (std::uint64_t round = 1; job.running(x.number()); ++round) {
    const std::uint64_t steps = std::min(H, job.updates_left(x.number()));
    for (std::uint64_t h = 0; h < steps; ++h) {
      Gradient g = job.gradient(worker, x);
      co_await job.compute(worker);
      x = job.local_step(worker, x, g);
    }
    Averaging& now = round % block == 0 || !job.running(x.number()) ? all : group;
    x = co_await now.mean(worker, x);
  }
}

struct HierarchicalLocalSgd final : AveragingStrategy {
  static constexpr std::string_view kind = "hierarchical_local_sgd";
  static constexpr std::string_view summary = "local SGD with two periods: often inside a group, rarely across";

  GroupOptions groups;
  std::int64_t period = 4;  // H
  std::int64_t block = 4;   // H^b
  std::unique_ptr<AllReduceAlgorithm> inside;

  void describe(Fields& fields) override {
    groups.describe(fields);
    fields.integer("period", period, {.min = 1, .max = 1e9}, "local steps between two averages of a group (H)");
    fields.integer("block", block, {.min = 1, .max = 1e9}, "of these averages, one in so many is of all workers (H^b)");
    fields.kind("group_algorithm", inside, all_reduce_algorithms(), "ring", "how a group averages");
    describe_algorithm(fields);
  }
  void check(int workers) const override {
    groups.check(workers);
    inside->plan(static_cast<int>(groups.size), 0);
    AveragingStrategy::check(workers);
  }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "workers average inside groups and between them"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto running = std::make_unique<TwoLevels>(job, groups, *inside, algorithm());
    for (Worker& worker : job.cluster().workers)
      job.clock().spawn(two_level_worker(job, worker, running->group[groups.of(worker)], running->all,
                                         static_cast<std::uint64_t>(period), static_cast<std::uint64_t>(block)),
                        {"worker", worker.id});
    return running;
  }
};

}  // namespace

Entry<Strategy> hierarchical_local_sgd() { return entry<Strategy, HierarchicalLocalSgd>(); }

}  // namespace dawdle
