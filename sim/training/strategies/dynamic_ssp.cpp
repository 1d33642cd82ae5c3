// Dynamic stale synchronous parallel (Zhao, An, Liu, Chen, "Dynamic stale synchronous parallel distributed training for
// deep learning", ICDCS 2019): SSP whose bound lies in [s_L, s_U]. The fastest worker, when it would have to wait at
// s_L, may do r* iterations more: as many as bring a push of its own closest to one of the slowest worker's, if both go
// on as between their last two pushes.
//
//   r* = argmin_r min_k |a_p + r I_p - (a_q + (k + 1) I_q)|      p, q: fastest, slowest; a, I: last push, interval
//
// s_L = s_U is SSP. The paper's r and k go up to s_U - s_L; here r also stops where p would be more than s_U ahead.
#include "sim/training/parameter_server.hpp"
#include "sim/training/strategies/all.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle {

namespace {

// Of one worker. The run's begin stands for the push before the first.
struct Pushes {
  double count = 0;
  Time before_last = 0, last = 0;
  double granted = 0;  // it may begin the iterations below this one without asking
  Time interval() const { return last - before_last; }
};

class DsspServer final : public ParameterServer {
 public:
  DsspServer(Job& job, const ServerOptions& options, double lower, double upper)
      : ParameterServer(job, 1, options),
        slowest(job.clock(), job.workers()),
        clock_(job.clock()),
        lower_(lower),
        upper_(upper),
        pushes_(static_cast<std::size_t>(job.workers())) {}

  SlowestClock slowest;

  // What the slowest worker's clock must have come to before this one begins its iteration c.
  double awaited(const Worker& worker, double c) {
    Pushes& own = pushes_[static_cast<std::size_t>(worker.id)];
    const double ahead = c - slowest.value();
    if (ahead > lower_ && c >= own.granted)
      own.granted = c + extra(own, upper_ - ahead + 1);
    return c < own.granted ? 0 : c - lower_;
  }

  void pushed(const Worker& worker) {
    Pushes& own = pushes_[static_cast<std::size_t>(worker.id)];
    ++own.count;
    own.before_last = std::exchange(own.last, clock_.now());
    slowest.advance(worker);
  }

 private:
  // r* of at most `most`; 0 for a worker that is not the fastest, or while the slowest has pushed nothing yet.
  double extra(const Pushes& own, double most) const {
    const auto fewer = [](const Pushes& a, const Pushes& b) { return a.count < b.count; };
    const auto [behind, ahead] = std::minmax_element(pushes_.begin(), pushes_.end(), fewer);
    if (own.count < ahead->count || behind->count == 0)
      return 0;
    double best = 0, least_wait = apart(own.last, *behind);
    for (double r = 1; r <= most; ++r)
      if (const double wait = apart(own.last + r * own.interval(), *behind); wait < least_wait) {
        best = r;
        least_wait = wait;
      }
    return best;
  }

  // From time t to the nearest of the pushes that are expected of that worker.
  Time apart(Time t, const Pushes& of) const {
    const Time next = of.last + of.interval();
    const double k = of.interval() > 0 ? std::round((t - next) / of.interval()) : 0;
    return std::abs(t - (next + std::clamp(k, 0.0, upper_ - lower_) * of.interval()));
  }

  Clock& clock_;
  double lower_, upper_;
  std::vector<Pushes> pushes_;  // by worker
};

Process dssp_worker(Job& job, Worker& worker, DsspServer& server) {
  for (double c = 0; job.running(); ++c) {
    const double enough = server.awaited(worker, c);
    co_await server.slowest.at_least(enough);
    Version x = co_await server.pull(worker);
    Gradient g = job.gradient(worker, x);
    co_await server.compute_and_push(worker, g);
    server.pushed(worker);
  }
}

struct DynamicSsp final : Strategy {
  static constexpr std::string_view kind = "dynamic_ssp";
  static constexpr std::string_view summary = "stale synchronous parallel with a bound that moves within a range";

  std::int64_t least = 3;  // s_L
  std::int64_t most = 15;  // s_U
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("least_staleness", least, {.min = 0, .max = 1e6},
                   "iterations ahead of the slowest that every worker may be (s_L)");
    fields.integer("most_staleness", most, {.min = 0, .max = 1e6}, "and that the fastest may be at most (s_U)");
    server.describe_with_overlap(fields);
    if (most < least)
      fields.complain("most_staleness", "at least least_staleness");
  }
  const Overlap* overlap() const override { return &server.overlap; }
  int servers() const override { return server.hosts(); }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "the bound of staleness follows the workers' pace"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    auto running = std::make_unique<DsspServer>(job, server, static_cast<double>(least), static_cast<double>(most));
    return start_workers(job, std::move(running), dssp_worker);
  }
};

}  // namespace

Entry<Strategy> dynamic_ssp() { return entry<Strategy, DynamicSsp>(); }

}  // namespace dawdle
