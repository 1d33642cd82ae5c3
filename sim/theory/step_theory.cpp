#include "sim/theory/step_theory.hpp"

#include "analysis/order_statistics.hpp"
#include "analysis/overlap.hpp"
#include "analysis/queueing.hpp"
#include "analysis/scaling.hpp"
#include "analysis/waiting.hpp"
#include "sim/network/star.hpp"

#include <algorithm>
#include <cmath>

namespace dawdle {

namespace {

// Seconds that one worker's message keeps the busiest of its links.
double service(const Exchange& alone) {
  double most = 0;
  for (const LinkLoad& load : alone.loads) most = std::max(most, load.seconds());
  return most;
}

StepTheory unknown(std::string why) { return {.how = std::move(why)}; }

// Everybody does the same at the same time, so that what was measured of all at once is what happens.
bool in_step(const Experiment& e, const ComputeTheory& compute, const ServerExchanges& x) {
  return e.workers == 1 || (compute.fixed && compute.alike && x.pull.together() && x.push.together());
}

constexpr const char* kAccumulates = "only the last of the accumulated batches overlaps: no closed form";

// Of workers that begin together, the slowest of which takes `compute` seconds.
double overlapped(double compute, std::span<const BucketExchange> buckets) {
  std::vector<double> ready, seconds;
  for (const BucketExchange& b : buckets) {
    ready.push_back(Computation{compute, compute}.ready(b.bucket));
    seconds.push_back(b.exchange.seconds());
  }
  return analysis::overlapped_step(ready, seconds);
}

StepTheory step_together(const Experiment& e, const ServerOptions& server, const ComputeTheory& compute,
                         const ServerExchanges& x) {
  if (e.strategy->overlaps()) {
    const double push_ends = overlapped(compute.mean.seconds, x.push_buckets);
    return {.seconds = x.pull.seconds() + push_ends,
            .how = "exact: all workers pull, compute and push at the same times",
            .push = push_ends - compute.mean.seconds,
            .pull = x.pull.seconds()};
  }
  const double taken_in = server.update_time * static_cast<double>(e.workers) / static_cast<double>(server.servers);
  return {.seconds = x.pull.seconds() + compute.mean.seconds + x.push.seconds() + taken_in,
          .how = "exact: all workers pull, compute and push at the same times",
          .push = x.push.seconds(),
          .pull = x.pull.seconds()};
}

// Pushes arrive as gradients are ready; the server's card does not rest before it has them all.
StepTheory synchronous_step(const Experiment& e, const ComputeTheory& compute, const ServerExchanges& x) {
  if (x.free())
    return {.seconds = compute.awaited.seconds, .how = compute.awaited.how, .pull = 0};
  const double alone = service(x.push_alone), latency = x.push_alone.ends.front() - alone;
  const auto last_push = [&](std::vector<double>& times) {
    for (std::size_t i = 0; i < times.size(); ++i) times[i] += x.pull.ends[i] + latency;
    std::sort(times.begin(), times.end());
    return analysis::last_service(times, alone);
  };
  const Expectation step = expectation(e, compute.fixed, last_push);
  return {.seconds = step.seconds,
          .how = "pushes through one link that never rests: " + step.how,
          .pull = x.pull.seconds()};
}

// Of the Markov chain in analysis::ssp_period; more of them take longer than a look at theory should.
double ssp_states(double workers, double s) {
  return std::exp(std::lgamma(workers + s + 1) - std::lgamma(s + 2) - std::lgamma(workers));
}

StepTheory ssp_step(const ComputeTheory& compute, const ServerExchanges& x, std::int64_t workers, std::int64_t s) {
  constexpr double kMostStates = 3000;
  if (!x.free())
    return unknown("SSP's waiting has no closed form where communication takes time");
  if (!compute.memoryless)
    return unknown("SSP's waiting has no closed form where compute times are not exponential");
  if (ssp_states(static_cast<double>(workers), static_cast<double>(s)) > kMostStates)
    return unknown("the Markov chain of SSP has too many states at this K and s");
  const double period = analysis::ssp_period(static_cast<int>(workers), static_cast<int>(s));
  return {.seconds = compute.mean.seconds * period,
          .how = "exact: Markov chain of the workers' leads",
          .push = 0,
          .pull = 0};
}

StepTheory asynchronous_step(const ComputeTheory& compute, const ServerExchanges& x, std::int64_t workers) {
  const std::vector<double> services = {service(x.push_alone), service(x.pull_alone)};
  const double latencies = x.push_alone.ends.front() + x.pull_alone.ends.front() - services[0] - services[1];
  const auto queues = analysis::fair_links(static_cast<int>(workers), compute.mean.seconds + latencies, services);
  return {.seconds = static_cast<double>(workers) / queues.throughput,
          .how = "mean-value analysis of the server's two links, exact in the steady state",
          .push = queues.residence[0] + x.push_alone.ends.front() - services[0],
          .pull = queues.residence[1] + x.pull_alone.ends.front() - services[1]};
}

// The update waits for some workers, not for all.
StepTheory first_k_step(const ComputeTheory& compute, const ServerExchanges& x, std::int64_t workers,
                        const FirstGradients& first) {
  if (!x.free())
    return unknown("whose messages the first K gradients meet is random where communication takes time");
  if (first.distinct && first.fresh)
    return {.seconds = compute.awaited.seconds, .how = compute.awaited.how, .push = 0, .pull = 0};
  if (!compute.memoryless)
    return unknown("what a worker has begun when an update comes has no closed form but for exponential times");
  const int P = static_cast<int>(workers), K = static_cast<int>(first.count);
  const double mean = compute.mean.seconds;
  return {.seconds = first.distinct ? analysis::exponential_kth(P, K, mean) : analysis::batch_sync_period(P, K, mean),
          .how = "exact: exponential times have no memory",
          .push = 0,
          .pull = 0};
}

StepTheory overlapped_all_reduce_step(const Experiment& e, const ComputeTheory& compute,
                                      std::span<const BucketExchange> buckets) {
  const auto all = [buckets](const auto& what) {
    return std::all_of(buckets.begin(), buckets.end(), [&](const BucketExchange& b) { return what(b.exchange); });
  };
  const bool together = all([](const Exchange& x) { return x.together(); });
  if (e.accumulation > 1)
    return unknown(kAccumulates);
  const bool exact = together && compute.fixed && compute.alike;
  if (!exact && !all([](const Exchange& x) { return x.private_links; }))
    return unknown("messages may share links, and who shares depends on who is late: no closed form");
  const Expectation step = expectation(e, compute.fixed, [buckets](std::vector<double>& times) {
    return overlapped(*std::max_element(times.begin(), times.end()), buckets);
  });
  if (exact)
    return {.seconds = step.seconds, .how = "exact: each bucket when it is ready and the one before it is through"};
  return {.seconds = step.seconds,
          .how = (together ? "the slowest worker's buckets, one after another: "
                           : "at most: the slowest worker's buckets, one after another: ") +
                 step.how};
}

// A worker waits for all others in every round, or for one in a circle of all.
bool is_complete(const Mixing& round) {
  for (int i = 0; i < round.workers(); ++i)
    if (round.row(i).size() != static_cast<std::size_t>(round.workers()))
      return false;
  return true;
}

bool is_one_sided_ring(const Mixing& round) {
  int at = 0, visited = 0;
  do {
    const auto row = round.row(at);
    if (row.size() != 2 || (row[0].worker != at && row[1].worker != at))
      return false;
    at = row[row[0].worker == at ? 1 : 0].worker;
    ++visited;
  } while (at != 0 && visited < round.workers());
  return at == 0 && visited == round.workers();
}

// By max-plus algebra: a node a worker and round, and a wait for everybody of whom a worker takes a model.
StepTheory fixed_neighbours_step(const std::vector<double>& times, const std::vector<PeerExchange>& exchanges) {
  constexpr double kMostWork = 2e9, kMostNodes = 4000;
  const int n = static_cast<int>(times.size()), rounds = static_cast<int>(exchanges.size());
  std::vector<analysis::Wait> waits;
  for (int r = 0; r < rounds; ++r) {
    const int here = r * n, next = (r + 1) % rounds * n;
    for (int i = 0; i < n; ++i) waits.push_back({here + i, next + i, times[static_cast<std::size_t>(i)]});
    for (const auto& m : exchanges[static_cast<std::size_t>(r)].messages)
      waits.push_back({here + m.from, next + m.to, times[static_cast<std::size_t>(m.from)] + m.seconds});
  }
  const double nodes = static_cast<double>(n) * rounds;
  if (nodes > kMostNodes || nodes * static_cast<double>(waits.size()) > kMostWork)
    return unknown("the graph of who waits for whom is too large to look for its slowest cycle");
  return {.seconds = analysis::slowest_cycle(n * rounds, waits),
          .how = "exact in the long run: the slowest cycle of workers that wait for each other"};
}

bool is_fifo(const Topology& topology) {
  const auto* star = dynamic_cast<const Star*>(&topology);
  return star && star->sharing == "fifo";
}

}  // namespace

ServerExchanges::ServerExchanges(const Experiment& e, const ServerOptions& server, const RunSize& size)
    : push_alone(server_exchange(e, server, Direction::push, 1, size.push_bytes)),
      push(server_exchange(e, server, Direction::push, e.workers, size.push_bytes)),
      pull_alone(server_exchange(e, server, Direction::pull, 1, size.parameter_bytes)),
      pull(server_exchange(e, server, Direction::pull, e.workers, size.parameter_bytes)),
      push_buckets(push_exchanges(e, server, size)) {}

StepTheory all_reduce_step(const Experiment& e, const ComputeTheory& compute, std::span<const BucketExchange> buckets,
                           std::int64_t each) {
  if (!compute.unknown.empty())
    return unknown(compute.unknown);
  if (e.strategy->overlaps())
    return overlapped_all_reduce_step(e, compute, buckets);
  const Exchange& exchange = buckets.front().exchange;
  const double seconds = compute.awaited.seconds + exchange.seconds() / static_cast<double>(each);
  if (exchange.together() && compute.fixed && compute.alike)
    return {.seconds = seconds, .how = "exact: all compute, then all send, at the same times"};
  if (!exchange.private_links)
    return unknown("messages may share links, and who shares depends on who is late: no closed form");
  if (exchange.together())
    return {.seconds = seconds,
            .how = each == 1 ? "the slowest gradient, then the AllReduce"
                             : "the slowest mean of H gradients, then an H-th of the AllReduce"};
  return {.seconds = seconds,
          .how = "at most: the slowest gradient, then the AllReduce, which not all leave at once",
          .bound = true};
}

StepTheory neighbours_step(const Experiment& e, const std::vector<Mixing>& rounds, const ComputeTheory& compute,
                           const std::vector<PeerExchange>& exchanges) {
  if (!compute.unknown.empty())
    return unknown(compute.unknown);
  const auto all = [&exchanges](const auto& what) { return std::all_of(exchanges.begin(), exchanges.end(), what); };
  const bool private_links = all([](const PeerExchange& x) { return x.private_links; });
  const bool together = all([](const PeerExchange& x) { return x.all.together(); });
  if (compute.fixed && compute.alike && together) {
    double sending = 0;
    for (const PeerExchange& x : exchanges) sending += x.all.seconds();
    return {.seconds = compute.mean.seconds + sending / static_cast<double>(exchanges.size()),
            .how = "exact: all compute, then all exchange models, at the same times"};
  }
  if (compute.fixed && private_links)
    return fixed_neighbours_step(fixed_times(e), exchanges);
  if (!all([](const PeerExchange& x) { return x.all.seconds() == 0; }))
    return unknown(compute.fixed ? "models share links, and who shares depends on who is late: no closed form"
                                 : "compute times are random and models take time to send: no closed form");
  if (std::all_of(rounds.begin(), rounds.end(), is_complete))
    return {.seconds = compute.awaited.seconds, .how = "every worker waits for all: " + compute.awaited.how};
  if (compute.memoryless && rounds.size() == 1 && is_one_sided_ring(rounds.front()))
    return {.seconds = analysis::one_sided_ring_period(static_cast<int>(e.workers), compute.mean.seconds),
            .how = "exact: exponential times around a one-sided ring, 2 - 1/N of their mean"};
  return unknown("who waits for which neighbour is random: no closed form on this graph");
}

StepShape step_shape(const Experiment& e) {
  StepShape shape = e.strategy->step(static_cast<int>(e.workers), static_cast<std::uint64_t>(e.seed));
  if (shape.first && shape.first->distinct && shape.first->count == e.workers && !shape.first->weighted) {
    shape.synchronous = true;
    shape.first.reset();
  }
  return shape;
}

StepTheory server_step(const Experiment& e, const StepShape& shape, const ComputeTheory& compute,
                       const ServerExchanges& x) {
  const ServerOptions& server = *shape.server;
  if (!compute.unknown.empty())
    return unknown(compute.unknown);
  if (e.strategy->overlaps() && (server.update_time > 0 || !compute.fixed || !in_step(e, compute, x)))
    return unknown("what is pushed beside computation meets what others push: no closed form");
  if (e.strategy->overlaps() && e.accumulation > 1)
    return unknown(kAccumulates);
  const bool updates_queue = server.update_time > 0 && e.workers > 1;
  if (is_update(shape) && !shape.synchronous) {
    if (updates_queue)
      return unknown("gradients also queue for the server's update_time: no closed form");
    return first_k_step(compute, x, e.workers, *shape.first);
  }
  if (in_step(e, compute, x) && (shape.synchronous || !updates_queue))
    return step_together(e, server, compute, x);
  if (updates_queue)
    return unknown("workers also queue for the server's update_time: no closed form");
  if (!server_card_alone_limits(*e.network, server))
    return unknown("not only the one server's card limits its messages: no closed form");
  if (shape.synchronous)
    return synchronous_step(e, compute, x);
  if (!compute.alike)
    return unknown("workers differ in their speed: no closed form");
  if (shape.staleness)
    return ssp_step(compute, x, e.workers, *shape.staleness);
  if (is_fifo(*e.network))
    return unknown("push and pull queue at links that serve in order of arrival: no closed form");
  if (!compute.spread)
    return unknown("compute times may be equal, so workers keep meeting at the server: no closed form");
  return asynchronous_step(compute, x, e.workers);
}

}  // namespace dawdle
