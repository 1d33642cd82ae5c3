// Messages sent over a topology, and what the links may carry meanwhile.
#pragma once

#include "sim/network/graph_network.hpp"
#include "sim/network/graph_topology.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <vector>

namespace topology_runs {

using namespace dawdle;

struct Message {
  Host from, to;
  double start, bytes;
};

inline Process sends(Clock& clock, Network& network, Message m, double& end) {
  co_await clock.until(m.start);
  co_await network.send(m.from, m.to, m.bytes);
  end = clock.now();
  // No link ever carries more than its bandwidth.
  const auto& graph = static_cast<const GraphNetwork&>(network);
  for (LinkId link = 0; link < graph.links().size(); ++link)
    if (graph.load(link) > graph.links()[link].bandwidth * (1 + 1e-12))
      FAIL_CHECK(graph.links()[link].name, " carries ", graph.load(link));
}

struct Run {
  std::vector<double> ends;  // seconds, by message
  LinkUse use;
};

inline Run run(const GraphTopology& topology, Hosts hosts, const std::vector<Message>& messages) {
  Clock clock;
  const auto network = topology.build(clock, hosts);
  Run out;
  out.ends.resize(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) clock.spawn(sends(clock, *network, messages[i], out.ends[i]));
  clock.run();
  out.use = network->link_use();
  return out;
}

inline void check_close(const std::vector<double>& got, const std::vector<double>& expected, double tolerance = 1e-9) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - expected[i]) <= tolerance))
      FAIL_CHECK(i, ": ", got[i], " instead of ", expected[i]);
}

// What std::invalid_argument says, or "".
template <class Call>
std::string complaint(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "";
}

}  // namespace topology_runs
