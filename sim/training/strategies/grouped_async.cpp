// Synchronous inside a node, asynchronous across nodes (the hybrid of Zhang, De Sa, Mitliagkas, Re, "Parallel SGD: when
// does averaging help?", 2016, and "Omnivore", Hadjis et al. 2016: compute groups). The g workers of a group add up
// their gradients by AllReduce; its first worker pushes the sum to the server, pulls, and hands the parameters round.
//
//   x <- x - eta (1/g) sum over the group of g_i(x_{t - tau})      at each arrival of a group's sum
//
// One group is synchronous SGD, groups of one are asynchronous SGD.
#include "sim/collectives/all_reduce.hpp"
#include "sim/training/groups.hpp"
#include "sim/training/parameter_server.hpp"
#include "sim/training/strategies/all.hpp"

#include <deque>

namespace dawdle {

namespace {

struct Group {
  Group(Job& job, const AllReduceAlgorithm& algorithm, std::vector<int> members)
      : all_reduce(algorithm.on(job.cluster(), Road::any, members)),
        leader(job.cluster().workers[static_cast<std::size_t>(members[0])]),
        gradients(members.size()),
        pulled(job.clock(), 0, {"the parameters at the first of the group of worker", leader.id}),
        x(job.initial()) {}

  // Of the members, in their order.
  Gradient& gradient(const Worker& worker) { return gradients[static_cast<std::size_t>(worker.id - leader.id)]; }

  std::unique_ptr<AllReduce> all_reduce;
  const Worker& leader;
  std::vector<Gradient> gradients;
  Milestone pulled;  // rounds after which the leader has new parameters
  Version x;         // these
};

Process grouped_worker(Job& job, Worker& worker, Group& group, ParameterServer& server) {
  for (std::uint64_t round = 1; job.running(); ++round) {
    group.gradient(worker) = job.gradient(worker, group.x);
    co_await job.compute(worker);
    co_await group.all_reduce->run(worker, job.gradient_bytes());
    if (worker.id == group.leader.id) {
      co_await server.push(worker, group.gradients);
      group.x = co_await server.pull(worker, Readers::several);
      group.pulled.raise(static_cast<double>(round));
    } else {
      co_await group.pulled.at_least(static_cast<double>(round));
      worker.message = "pull";
      co_await job.cluster().send(worker, group.leader.host, worker.host, job.parameter_bytes());
    }
  }
}

struct Groups final : ParameterServer {
  Groups(Job& job, const GroupOptions& groups, const AllReduceAlgorithm& algorithm, const ServerOptions& options)
      : ParameterServer(job, static_cast<std::size_t>(groups.size), options) {
    for (int i = 0; i < groups.count(job.workers()); ++i) each.emplace_back(job, algorithm, groups.members(i));
  }
  std::string algorithm() const override { return each.front().all_reduce->algorithm(); }
  std::deque<Group> each;
};

struct GroupedAsync final : Strategy {
  static constexpr std::string_view kind = "grouped_async";
  static constexpr std::string_view summary = "synchronous inside a group of workers, asynchronous across groups";

  GroupOptions groups;
  std::unique_ptr<AllReduceAlgorithm> inside;
  ServerOptions server;

  bool sends_each_gradient() const override { return false; }
  void describe(Fields& fields) override {
    groups.describe(fields);
    fields.kind("algorithm", inside, all_reduce_algorithms(), "ring", "how a group adds up its gradients");
    server.describe(fields);
  }
  int servers() const override { return server.hosts(); }
  void check(int workers) const override {
    groups.check(workers);
    inside->plan(static_cast<int>(groups.size), 0);
  }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "groups meet at the server at times of their own"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto running = std::make_unique<Groups>(job, groups, *inside, server);
    for (Worker& worker : job.cluster().workers)
      job.clock().spawn(grouped_worker(job, worker, running->each[groups.of(worker)], *running), {"worker", worker.id});
    return running;
  }
};

}  // namespace

Entry<Strategy> grouped_async() { return entry<Strategy, GroupedAsync>(); }

}  // namespace dawdle
