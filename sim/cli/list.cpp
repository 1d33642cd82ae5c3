// dawdle list [FAMILY]: what a scenario can name
#include "sim/cli/commands.hpp"
#include "sim/cluster/registry.hpp"
#include "sim/collectives/all_reduce.hpp"
#include "sim/network/placement.hpp"
#include "sim/network/profile.hpp"
#include "sim/network/topology.hpp"
#include "sim/scenario/problem.hpp"
#include "sim/training/partition.hpp"
#include "sim/training/parts.hpp"
#include "sim/training/peers/peer_graph.hpp"
#include "sim/training/strategy.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace dawdle {

namespace {

struct Family {
  std::string_view name;
  std::string_view where;  // in a scenario
  std::vector<std::pair<std::string_view, std::string_view>> kinds;
};

template <class Base>
Family family(std::string_view name, std::string_view where, std::span<const Entry<Base>> entries) {
  Family out{name, where, {}};
  for (const Entry<Base>& e : entries) out.kinds.emplace_back(e.kind, e.summary);
  return out;
}

std::vector<Family> families() {
  return {family("strategies", "/strategy", strategies()),
          family("allreduce", "/strategy/algorithm", all_reduce_algorithms()),
          family("stragglers", "/compute/straggler", straggler_laws()),
          family("faults", "/faults", faults()),
          family("networks", "/network", topologies()),
          family("placements", "/network/placement", placements()),
          family("profiles", "/network/profiles", link_profiles()),
          family("peers", "/strategy/peers", peer_graphs()),
          family("models", "/model", model_kinds()),
          family("data", "/data", data_sources()),
          family("partitions", "/data/partition", partitions()),
          family("optimizers", "/optimizer", optimizers()),
          family("compressors", "/compression", compressors()),
          family("schedules", "/optimizer/schedule", schedules())};
}

void print(const Family& family) {
  fmt::print("{} ({})\n", family.name, family.where);
  std::size_t width = 0;
  for (const auto& [kind, summary] : family.kinds) width = std::max(width, kind.size());
  for (const auto& [kind, summary] : family.kinds) fmt::print("  {:<{}}  {}\n", kind, width, summary);
}

// What is wrong with a family's name; empty when it is one.
std::string not_a_family(const std::string& given) {
  std::vector<std::string_view> names;
  for (const Family& f : families()) names.push_back(f.name);
  if (std::find(names.begin(), names.end(), given) != names.end())
    return "";
  return unknown_name("", "family", names, in_quotes(given), given).text;
}

}  // namespace

void add_list(CLI::App& app, int& exit_code) {
  auto wanted = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("list", "List what a scenario can name, one line each");
  command->add_option("FAMILY", *wanted, "Only this family")->check(not_a_family);
  command->callback([wanted, &exit_code] {
    for (const Family& f : families())
      if (wanted->empty() || f.name == *wanted)
        print(f);
    exit_code = kDone;
  });
}

}  // namespace dawdle
