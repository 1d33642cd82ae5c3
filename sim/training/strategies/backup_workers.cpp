// Synchronous SGD with backup workers (Chen et al., "Revisiting distributed synchronous SGD", 2016): of N + b workers
// the first N to finish make the update; the b stragglers are not waited for, and begin again with the rest.
//
//   x_{t+1} = x_t - eta (1/N) sum over the first N of g_i(x_t)      K-sync with K = N, P = N + b
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle {

namespace {

struct BackupWorkers final : Strategy {
  static constexpr std::string_view kind = "backup_workers";
  static constexpr std::string_view summary =
      "synchronous with b spare workers: the last b gradients of a round are not waited for";

  std::int64_t backups = 1;  // b
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("backups", backups, {.min = 0}, "of the workers that a round does not wait for (b)");
    server.describe(fields);
  }
  int servers() const override { return server.hosts(); }
  void check(int workers) const override {
    if (backups >= workers)
      throw std::invalid_argument(fmt::format("expected fewer backups than the {} workers, got {}", workers, backups));
  }
  StepShape step(int workers, std::uint64_t) const override {
    return {.server = &server, .first = FirstGradients{.count = workers - backups, .distinct = true, .fresh = true}};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    const auto n = static_cast<std::size_t>(job.workers() - backups);
    return start_with_server(job, n, server, fresh_only, first_k_worker);
  }
};

}  // namespace

Entry<Strategy> backup_workers() { return entry<Strategy, BackupWorkers>(); }

}  // namespace dawdle
