// Ringmaster ASGD (Maranjyan, Tyurin, Richtarik, "Ringmaster ASGD: the first asynchronous SGD with optimal time
// complexity", ICML 2025): asynchronous, but no gradient with a delay of R or more is applied.
//
//   x_{k+1} = x_k - gamma g_i(x_{k - delta})      if delta < R, or else it is ignored as it arrives
//
// With "stop" a computation whose delay comes to R is stopped, and begun again at the newest point. R = infinity is
// asynchronous SGD.
#include "sim/training/parameter_server.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

// One that is on its way when its delay comes to R is ignored like the others.
Process ringmaster_worker(Job& job, Worker& worker, ParameterServer& server, bool stop, double R) {
  while (job.running()) {
    Version x = co_await server.pull(worker);
    const double too_old = static_cast<double>(x.number()) + R;
    if (stop && server.updates.value() >= too_old)
      continue;  // too old before it was there
    Gradient g = job.gradient(worker, x);
    const Goal goal(server.updates, stop ? too_old : Clock::kForever);
    const bool computed = co_await job.compute_unless(worker, goal);
    if (computed)
      co_await server.push(worker, g);
  }
}

struct Ringmaster final : Strategy {
  static constexpr std::string_view kind = "ringmaster";
  static constexpr std::string_view summary =
      "asynchronous; computations and gradients of too long a delay are stopped or ignored";

  std::int64_t threshold = 1;  // R
  bool stop = false;
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("threshold", threshold, {.min = 1, .required = true},
                   "delay from which on a gradient is ignored (R)");
    fields.flag("stop", stop, "whether computations are stopped at that delay, or their gradients ignored on arrival");
    server.describe(fields);
  }
  int servers() const override { return server.hosts(); }
  StepShape step(int, std::uint64_t) const override {
    return {.unknown = "computations whose delay is too long are given up"};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto R = static_cast<std::uint64_t>(threshold);
    const Weight weight = [R](Gradient& g, const Version& now) { return staleness_of(g, now) < R ? 1.0 : 0.0; };
    const auto process = [this](Job& of, Worker& worker, ParameterServer& at) {
      return ringmaster_worker(of, worker, at, stop, static_cast<double>(threshold));
    };
    return start_workers(job, std::make_unique<ParameterServer>(job, 1, server, weight), process);
  }
};

}  // namespace

Entry<Strategy> ringmaster() { return entry<Strategy, Ringmaster>(); }

}  // namespace dawdle
