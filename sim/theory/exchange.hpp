// The messages of one step, alone on the scenario's network: exact times and loads, without a run.
#pragma once

#include "sim/training/parameter_server.hpp"
#include "sim/training/simulation.hpp"

#include <string>
#include <vector>

namespace dawdle {

class AllReduceAlgorithm;

struct LinkLoad {
  std::string link;
  double bytes = 0;
  double bandwidth = 0;  // bytes/s
  double seconds() const { return bytes / bandwidth; }
};

struct Exchange {
  std::vector<double> ends;      // seconds, by worker, all having begun at 0
  std::vector<LinkLoad> loads;   // empty: no links
  std::vector<Traffic> traffic;  // by host: the workers, then the servers
  std::string algorithm;         // of an AllReduce
  bool private_links = true;     // its messages share none, whoever is late

  double seconds() const;  // until the last worker is done
  bool together() const;   // all workers are done at once
  // The other's bytes cross the same links, at another time.
  void add(const Exchange& other);
  // So many times the bytes.
  void scale(double factor);
};

// Of each bucket of a gradient, by itself.
struct BucketExchange {
  Bucket bucket;
  Exchange exchange;
};

enum class Direction { push, pull };

// Workers 0 .. `workers`-1 each exchange `bytes` with the shards of the server at once.
Exchange server_exchange(const Experiment& experiment, const ServerOptions& server, Direction direction,
                         std::int64_t workers, double bytes);
// The same for each bucket of the workers' gradients, as pushed to the server.
std::vector<BucketExchange> push_exchanges(const Experiment& experiment, const ServerOptions& server,
                                           const RunSize& size);
// Of one AllReduce of a step: models after local steps, otherwise gradients.
inline double all_reduce_bytes(const StepShape& shape, const RunSize& size) {
  return shape.local ? size.parameter_bytes : size.gradient_bytes;
}
Exchange all_reduce_exchange(const Experiment& experiment, const AllReduceAlgorithm& algorithm, double bytes);
// Of each bucket of so many bytes; without overlap there is one.
std::vector<BucketExchange> all_reduce_exchanges(const Experiment& experiment, const AllReduceAlgorithm& algorithm,
                                                 const RunSize& size, double bytes);

// Models that neighbours send each other in one round, all at once; not those that stay where they are.
struct PeerExchange {
  struct Message {
    int from, to;
    double seconds;
  };
  Exchange all;
  std::vector<Message> messages;
  bool private_links = true;  // each is as fast as alone
};
PeerExchange peer_exchange(const Experiment& experiment, const Mixing& round, double bytes);

// Why one step on this network does not speak for all; empty when it does.
std::string why_steps_differ(const Topology& topology);
// Whether what workers and a server send each other shares the server's card and nothing else, in any case.
bool server_card_alone_limits(const Topology& topology, const ServerOptions& server);

}  // namespace dawdle
