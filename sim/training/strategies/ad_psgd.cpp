// AD-PSGD, asynchronous decentralized parallel SGD (Lian, Zhang, Zhang, Liu, "Asynchronous decentralized parallel
// stochastic gradient descent", ICML 2018). Nobody waits for a round; worker i, again and again:
//
//   g <- gradient at x_i
//   x_i, x_j <- (x_i + x_j) / 2          atomically, j a random neighbour
//   x_i <- x_i - eta g
//
// While i computes, others may average with x_i. An update of the run is one such step, so staleness is the steps of
// others meanwhile. Averaging locks both models, the one of the lesser number first, so that no circle of workers can
// wait for each other (the paper has a bipartite graph of active and passive workers instead).
#include "sim/core/mailbox.hpp"
#include "sim/core/random.hpp"
#include "sim/training/averaging.hpp"
#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <array>
#include <boost/random/uniform_int_distribution.hpp>
#include <deque>
#include <utility>
#include <vector>

namespace dawdle {

namespace {

struct Key {};
using Lock = Mailbox<Key>;  // holds the key of a model that nobody averages

class AdPsgdRun final : public Running {
 public:
  AdPsgdRun(Job& job, std::vector<std::vector<int>> neighbours)
      : job_(job), neighbours_(std::move(neighbours)), models_(neighbours_.size(), job.initial()) {
    for (int i = 0; i < job.workers(); ++i) locks_.emplace_back(job.clock(), Name{"the model of worker", i}).send({});
    job.decentralise(models_);
  }

  Process worker(Worker& worker) {
    Version& x = model(worker.id);
    const bool alone = neighbours_of(worker).empty();
    while (job_.running()) {
      Gradient g = job_.gradient(worker, x.renumbered(job_.updates()));
      co_await job_.compute(worker);
      if (!alone) {
        const int j = random_neighbour(worker);
        co_await average(worker, j);
      }
      // n such steps, one of each worker, are one of D-PSGD, and of the same effective batch.
      x = job_.provisional_step(worker, x.renumbered(job_.updates()), g, job_.samples_of_all());
      job_.commit({&g, 1});
    }
  }

 private:
  Version& model(int i) { return models_[static_cast<std::size_t>(i)]; }
  Lock& lock(int i) { return locks_[static_cast<std::size_t>(i)]; }
  const std::vector<int>& neighbours_of(const Worker& worker) const {
    return neighbours_[static_cast<std::size_t>(worker.id)];
  }

  int random_neighbour(const Worker& worker) const {
    Stream random = stream(job_.seed(), Purpose::peers, static_cast<std::uint64_t>(worker.id), worker.step);
    const std::vector<int>& all = neighbours_of(worker);
    return all[boost::random::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random)];
  }

  // Worker i's model goes to j, whose own comes back as an answer.
  Task<> average(Worker& worker, int j) {
    const int i = worker.id;
    Lock &first = lock(std::min(i, j)), &second = lock(std::max(i, j));
    co_await first.receive();
    co_await second.receive();
    Cluster& cluster = job_.cluster();
    worker.message = "exchange";
    const Host there = cluster.workers[static_cast<std::size_t>(j)].host;
    co_await cluster.send(worker, worker.host, there, job_.parameter_bytes());
    co_await cluster.send(worker, there, worker.host, job_.parameter_bytes());
    const std::array both = {model(i), model(j)};
    model(i) = model(j) = mean_of(job_.learner(), job_.updates(), both);
    first.send({});
    second.send({});
  }

  Job& job_;
  std::vector<std::vector<int>> neighbours_;
  std::vector<Version> models_;
  std::deque<Lock> locks_;
};

struct AdPsgd final : Strategy {
  static constexpr std::string_view kind = "ad_psgd";
  static constexpr std::string_view summary = "every worker, at its own pace, averages with one random neighbour";

  std::unique_ptr<PeerGraph> peers;

  void describe(Fields& fields) override { describe_peers(fields, peers, "ring"); }
  bool sends_gradients() const override { return false; }
  void check(int workers) const override { require_connected(peers->rounds(workers, 0)); }

  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "workers lock the models of random neighbours"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto run = std::make_unique<AdPsgdRun>(job, neighbours(peers->rounds(job.workers(), job.seed())));
    for (Worker& worker : job.cluster().workers) job.clock().spawn(run->worker(worker), {"worker", worker.id});
    return run;
  }
};

}  // namespace

Entry<Strategy> ad_psgd() { return entry<Strategy, AdPsgd>(); }

}  // namespace dawdle
