// Streaming DiLoCo with overlapped communication (Douillard et al., "Streaming DiLoCo with overlapping communication:
// towards a distributed free lunch", 2025): the parameters are cut into F fragments, each averaged every H steps but at
// steps of its own, H/F apart, so that the peak bandwidth is 1/F; and the workers compute tau more steps while a
// fragment is under way.
//
//   theta_i <- InnerOpt(theta_i, g_i)                                       every step
//   at step t_f: Delta_f = (1/K) sum_i (theta_f - theta_i,f);  theta_f <- OuterOpt(theta_f, Delta_f)
//   at step t_f + tau: theta_i,f <- alpha theta_i,f + (1 - alpha) theta_f
//
// F = 1, tau = 0, alpha = 0 is DiLoCo. What is evaluated is theta.
#include "sim/training/local_training.hpp"
#include "sim/training/outer_optimizer.hpp"
#include "sim/training/strategies/all.hpp"

#include <fmt/format.h>

#include <array>
#include <deque>

namespace dawdle {

namespace {

struct StreamingDiLoCo final : AveragingStrategy {
  static constexpr std::string_view kind = "streaming_diloco";
  static constexpr std::string_view summary = "DiLoCo fragment by fragment, communication overlapped with computation";

  std::int64_t period = 50;    // H
  std::int64_t fragments = 2;  // F
  std::int64_t overlap = 0;    // tau
  double mixing = 0;           // alpha
  std::unique_ptr<models::Optimizer> outer;

  void describe(Fields& fields) override {
    fields.integer("period", period, {.min = 1, .max = 1e9}, "inner steps between two averages of a fragment (H)");
    fields.integer("fragments", fragments, {.min = 1, .max = 1e6}, "into which the parameters are cut (F)");
    fields.integer("overlap", overlap, {.min = 0}, "steps taken while a fragment is under way (tau)");
    fields.number("mixing", mixing, {.min = 0, .max = 1},
                  "share of its own that a worker keeps when it gets one (alpha)");
    if (fragments > period)
      fields.complain("fragments", "at most as many fragments as the period has steps");
    if (overlap >= period)
      fields.complain("overlap", "fewer steps than the period has");
    describe_outer(fields, outer);
    describe_algorithm(fields);
  }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "fragments are averaged while workers go on"};
  }
  std::unique_ptr<Running> start(Job& job) const override;

  // Whether the averages of fragment f begin after step t.
  bool due(std::uint64_t t, std::uint64_t f) const {
    const auto H = static_cast<std::uint64_t>(period), F = static_cast<std::uint64_t>(fragments);
    return t % H == H * (f + 1) / F % H;
  }
};

// What runs for all workers: theta, and the averages of each of its fragments.
struct FragmentStream final : Running {
  FragmentStream(Job& j, const StreamingDiLoCo& options) : job(j), theta(j.initial()) {
    const auto F = static_cast<std::size_t>(options.fragments);
    for (std::size_t f = 0; f < F; ++f) {
      auto model = std::make_shared<OuterModel>(job, *options.outer, Fragment{f, F});
      const double bytes = job.parameter_bytes() / static_cast<double>(F);
      // Several may be under way at once.
      const Road road = F == 1 ? Road::any : Road::messages;
      Averaging& rounds = fragment.emplace_back(job, options.algorithm(), bytes, std::vector<int>{}, road);
      rounds.then = [model](const Version& mean) { return model->step(mean); };
      rounds.done = [this, f, F](const Version& x) { merge(x, {f, F}); };
    }
  }
  std::string algorithm() const override { return fragment.front().algorithm(); }

  // Under way fragments may overtake each other, and at the end of the run all have the same number.
  void merge(const Version& x, Fragment f) {
    theta = job.learner().splice(theta, x, f).renumbered(std::max(theta.number(), x.number()));
    at_end += !job.running(x.number());
    if (theta.number() > job.updates() && (job.running(theta.number()) || at_end == fragment.size()))
      job.commit(theta);
  }

