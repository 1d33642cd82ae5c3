// Synchronous data-parallel SGD with AllReduce (Goyal et al., "Accurate, large minibatch SGD", 2017, section 2):
//
//   x_{t+1} = x_t - eta (1/K) sum_i g_i(x_t)      at every worker, when its AllReduce of round t ends
//
// There is no barrier: a worker goes on as soon as it has the sum, at its own time. With overlap the sum is made bucket
// by bucket while the backward pass goes on, see sim/training/overlap.hpp.
#include "sim/collectives/all_gather.hpp"
#include "sim/collectives/all_reduce.hpp"
#include "sim/training/replicas.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

// What the ranks share. Compressed gradients of different ranks cannot be added up on their way: all get all of them.
struct Ranks final : Running {
  Ranks(Job& j, Reduce reduce, std::optional<Plan> order, const AllReduceAlgorithm& algorithm, const Overlap& overlap)
      : job(j), replicas(job, reduce, std::move(order)), buckets(job.buckets(overlap)) {
    if (job.compressed())
      all_gather = std::make_unique<AllGather>(job.cluster());
    else
      all_reduce = algorithm.on(job.cluster());
  }
  Task<> exchange(Worker& worker, const Bucket& bucket) {
    return all_gather ? all_gather->run(worker, job.push_bytes() * bucket.share)
                      : all_reduce->run(worker, job.gradient_bytes() * bucket.share);
  }
  std::string algorithm() const override { return all_reduce ? all_reduce->algorithm() : "all-gather"; }

  Job& job;
  Replicas replicas;
  std::vector<Bucket> buckets;
  std::unique_ptr<AllReduce> all_reduce;
  std::unique_ptr<AllGather> all_gather;
};

Process sync_rank(Job& job, Worker& worker, Ranks& ranks) {
  Version x = job.initial();
  for (std::uint64_t t = 0; job.running(t); ++t) {
    Gradient g = job.gradient(worker, x);
    const Computation computation = job.begin_compute(worker);
    for (const Bucket& bucket : ranks.buckets) {
      co_await job.computed(worker, computation, bucket);
      if (bucket.last)
        ranks.replicas.contribute(worker, g);
      const Time begin = job.clock().now();
      co_await ranks.exchange(worker, bucket);
      job.sent(worker, bucket, begin);
    }
    x = ranks.replicas.step();
  }
}

struct SynchronousAllReduce final : Strategy {
  static constexpr std::string_view kind = "sync_allreduce";
  static constexpr std::string_view summary = "synchronous data parallelism: AllReduce of the gradients in every step";

  std::string reduce = "mean";
  std::string order = "worker";
  std::unique_ptr<AllReduceAlgorithm> algorithm;
  Overlap overlapping;

  void describe(Fields& fields) override {
    describe_reduce(fields, reduce);
    fields.kind("algorithm", algorithm, all_reduce_algorithms(), "ring", "how the gradients are summed");
    fields.choice("order", order, {"worker", "algorithm"},
                  "in which order the numbers are added: worker by worker, or as the algorithm's messages do");
    overlapping.describe(fields);
    if (overlapping.wait_free && order == "algorithm")
      fields.complain("order", "worker beside overlap: the algorithm cuts each bucket by itself");
  }
  void check(int workers) const override { algorithm->plan(workers, 0); }
  bool only_adds_up() const override { return order == "worker"; }
  const Overlap* overlap() const override { return &overlapping; }
  StepShape step(int, std::uint64_t) const override { return {.synchronous = true, .all_reduce = algorithm.get()}; }
  std::unique_ptr<Running> start(Job& job) const override {
    std::optional<Plan> plan;
    if (order == "algorithm" && !job.compressed())
      plan = algorithm->plan(job.workers(), job.gradient_bytes());
    auto running = std::make_unique<Ranks>(job, reduce_of(reduce), std::move(plan), *algorithm, overlapping);
    return start_workers(job, std::move(running), sync_rank);
  }
};

}  // namespace

Entry<Strategy> synchronous_allreduce() { return entry<Strategy, SynchronousAllReduce>(); }

}  // namespace dawdle
