#include "sim/theory/exchange.hpp"

#include "sim/collectives/messages.hpp"
#include "sim/network/fabric_network.hpp"
#include "sim/network/graph_topology.hpp"
#include "sim/network/link_use.hpp"
#include "sim/network/star.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>

namespace dawdle {

namespace {

// A cluster of the scenario's for one exchange.
class Trial {
 public:
  explicit Trial(const Experiment& e)
      : workers_(static_cast<int>(e.workers)),
        network_(e.network->build(clock_, {workers_, e.strategy->servers(), static_cast<std::uint64_t>(e.seed)})),
        cluster_(clock_, *network_, e.compute, workers_),  // which computes nothing here
        hosts_(workers_ + e.strategy->servers()),
        ends_(static_cast<std::size_t>(workers_)) {}
  Trial(const Trial&) = delete;
  ~Trial() { clock_.clear(); }

  Cluster& cluster() { return cluster_; }
  Time& end(int worker) { return ends_[static_cast<std::size_t>(worker)]; }

  Exchange run() {
    clock_.run();
    Exchange out;
    out.ends = ends_;
    for (Host host = 0; host < hosts_; ++host) out.traffic.push_back(network_->traffic(host));
    const LinkUse use = network_->link_use();
    for (std::size_t i = 0; i < use.links.size(); ++i)
      out.loads.push_back({use.links[i].name, use.samples.back().carried[i], use.links[i].bandwidth});
    if (out.loads.empty())
      out.loads = cards(out.traffic);
    return out;
  }

 private:
  // A star does not measure its links: each carries what its host sends or receives. (A graph of one host has none.)
  std::vector<LinkLoad> cards(const std::vector<Traffic>& traffic) const {
    const auto* star = dynamic_cast<const FabricNetwork*>(network_.get());
    std::vector<LinkLoad> out;
    if (!star || star->links().empty())
      return out;
    for (std::size_t host = 0; host < traffic.size(); ++host) {
      const bool server = host >= static_cast<std::size_t>(workers_);
      const std::string name = fmt::format("the card of {} {}", server ? "server" : "worker",
                                           server ? host - static_cast<std::size_t>(workers_) : host);
      out.push_back({name + ", out", traffic[host].sent, star->links()[2 * host].bandwidth});
      out.push_back({name + ", in", traffic[host].received, star->links()[2 * host + 1].bandwidth});
    }
    return out;
  }

  int workers_;
  Clock clock_;
  std::unique_ptr<Network> network_;
  Cluster cluster_;
  Host hosts_;
  std::vector<Time> ends_;
};

Process transfer(Network& network, Host from, Host to, double bytes, Time& end) {
  co_await network.send(from, to, bytes);
  end = std::max(end, network.clock().now());
}

// One message, its time by itself.
Process timed(Network& network, Host from, Host to, double bytes, double& seconds) {
  const Time begin = network.clock().now();
  co_await network.send(from, to, bytes);
  seconds = network.clock().now() - begin;
}

using Messages = std::vector<PeerExchange::Message>;

// One message after the other.
Process in_turn(Cluster& cluster, Messages& messages, double bytes) {
  for (PeerExchange::Message& m : messages) {
    const Time begin = cluster.clock.now();
    const Host from = cluster.workers[static_cast<std::size_t>(m.from)].host;
    const Host to = cluster.workers[static_cast<std::size_t>(m.to)].host;
    co_await cluster.network.send(from, to, bytes);
    m.seconds = cluster.clock.now() - begin;
  }
}

Messages alone(const Experiment& e, Messages messages, double bytes) {
  Trial trial(e);
  trial.cluster().clock.spawn(in_turn(trial.cluster(), messages, bytes), {"a message alone", 0});
  trial.run();
  return messages;
}

constexpr double kRounding = 1e-12;

bool same(double a, double b) { return std::abs(a - b) <= kRounding * std::max(a, b); }

Process reduce(AllReduce& all_reduce, Cluster& cluster, Worker& worker, double bytes, Time& end) {
  co_await all_reduce.run(worker, bytes);
  end = cluster.clock.now();
}

}  // namespace

double Exchange::seconds() const { return *std::max_element(ends.begin(), ends.end()); }

bool Exchange::together() const { return *std::min_element(ends.begin(), ends.end()) >= seconds() * (1 - kRounding); }

void Exchange::add(const Exchange& other) {
  for (std::size_t i = 0; i < loads.size(); ++i) loads[i].bytes += other.loads[i].bytes;
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    traffic[i].sent += other.traffic[i].sent;
    traffic[i].received += other.traffic[i].received;
  }
}

void Exchange::scale(double factor) {
  for (LinkLoad& load : loads) load.bytes *= factor;
  for (Traffic& t : traffic) {
    t.sent *= factor;
    t.received *= factor;
  }
}

