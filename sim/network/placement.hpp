// Which host of a topology each worker and each server stands on.
#pragma once

#include "sim/core/options.hpp"
#include "sim/network/graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dawdle {

class Placement {
 public:
  virtual ~Placement() = default;
  virtual void describe(Fields& fields) = 0;
  // The nodes of ranks 0 .. ranks-1: the workers, then the servers. Throws std::invalid_argument, as when the graph has
  // too few hosts.
  virtual std::vector<Graph::Node> nodes(const Graph& graph, std::size_t ranks, std::uint64_t seed) const = 0;
};

class InOrder final : public Placement {
 public:
  static constexpr std::string_view kind = "in_order";
  static constexpr std::string_view summary = "rank r on host r: a ring stays within a rack as long as it can";

  void describe(Fields&) override {}
  std::vector<Graph::Node> nodes(const Graph& graph, std::size_t ranks, std::uint64_t seed) const override;
};

class Interleaved final : public Placement {
 public:
  static constexpr std::string_view kind = "interleaved";
  static constexpr std::string_view summary = "ranks dealt out to the racks (pods, sites, nodes) one by one";

  void describe(Fields&) override {}
  std::vector<Graph::Node> nodes(const Graph& graph, std::size_t ranks, std::uint64_t seed) const override;
};

class Shuffled final : public Placement {
 public:
  static constexpr std::string_view kind = "shuffled";
  static constexpr std::string_view summary = "ranks on hosts at random, by the scenario's seed";

  void describe(Fields&) override {}
  std::vector<Graph::Node> nodes(const Graph& graph, std::size_t ranks, std::uint64_t seed) const override;
};

class Listed final : public Placement {
 public:
  static constexpr std::string_view kind = "listed";
  static constexpr std::string_view summary = "the host of each rank, as listed; ranks may share one";

  std::vector<std::int64_t> hosts;  // by rank: the workers, then the servers

  void describe(Fields& fields) override;
  std::vector<Graph::Node> nodes(const Graph& graph, std::size_t ranks, std::uint64_t seed) const override;
};

// One line each in placement.cpp.
std::span<const Entry<Placement>> placements();

}  // namespace dawdle