  Job& job;
  Version theta;
  std::deque<Averaging> fragment;
  std::size_t at_end = 0;  // fragments averaged after the last step
};

// One worker's side of a fragment that is under way.
struct Pending {
  explicit Pending(Clock& clock, int worker) : arrived(clock, {"a fragment at worker", worker}) {}
  Event arrived;
  bool under_way = false;
  std::uint64_t begun = 0;  // after this step
  Version theta{};
};

// `card` stands for the worker's network card: what it does is not what the worker does.
Process fetch(Averaging& rounds, Worker& card, Version x, Pending& pending) {
  pending.theta = co_await rounds.mean(card, x);
  pending.arrived.set();
}

struct Replica {
  Replica(Job& job, const Worker& worker, std::size_t F) : card(worker), x(job.initial()) {
    card.timeline = nullptr;
    for (std::size_t f = 0; f < F; ++f) pending.emplace_back(job.clock(), worker.id);
  }
  Worker card;
  Version x;
  std::deque<Pending> pending;
};

void begin(Job& job, FragmentStream& stream, Replica& own, std::size_t f) {
  Pending& p = own.pending[f];
  p.under_way = true;
  p.begun = own.x.number();
  p.arrived.reset();
  job.clock().spawn(fetch(stream.fragment[f], own.card, own.x, p), {"a fragment of worker", own.card.id});
}

// theta_i,f <- alpha theta_i,f + (1 - alpha) theta_f, once that is there.
Task<> finish(Job& job, Worker& worker, Replica& own, std::size_t f, double alpha) {
  Pending& p = own.pending[f];
  if (!p.under_way)
    co_return;
  co_await during(worker, job.clock(), Activity::transfer, p.arrived.wait());
  p.under_way = false;
  Version mixed = p.theta;
  if (alpha > 0) {
    const std::array terms = {Term{alpha, own.x}, Term{1 - alpha, p.theta}};
    mixed = job.learner().combine(own.x.number(), terms);
  }
  own.x = job.learner().splice(own.x, mixed, {f, own.pending.size()});
}

Process streaming_worker(Job& job, Worker& worker, FragmentStream& stream, Replica& own,
                         const StreamingDiLoCo* options) {
  const auto F = static_cast<std::size_t>(options->fragments);
  const auto tau = static_cast<std::uint64_t>(options->overlap);
  while (job.running(own.x.number())) {
    Gradient g = job.gradient(worker, own.x);
    co_await job.compute(worker);
    own.x = job.local_step(worker, own.x, g);
    const std::uint64_t t = own.x.number();
    const bool last = !job.running(t);
    if (last)
      for (std::size_t f = 0; f < F; ++f) co_await finish(job, worker, own, f, options->mixing);
    for (std::size_t f = 0; f < F; ++f)
      if (last || options->due(t, f))
        begin(job, stream, own, f);
    for (std::size_t f = 0; f < F; ++f)
      if (last || own.pending[f].begun + tau == t)
        co_await finish(job, worker, own, f, options->mixing);
  }
}

struct StreamAndReplicas final : Running {
  StreamAndReplicas(Job& job, const StreamingDiLoCo& options) : stream(job, options) {
    for (Worker& worker : job.cluster().workers)
      replicas.emplace_back(job, worker, static_cast<std::size_t>(options.fragments));
  }
  std::string algorithm() const override { return stream.algorithm(); }
  FragmentStream stream;
  std::deque<Replica> replicas;
};

std::unique_ptr<Running> StreamingDiLoCo::start(Job& job) const {
  auto running = std::make_unique<StreamAndReplicas>(job, *this);
  for (Worker& worker : job.cluster().workers)
    job.clock().spawn(
        streaming_worker(job, worker, running->stream, running->replicas[static_cast<std::size_t>(worker.id)], this),
        {"worker", worker.id});
  return running;
}

}  // namespace

Entry<Strategy> streaming_diloco() { return entry<Strategy, StreamingDiLoCo>(); }

}  // namespace dawdle