Exchange server_exchange(const Experiment& e, const ServerOptions& server, Direction direction, std::int64_t workers,
                         double bytes) {
  Trial trial(e);
  Cluster& cluster = trial.cluster();
  for (int id = 0; id < workers; ++id)
    for (int shard = 0; shard < server.servers; ++shard) {
      Host from = cluster.workers[static_cast<std::size_t>(id)].host, to = server.host(cluster, shard);
      if (direction == Direction::pull)
        std::swap(from, to);
      const double part = bytes / static_cast<double>(server.servers);
      cluster.clock.spawn(transfer(cluster.network, from, to, part, trial.end(id)), {"worker", id});
    }
  return trial.run();
}

Exchange all_reduce_exchange(const Experiment& e, const AllReduceAlgorithm& algorithm, double bytes) {
  Trial trial(e);
  Cluster& cluster = trial.cluster();
  const std::unique_ptr<AllReduce> all_reduce = algorithm.on(cluster);
  for (Worker& worker : cluster.workers)
    cluster.clock.spawn(reduce(*all_reduce, cluster, worker, bytes, trial.end(worker.id)), {"worker", worker.id});
  Exchange out = trial.run();
  out.algorithm = all_reduce->algorithm();
  const auto* messages = dynamic_cast<const Collective*>(all_reduce.get());
  out.private_links = !messages || messages->propagated() > 0 || e.workers == 1;
  return out;
}

PeerExchange peer_exchange(const Experiment& e, const Mixing& round, double bytes) {
  PeerExchange out;
  for (int from = 0; from < round.workers(); ++from)
    for (const Share& share : round.column(from))
      if (share.worker != from)
        out.messages.push_back({from, share.worker, 0});
  Trial trial(e);
  Cluster& cluster = trial.cluster();
  const auto host = [&cluster](int worker) { return cluster.workers[static_cast<std::size_t>(worker)].host; };
  for (PeerExchange::Message& m : out.messages)
    cluster.clock.spawn(timed(cluster.network, host(m.from), host(m.to), bytes, m.seconds), {"worker", m.from});
  out.all = trial.run();
  for (const PeerExchange::Message& m : out.messages)
    out.all.ends[static_cast<std::size_t>(m.to)] = std::max(out.all.ends[static_cast<std::size_t>(m.to)], m.seconds);
  const Messages undisturbed = alone(e, out.messages, bytes);
  out.private_links = std::equal(undisturbed.begin(), undisturbed.end(), out.messages.begin(),
                                 [](const auto& a, const auto& b) { return same(a.seconds, b.seconds); });
  return out;
}

namespace {

// Buckets of the same size cost the same.
template <class Run>
std::vector<BucketExchange> by_bucket(const Experiment& e, const RunSize& size, double bytes, Run exchange_of) {
  const Overlap* overlap = e.strategy->overlap();
  std::map<double, Exchange> known;  // by share
  std::vector<BucketExchange> out;
  for (const Bucket& bucket : (overlap ? *overlap : Overlap()).buckets(size.layers)) {
    const auto [found, is_new] = known.try_emplace(bucket.share);
    if (is_new)
      found->second = exchange_of(bytes * bucket.share);
    out.push_back({bucket, found->second});
  }
  return out;
}

}  // namespace

std::vector<BucketExchange> push_exchanges(const Experiment& e, const ServerOptions& server, const RunSize& size) {
  return by_bucket(e, size, size.push_bytes,
                   [&](double bytes) { return server_exchange(e, server, Direction::push, e.workers, bytes); });
}

std::vector<BucketExchange> all_reduce_exchanges(const Experiment& e, const AllReduceAlgorithm& algorithm,
                                                 const RunSize& size, double bytes) {
  return by_bucket(e, size, bytes, [&](double part) { return all_reduce_exchange(e, algorithm, part); });
}

std::string why_steps_differ(const Topology& topology) {
  const auto* graph = dynamic_cast<const GraphTopology*>(&topology);
  const auto* fabric = dynamic_cast<const FabricTopology*>(&topology);
  if (graph && !graph->profiles.empty())
    return "links vary (profiles): no step speaks for all";
  if (fabric && !fabric->background.empty())
    return "background traffic comes and goes: no step speaks for all";
  if (fabric && fabric->realism.initial_window > 0)
    return "slow start: what a message takes depends on those before it";
  return "";
}

bool server_card_alone_limits(const Topology& topology, const ServerOptions& server) {
  if (dynamic_cast<const Instant*>(&topology))
    return true;
  const auto* star = dynamic_cast<const Star*>(&topology);
  if (!star || star->realism.any() || server.servers != 1 || server.hosts() == 0)
    return false;
  const auto [slowest, fastest] = std::minmax_element(star->bandwidth.begin(), star->bandwidth.end());
  return *slowest >= star->server_bandwidth.value_or(*fastest);
}

}  // namespace dawdle
