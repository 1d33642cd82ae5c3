#include "sim/training/peers/mixing.hpp"

#include "sim/training/peers/worker_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/strong_components.hpp>
#include <cmath>
#include <set>
#include <stdexcept>

namespace dawdle {

namespace {

void require_sums_of_one(const Mixing& mixing, std::span<const Share> (Mixing::*part)(int) const, const char* what) {
  constexpr double rounding = 1e-9;
  for (int i = 0; i < mixing.workers(); ++i) {
    double sum = 0;
    for (const Share& share : (mixing.*part)(i)) sum += share.weight;
    if (!(std::abs(sum - 1) <= rounding))
      throw std::invalid_argument(
          fmt::format("expected {0}s of the mixing matrix that sum to 1, but {0} {1} sums to {2}", what, i, sum));
  }
}

}  // namespace

void Mixing::set(int to, int from, double weight) {
  if (weight == 0)
    return;
  const auto before = [](const Share& share, int worker) { return share.worker < worker; };
  const auto insert = [&](std::vector<Share>& shares, int worker) {
    shares.insert(std::lower_bound(shares.begin(), shares.end(), worker, before), {worker, weight});
  };
  insert(rows_[static_cast<std::size_t>(to)], from);
  insert(columns_[static_cast<std::size_t>(from)], to);
}

void require_row_stochastic(const Mixing& mixing) { require_sums_of_one(mixing, &Mixing::row, "row"); }

void require_column_stochastic(const Mixing& mixing) { require_sums_of_one(mixing, &Mixing::column, "column"); }

void require_own_shares(const Mixing& mixing) {
  for (int i = 0; i < mixing.workers(); ++i)
    if (std::ranges::none_of(mixing.row(i), [i](const Share& share) { return share.worker == i; }))
      throw std::invalid_argument(
          fmt::format("expected workers that keep a part of their models, but worker {} keeps none", i));
}

void require_connected(std::span<const Mixing> rounds) {
  Directed all(static_cast<std::size_t>(rounds.front().workers()));
  for (const Mixing& mixing : rounds)
    for (int j = 0; j < mixing.workers(); ++j)
      for (const Share& share : mixing.column(j))
        add_edge(static_cast<std::size_t>(j), static_cast<std::size_t>(share.worker), all);
  std::vector<int> component(num_vertices(all));
  strong_components(all, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, all)));
  for (std::size_t i = 1; i < component.size(); ++i)
    if (component[i] != component[0])
      throw std::invalid_argument(fmt::format(
          "expected a connected graph of peers, but the models of workers 0 and {} do not reach each other", i));
}

std::vector<std::vector<int>> neighbours(std::span<const Mixing> rounds) {
  std::vector<std::set<int>> found(static_cast<std::size_t>(rounds.front().workers()));
  for (const Mixing& mixing : rounds)
    for (int i = 0; i < mixing.workers(); ++i)
      for (const auto& shares : {mixing.row(i), mixing.column(i)})
        for (const Share& share : shares)
          if (share.worker != i)
            found[static_cast<std::size_t>(i)].insert(share.worker);
  std::vector<std::vector<int>> out;
  for (const std::set<int>& of_one : found) out.emplace_back(of_one.begin(), of_one.end());
  return out;
}

}  // namespace dawdle
