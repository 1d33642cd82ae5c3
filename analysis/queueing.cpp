#include "analysis/queueing.hpp"

#include <cmath>
#include <map>
#include <vector>

namespace dawdle::analysis {

namespace {

// Workers at each lead over the slowest: [0] of them are level with it, at [s + 1] they are blocked.
using Leads = std::vector<int>;

// One worker at `lead` finishes an iteration.
Leads advanced(Leads leads, std::size_t lead) {
  --leads[lead];
  ++leads[lead + 1];
  if (leads[0] > 0)
    return leads;
  leads.erase(leads.begin());  // the slowest has moved on, and nobody was more than one ahead of where it now is
  leads.push_back(0);
  return leads;
}

// A state of the chain with its jumps: rates, and indices of the states they lead to.
struct State {
  struct Jump {
    std::size_t to;
    double rate;
  };
  std::vector<Jump> jumps;
  double rate = 0;  // of all jumps together: the workers that are computing
};

std::vector<State> reachable_from(const Leads& start) {
  std::map<Leads, std::size_t> index{{start, 0}};
  std::vector<Leads> found{start};
  std::vector<State> states;
  for (std::size_t i = 0; i < found.size(); ++i) {
    State state;
    for (std::size_t lead = 0; lead + 1 < start.size(); ++lead) {
      if (found[i][lead] == 0)
        continue;
      const double rate = found[i][lead];
      Leads next = advanced(found[i], lead);
      const auto [at, is_new] = index.emplace(next, found.size());
      if (is_new)
        found.push_back(std::move(next));
      state.jumps.push_back({at->second, rate});
      state.rate += rate;
    }
    states.push_back(std::move(state));
  }
  return states;
}

// Jumps per second in the steady state, by power iteration of the chain made discrete at a rate above every state's
// (uniformization), so that it has no period.
double jump_rate(const std::vector<State>& states, double uniform_rate) {
  std::vector<double> p(states.size());
  p[0] = 1;
  double rate = 0;
  for (double change = 1; change > 1e-14;) {
    std::vector<double> next(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
      next[i] += p[i] * (1 - states[i].rate / uniform_rate);
      for (const auto& [to, jump] : states[i].jumps) next[to] += p[i] * jump / uniform_rate;
    }
    rate = change = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      change += std::abs(next[i] - p[i]);
      rate += next[i] * states[i].rate;
    }
    p = std::move(next);
  }
  return rate;
}

double binomial_probability(int n, int k, double p) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1)) * std::pow(p, k) *
         std::pow(1 - p, n - k);
}

// How likely a service leaves no customer behind, with `customers` in all of whom each comes back during a service with
// probability p. The chain goes down by one at a time, so its balance equations solve from the empty state upwards.
double empty_after_service(int customers, double p) {
  const auto jump = [&](int from, int to) {
    const int present = from == 0 ? 1 : from;
    const int arrivals = to - (present - 1);
    return arrivals < 0 ? 0.0 : binomial_probability(customers - present, arrivals, p);
  };
  std::vector<double> weight{1};
  double total = 1;
  for (int j = 0; j + 1 < customers; ++j) {
    double rest = weight[static_cast<std::size_t>(j)];
    for (int i = 0; i <= j; ++i) rest -= weight[static_cast<std::size_t>(i)] * jump(i, j);
    weight.push_back(rest / jump(j + 1, j));
    total += weight.back();
  }
  return 1 / total;
}

}  // namespace

ClosedQueue fair_link(int customers, double think, double service) {
  const ClosedNetwork network = fair_links(customers, think, {&service, 1});
  return {network.throughput, network.residence.front()};
}

ClosedNetwork fair_links(int customers, double think, std::span<const double> service) {
  ClosedNetwork network{0, std::vector<double>(service.size())};
  // Q(n-1), by link: what an arriving customer finds is what one customer fewer would see on average.
  std::vector<double> waiting(service.size());
  for (int n = 1; n <= customers; ++n) {
    double round = think;
    for (std::size_t i = 0; i < service.size(); ++i) round += network.residence[i] = service[i] * (1 + waiting[i]);
    network.throughput = n / round;
    for (std::size_t i = 0; i < service.size(); ++i) waiting[i] = network.throughput * network.residence[i];
  }
  return network;
}

ClosedQueue fifo_link(int customers, double think, double service) {
  const double idle = empty_after_service(customers, -std::expm1(-service / think)) * think / customers;
  const double throughput = 1 / (service + idle);
  return {throughput, customers / throughput - think};  // Little's law
}

double ssp_period(int workers, int s) {
  Leads together(static_cast<std::size_t>(s) + 2);
  together[0] = workers;
  return workers / jump_rate(reachable_from(together), workers + 1.0);
}

}  // namespace dawdle::analysis
