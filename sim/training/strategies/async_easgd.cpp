// Asynchronous elastic averaging SGD (Zhang, Choromanska, LeCun 2015, Algorithm 1; see easgd.cpp). By its own clock,
// every tau steps, a worker exchanges with a server that keeps the centre:
//
//   x_i <- x_i - alpha (x_i - x~)          x~ as it is when x_i arrives
//   x~  <- x~ + alpha (x_i - x~)
//   x_i <- x_i - eta g_i(x_i of before)    every step
//
// An update of the run is one exchange; a schedule of the learning rate counts a worker's own steps. What is evaluated
// is the centre x~, or by choice the mean of the x_i.
#include "sim/training/averaging.hpp"
#include "sim/training/elastic.hpp"
#include "sim/training/server_shards.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

class CentreServer : public Running {
 public:
  CentreServer(Job& job, const ServerOptions& options, double alpha, bool of_workers)
      : job_(job),
        shards_(job, options),
        alpha_(alpha),
        centre_(job.initial()),
        workers_(of_workers ? static_cast<std::size_t>(job.workers()) : 0, centre_) {}

  // co_await: x after the exchange.
  Task<Version> exchange(Worker& worker, Version x) {
    const Time taken_in = co_await shards_.arrive(worker, job_.parameter_bytes());
    if (shards_.takes_time())
      co_await shards_.taken_in(worker, taken_in);
    Version old = centre_;
    centre_ = drawn(job_.learner(), old.renumbered(old.number() + 1), x, alpha_);
    commit(worker, x);
    co_await shards_.send(worker, job_.parameter_bytes());
    co_return drawn(job_.learner(), x, old, alpha_);
  }

 private:
  void commit(const Worker& worker, const Version& x) {
    if (workers_.empty())
      return job_.commit(centre_);
    workers_[static_cast<std::size_t>(worker.id)] = x;
    job_.commit(mean_of(job_.learner(), centre_.number(), workers_));
  }

  Job& job_;
  ServerShards shards_;
  double alpha_;
  Version centre_;
  std::vector<Version> workers_;  // as they came to their last exchange, if those are evaluated
};

Process elastic_worker(Job& job, Worker& worker, CentreServer& server, std::uint64_t tau) {
  Version x = job.initial();
  while (job.running()) {
    Version before = x;
    if (x.number() > 0 && x.number() % tau == 0)
      x = co_await server.exchange(worker, x);
    Gradient g = job.gradient(worker, before);
    co_await job.compute(worker);
    x = job.lone_step(worker, x, g);
  }
}

struct AsyncEasgd final : Strategy {
  static constexpr std::string_view kind = "async_easgd";
  static constexpr std::string_view summary = "asynchronous elastic averaging: each worker meets the centre by itself";

  ElasticOptions elastic;
  ServerOptions server;

  void describe(Fields& fields) override {
    elastic.describe(fields);
    server.describe_hosts(fields);
  }
  int servers() const override { return server.hosts(); }
  void check(int workers) const override { elastic.check(workers); }
  bool sends_gradients() const override { return false; }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "workers meet at the centre at times of their own"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto centre = std::make_unique<CentreServer>(job, server, elastic.alpha(job.workers()), elastic.of_workers());
    return start_workers(job, std::move(centre), elastic_worker, elastic.period);
  }
};

}  // namespace

Entry<Strategy> async_easgd() { return entry<Strategy, AsyncEasgd>(); }

}  // namespace dawdle
