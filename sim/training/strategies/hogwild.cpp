// Hogwild! (Recht, Re, Wright, Niu, "Hogwild!: a lock-free approach to parallelizing stochastic gradient descent", NIPS
// 2011): cores update parameters in shared memory without locks. Reading and writing a coordinate takes time, so a
// gradient is computed at a mixture of versions, coordinate by coordinate:
//
//   read x_v for v in e, compute g_e(x), then for v in e: x_v <- x_v - eta (g_e)_v
//
// where e are the coordinates that the samples have. Where samples share few coordinates this is nearly sequential SGD;
// on dense data cores are in each other's way. Writes are atomic adds, or racing: a store loses what others stored
// since its load. A worker is a core; nothing crosses the network.
#include "sim/training/shared_memory.hpp"
#include "sim/training/strategies/all.hpp"

namespace dawdle {

namespace {

struct HogwildOptions {
  double read_time = 1e-9, write_time = 1e-9;  // seconds a cache line
  std::int64_t line = 1;                       // coordinates
  std::string writes = "atomic";
  std::string compute = "before_read";
};

Process hogwild_core(Job& job, Worker& worker, SharedMemory& memory, const HogwildOptions* options) {
  Clock& clock = job.clock();
  const auto line = static_cast<std::size_t>(options->line);
  const Writes writes = options->writes == "atomic" ? Writes::atomic : Writes::racing;
  const bool compute_first = options->compute == "before_read";
  while (job.running()) {
    const auto lines = static_cast<double>(memory.begin(worker.id, worker.step++, line));
    if (compute_first)
      co_await job.compute(worker);
    Gradient g(worker.id, job.updates(), memory.samples());
    g.number = worker.step;
    const Sweep read{clock.now(), options->read_time, line};
    auto reading = clock.delay(lines * options->read_time);
    co_await during(worker, clock, Activity::transfer, reading);
    memory.read(worker.id, read);
    if (!compute_first)
      co_await job.compute(worker);
    const Sweep write{clock.now(), options->write_time, line};
    memory.write(worker.id, write, writes, job.take_learning_rate(job.updates(), static_cast<double>(g.samples)));
    auto writing = clock.delay(lines * options->write_time);
    co_await during(worker, clock, Activity::transfer, writing);
    memory.written(worker.id, clock.now());
    job.commit({&g, 1});
  }
}

struct Cores final : Running {
  explicit Cores(Job& job) : memory(job.learner().shared_memory(job.workers())), sparsity(job.learner().sparsity()) {
    job.hold([this, &job] { return memory->snapshot(job.updates(), job.clock().now()); });
  }
  Measures measures() const override {
    const Conflicts c = memory->conflicts();
    const auto share = [&](std::uint64_t n) {
      return c.written ? static_cast<double>(n) / static_cast<double>(c.written) : 0;
    };
    Measures all = {{"coordinates_written", static_cast<double>(c.written)},
                    {"stale_stores_per_coordinate", share(c.stale)},
                    {"lost_share", share(c.lost)}};
    if (const auto& data = sparsity) {
      all.insert(all.end(), {{"omega", static_cast<double>(data->omega)}, {"delta", data->delta}});
      if (data->rho)
        all.emplace_back("rho", *data->rho);
    }
    return all;
  }
  std::unique_ptr<SharedMemory> memory;
  std::optional<models::Sparsity> sparsity;
};

struct Hogwild final : Strategy {
  static constexpr std::string_view kind = "hogwild";
  static constexpr std::string_view summary = "cores update shared memory without locks, coordinate by coordinate";

  HogwildOptions options;

  void describe(Fields& fields) override {
    fields.seconds("read_time", options.read_time, {.min = 0}, "to read a cache line of parameters");
    fields.seconds("write_time", options.write_time, {.min = 0}, "to write one");
    fields.integer("line", options.line, {.min = 1, .max = 1e6}, "parameters in a cache line");
    fields.choice("compute", options.compute, {"before_read", "after_read"},
                  "when a core spends its compute time, which is what the reads and writes are not: before it reads "
                  "parameters (it fetches samples), or between reading and writing");
    fields.choice("writes", options.writes, {"atomic", "racing"},
                  "atomic adds, or load and store, which loses what others store between");
  }
  bool needs_model() const override { return true; }
  bool shares_memory() const override { return true; }
  bool sends_gradients() const override { return false; }
  StepShape step(int, std::uint64_t) const override { return {.unknown = "workers share one memory"}; }
  std::unique_ptr<Running> start(Job& job) const override {
    auto running = std::make_unique<Cores>(job);
    for (Worker& worker : job.cluster().workers)
      job.clock().spawn(hogwild_core(job, worker, *running->memory, &options), {"core", worker.id});
    return running;
  }
};

}  // namespace

Entry<Strategy> hogwild() { return entry<Strategy, Hogwild>(); }

}  // namespace dawdle
