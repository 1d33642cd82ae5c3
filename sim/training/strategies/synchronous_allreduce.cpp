// Synchronous data-parallel SGD with AllReduce (Goyal et al., "Accurate, large minibatch SGD", 2017, section 2):
//
//   x_{t+1} = x_t - eta (1/K) sum_i g_i(x_t)      at every worker, when its AllReduce of round t ends
//
// There is no barrier: a worker goes on as soon as it has the sum, at its own time.
#include "sim/collectives/all_reduce.hpp"
#include "sim/training/replicas.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

Process sync_rank(Job& job, Worker& worker, Replicas& replicas, AllReduce& all_reduce) {
  Version x = job.initial();
  for (std::uint64_t t = 0; job.running(t); ++t) {
    Gradient g = job.gradient(worker, x);
    co_await job.compute(worker);
    replicas.contribute(worker, g);
    co_await all_reduce.run(worker, job.gradient_bytes());
    x = replicas.step();
  }
}

struct Ranks final : Running {
  Ranks(Job& job, Reduce reduce, std::optional<Plan> order, const AllReduceAlgorithm& algorithm)
      : replicas(job, reduce, std::move(order)), all_reduce(algorithm.on(job.cluster())) {}
  std::string algorithm() const override { return all_reduce->algorithm(); }
  Replicas replicas;
  std::unique_ptr<AllReduce> all_reduce;
};

struct SynchronousAllReduce final : Strategy {
  static constexpr std::string_view kind = "sync_allreduce";
  static constexpr std::string_view summary = "synchronous data parallelism: AllReduce of the gradients in every step";

  std::string reduce = "mean";
  std::string order = "worker";
  std::unique_ptr<AllReduceAlgorithm> algorithm;

  void describe(Fields& fields) override {
    describe_reduce(fields, reduce);
    fields.kind("algorithm", algorithm, all_reduce_algorithms(), "ring", "how the gradients are summed");
    fields.choice("order", order, {"worker", "algorithm"},
                  "in which order the numbers are added: worker by worker, or as the algorithm's messages do");
  }
  void check(int workers) const override { algorithm->plan(workers, 0); }
  StepShape step() const override { return {.synchronous = true, .all_reduce = algorithm.get()}; }
  std::unique_ptr<Running> start(Job& job) const override {
    std::optional<Plan> plan;
    if (order == "algorithm")
      plan = algorithm->plan(job.workers(), job.gradient_bytes());
    auto running = std::make_unique<Ranks>(job, reduce_of(reduce), std::move(plan), *algorithm);
    for (Worker& worker : job.cluster().workers)
      job.clock().spawn(sync_rank(job, worker, running->replicas, *running->all_reduce), {"worker", worker.id});
    return running;
  }
};

}  // namespace

Entry<Strategy> synchronous_allreduce() { return entry<Strategy, SynchronousAllReduce>(); }

}  // namespace dawdle
