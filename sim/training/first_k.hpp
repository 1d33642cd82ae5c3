// What the strategies that wait for the first K gradients have in common.
#pragma once

#include "sim/training/parameter_server.hpp"

#include <cstdint>

namespace dawdle {

// Options: K, and the server.
struct FirstK {
  std::int64_t gradients = 1;  // K
  ServerOptions server;

  void describe(Fields& fields);
  // For the variants that take at most one gradient of a worker. Throws std::invalid_argument.
  void check_distinct(int workers) const;
};

// K-sync's worker (see strategies/k_sync.cpp); the server drops stale gradients.
Process first_k_worker(Job& job, Worker& worker, ParameterServer& server);

// Asynchronous SGD's worker (see strategies/asynchronous.cpp).
Process async_worker(Job& job, Worker& worker, ParameterServer& server);

// A server, and this process for every worker.
using ServerProcess = Process (*)(Job&, Worker&, ParameterServer&);
std::unique_ptr<Running> start_with_server(Job& job, std::size_t gradients, const ServerOptions& options,
                                           ParameterServer::Stale stale, ServerProcess process);

}  // namespace dawdle
