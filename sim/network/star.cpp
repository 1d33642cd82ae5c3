#include "sim/network/star.hpp"

#include "sim/network/fabric_network.hpp"
#include "sim/network/fair_link.hpp"
#include "sim/network/fifo_link.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <deque>
#include <limits>
#include <memory>
#include <stdexcept>

namespace dawdle {

namespace {

// Link 2h is what host h sends on, link 2h + 1 what it receives on.
enum Direction { out, in };
LinkId link_of(Host host, Direction d) { return static_cast<LinkId>(2 * host + d); }

class StarRouter final : public Router {
 public:
  void route(Host from, Host to, std::vector<LinkId>& links) const override {
    if (from != to)
      links.insert(links.end(), {link_of(from, out), link_of(to, in)});
  }
};

// A message takes half of the latency on each of its two links.
Fabric star_fabric(const Star& star, std::shared_ptr<const Realism> realism, const std::vector<double>& card) {
  Fabric fabric;
  fabric.overhead = star.overhead;
  fabric.realism = std::move(realism);
  fabric.router = std::make_unique<StarRouter>();
  for (double bandwidth : card)
    for (int direction = 0; direction < 2; ++direction) fabric.links.push_back({"", bandwidth, star.latency / 2});
  return fabric;
}

// A server's card that alone limits its flows is one shared link: virtual time, or a queue by choice. As soon as a
// worker's card carries two flows at once, and where the workers' cards differ and are slower than the server's,
// max-min over all cards.
class StarNetwork final : public FabricNetwork {
 public:
  StarNetwork(Clock& clock, Hosts hosts, const Star& star, std::shared_ptr<const Realism> realism,
              const std::vector<double>& card)
      : FabricNetwork(clock, star_fabric(star, std::move(realism), card), card.size()),
        workers_(hosts.workers),
        fifo_(star.sharing == "fifo"),
        one_link_(star.realism.acknowledgements == 0),
        on_fast_road_(2 * card.size()) {
    const auto [slowest, fastest] = std::minmax_element(card.begin(), card.begin() + hosts.workers);
    for (std::size_t server = card.size() - static_cast<std::size_t>(hosts.servers); server < card.size(); ++server) {
      one_link_ = one_link_ && (*slowest >= card[server] || *slowest == *fastest);
      for (int direction = 0; direction < 2; ++direction) {
        fair_.emplace_back(clock, card[server], std::min(*slowest, star.realism.flow_bandwidth.value_or(*slowest)));
        queue_.emplace_back(clock);
      }
    }
  }

  // A card's two links are its host's alone; but only plain messages take delay() + bytes / bandwidth().
  bool private_routes(const Routes&) const override { return !realism(); }

 private:
  bool is_server(Host host) const { return host >= workers_; }
  bool at_server(const Flow& flow) const { return is_server(flow.from) != is_server(flow.to); }
  LinkId worker_link(const Flow& flow) const {
    return is_server(flow.to) ? link_of(flow.from, out) : link_of(flow.to, in);
  }
  std::size_t server_link(const Flow& flow) const {
    return is_server(flow.to) ? link_of(flow.to - workers_, in) : link_of(flow.from - workers_, out);
  }

  // Others on a server's card are not seen there while they are on the fast road.
  bool may_go_alone(const Flow& flow) const override { return !is_server(flow.from) && !is_server(flow.to); }

  void carry(Flow& flow) override {
    if (at_server(flow) && fifo_)
      return queue_[server_link(flow)].start(flow, std::min(bandwidth(flow.from, flow.to), cap()));
    if (one_link_ && at_server(flow) && fast_road_open(flow)) {
      ++on_fast_road_[worker_link(flow)];
      return fair_[server_link(flow)].start(flow);
    }
    leave_fast_road();
    FabricNetwork::carry(flow);
  }

  // Its worker's card has nothing else to carry in that direction, and the server's is not on the exact road.
  bool fast_road_open(const Flow& flow) const {
    const LinkId servers = is_server(flow.to) ? link_of(flow.to, in) : link_of(flow.from, out);
    return on_fast_road_[worker_link(flow)] == 0 && idle(worker_link(flow)) && idle(servers);
  }

  bool free_of_others(const std::vector<LinkId>& links) const override {
    return std::all_of(links.begin(), links.end(), [this](LinkId link) { return on_fast_road_[link] == 0; });
  }

  // The flows on the servers' links go on, with the bytes they still have, on the exact road.
  void leave_fast_road() {
    for (FairLink& fast : fair_)
      for (Flow* flow : fast.evict()) {
        --on_fast_road_[worker_link(*flow)];
        FabricNetwork::carry(*flow);
      }
  }

  void carried(Flow& flow) override {
    if (at_server(flow) && fifo_)
      return;
    if (at_server(flow) && on_fast_road_[worker_link(flow)] > 0)
      --on_fast_road_[worker_link(flow)];
    else
      FabricNetwork::carried(flow);
  }

  int workers_;
  bool fifo_;
  bool one_link_;
  std::vector<int> on_fast_road_;  // flows in virtual time, by the worker's link
  std::deque<FairLink> fair_;
  std::deque<FifoLink> queue_;
};

class InstantNetwork final : public Network {
 public:
  using Network::Network;
  double delay(Host, Host) const override { return 0; }
  double bandwidth(Host, Host) const override { return std::numeric_limits<double>::infinity(); }
  bool private_routes(const Routes&) const override { return true; }

 private:
  void carry(Flow& flow) override { delivered(flow); }
};

}  // namespace

void Star::describe(Fields& fields) {
  fields.bandwidth("bandwidth", bandwidth, {.above = 0},
                   "of each worker's card, in each direction: one value for all, or a list with one per worker");
  fields.bandwidth("server_bandwidth", server_bandwidth, {.above = 0},
                   "of a server's card, in each direction; by default that of the fastest worker");
  fields.seconds("latency", latency, {.min = 0}, "from host to host, paid once per message; it occupies no link");
  fields.seconds("overhead", overhead, {.min = 0}, "what a message costs its sender before it leaves");
  fields.choice("sharing", sharing, {"fair", "fifo"},
                "how a server's card serves many messages: equal shares, or one after another");
  describe_what_is_real(fields);
}

std::unique_ptr<Network> Star::build(Clock& clock, Hosts hosts) const {
  const auto workers = static_cast<std::size_t>(hosts.workers);
  if (bandwidth.size() != 1 && bandwidth.size() != workers)
    throw std::invalid_argument(
        fmt::format("expected one bandwidth, or {} (one per worker), got {}", workers, bandwidth.size()));
  std::vector<double> card = bandwidth;
  card.resize(workers, bandwidth.front());
  card.resize(static_cast<std::size_t>(hosts.all()),
              server_bandwidth.value_or(*std::max_element(bandwidth.begin(), bandwidth.end())));
  auto network = std::make_unique<StarNetwork>(clock, hosts, *this, any_realism(), std::move(card));
  start_background(clock, *network, background, hosts.all(), hosts.seed);
  return network;
}

std::unique_ptr<Network> Instant::build(Clock& clock, Hosts hosts) const {
  return std::make_unique<InstantNetwork>(clock, static_cast<std::size_t>(hosts.all()));
}

}  // namespace dawdle
