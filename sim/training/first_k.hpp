// What the strategies that wait for the first K gradients have in common.
#pragma once

#include "sim/training/parameter_server.hpp"

#include <cstdint>

namespace dawdle {

// K-sync's worker (see strategies/k_sync.cpp); the server drops stale gradients.
Process first_k_worker(Job& job, Worker& worker, ParameterServer& server);

// Asynchronous SGD's worker (see strategies/asynchronous.cpp).
Process async_worker(Job& job, Worker& worker, ParameterServer& server);

// K-async's worker (see strategies/k_async.cpp): after its push it waits for the update that has it.
Process k_async_worker(Job& job, Worker& worker, ParameterServer& server);

// A server, and this process for every worker.
using ServerProcess = Process (*)(Job&, Worker&, ParameterServer&);
std::unique_ptr<Running> start_with_server(Job& job, std::size_t gradients, const ServerOptions& options, Weight weight,
                                           ServerProcess process);

// Throws std::invalid_argument when an update would take more gradients than there are workers to give one each.
void check_distinct(std::int64_t gradients, int workers);

// A strategy whose server takes K gradients an update. K: "gradients".
class FirstKStrategy : public Strategy {
 public:
  // distinct: an update takes at most one gradient of a worker, so K is at most the number of workers.
  // stops: a worker gives a gradient up that would come too late, so it sends nothing before it has all of it.
  FirstKStrategy(ServerProcess process, Weight weight, bool distinct, bool stops)
      : process_(process), weight_(std::move(weight)), distinct_(distinct), stops_(stops) {}

  void describe(Fields& fields) override;
  const Overlap* overlap() const override { return stops_ ? nullptr : &server_.overlap; }
  int servers() const override { return server_.hosts(); }
  void check(int workers) const override;
  StepShape step(int workers, std::uint64_t seed) const override;
  std::unique_ptr<Running> start(Job& job) const override {
    return start_with_server(job, static_cast<std::size_t>(gradients_), server_, weight_, process_);
  }

 private:
  std::int64_t gradients_ = 1;
  ServerOptions server_;
  ServerProcess process_;
  Weight weight_;
  bool distinct_, stops_;
};

}  // namespace dawdle
