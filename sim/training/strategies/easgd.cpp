// Synchronous elastic averaging SGD (Zhang, Choromanska, LeCun, "Deep learning with elastic averaging SGD", NIPS 2015):
// workers explore around a centre, drawn to it and drawing it with an elastic force. Every tau steps, with the x_i and
// x~ of before the exchange on the right:
//
//   x_i <- x_i - alpha (x_i - x~)
//   x~  <- (1 - beta) x~ + beta (1/p) sum_i x_i             beta = p alpha
//   x_i <- x_i - eta g_i(x_i of before the exchange)        every step
//
// The scenario's momentum, at the worker, makes it EAMSGD. What is evaluated is the centre x~, or
// by choice the mean of the x_i: with alpha = 0 and one worker that is sequential SGD.
#include "sim/training/averaging.hpp"
#include "sim/training/elastic.hpp"
#include "sim/training/local_training.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

Process easgd_worker(Job& job, Worker& worker, Averaging& exchange, std::uint64_t tau, double alpha) {
  Version x = job.initial();
  Version centre = job.initial();  // its copy
  while (true) {
    Version before = x;
    const bool last = !job.running(x.number());
    if ((x.number() > 0 && x.number() % tau == 0) || last) {
      Version next = co_await exchange.mean(worker, x);
      x = drawn(job.learner(), x, centre, alpha);
      centre = next;
    }
    if (last)
      co_return;
    Gradient g = job.gradient(worker, before);
    co_await job.compute(worker);
    x = job.local_step(worker, x, g);
  }
}

struct Elastic final : Running {
  Elastic(Job& job, const AllReduceAlgorithm& algorithm, double beta, bool of_workers)
      : exchange(job, algorithm, job.parameter_bytes()) {
    exchange.then = [this, &job, beta, centre = job.initial()](const Version& mean) mutable {
      workers = mean;
      return centre = drawn(job.learner(), centre.renumbered(mean.number()), mean, beta);
    };
    exchange.done = [this, &job, of_workers](const Version& centre) { job.commit(of_workers ? workers : centre); };
  }
  std::string algorithm() const override { return exchange.algorithm(); }
  Version workers;  // their mean
  Averaging exchange;
};

struct Easgd final : AveragingStrategy {
  static constexpr std::string_view kind = "easgd";
  static constexpr std::string_view summary = "synchronous elastic averaging: workers and a centre draw each other";

  ElasticOptions elastic;

  void describe(Fields& fields) override {
    elastic.describe(fields);
    describe_algorithm(fields);
  }
  void check(int workers) const override {
    elastic.check(workers);
    AveragingStrategy::check(workers);
  }
  StepShape step(int, std::uint64_t) const override { return local_steps(elastic.period, false); }
  std::unique_ptr<Running> start(Job& job) const override {
    const double alpha = elastic.alpha(job.workers());
    auto running = std::make_unique<Elastic>(job, algorithm(), alpha * job.workers(), elastic.of_workers());
    for (Worker& worker : job.cluster().workers)
      job.clock().spawn(easgd_worker(job, worker, running->exchange, static_cast<std::uint64_t>(elastic.period), alpha),
                        {"worker", worker.id});
    return running;
  }
};

}  // namespace

Entry<Strategy> easgd() { return entry<Strategy, Easgd>(); }

}  // namespace dawdle
