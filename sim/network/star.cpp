#include "sim/network/star.hpp"

#include "sim/network/fair_link.hpp"
#include "sim/network/fifo_link.hpp"
#include "sim/network/max_min.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <deque>
#include <stdexcept>

namespace dawdle {

namespace {

// Three roads. A server's card that alone limits its flows is one shared link: virtual time, or a queue by choice. As
// soon as a worker's card carries two flows at once, or the workers' cards differ and are slower than the server's,
// max-min over all cards.
class StarNetwork final : public Network {
 public:
  StarNetwork(Clock& clock, Hosts hosts, const Star& star, std::vector<double> card)
      : Network(clock, card.size()),
        workers_(hosts.workers),
        delay_(star.latency + star.overhead),
        fifo_(star.sharing == "fifo"),
        card_(card),
        load_(2 * card.size()),
        exact_(clock, both_directions(card)) {
    const auto [slowest, fastest] = std::minmax_element(card.begin(), card.begin() + hosts.workers);
    for (int server = workers_; server < hosts.all(); ++server) {
      one_link_ = one_link_ && (*slowest >= bandwidth_of(server) || *slowest == *fastest);
      for (int direction = 0; direction < 2; ++direction) {
        fair_.emplace_back(clock, bandwidth_of(server), *slowest);
        queue_.emplace_back(clock);
      }
    }
  }

  double delay(Host, Host) const override { return delay_; }
  double bandwidth(Host from, Host to) const override { return std::min(bandwidth_of(from), bandwidth_of(to)); }

 private:
  enum Direction { out, in };

  static std::vector<double> both_directions(const std::vector<double>& card) {
    std::vector<double> links;
    for (double c : card) links.insert(links.end(), {c, c});
    return links;
  }

  static LinkId link(Host host, Direction d) { return static_cast<LinkId>(2 * host + d); }
  double bandwidth_of(Host host) const { return card_[static_cast<std::size_t>(host)]; }
  bool is_server(Host host) const { return host >= workers_; }

  void carry(Flow& flow) override {
    const bool shared = ++load_[link(flow.from, out)] > 1 && !is_server(flow.from);
    const bool met = ++load_[link(flow.to, in)] > 1 && !is_server(flow.to);
    const bool at_server = is_server(flow.from) != is_server(flow.to);
    if (at_server && fifo_)
      return queue_[server_link(flow)].start(flow, bandwidth(flow.from, flow.to));
    if (one_link_ && at_server && !shared && !met && exact_.flows() == 0)
      return fair_[server_link(flow)].start(flow);
    leave_fast_road();
    carry_exactly(flow);
  }

  void carry_exactly(Flow& flow) {
    const std::array<LinkId, 2> route = {link(flow.from, out), link(flow.to, in)};
    exact_.start(flow, route);
  }

  // The flows on the servers' links go on, with the bytes they still have, on the exact road.
  void leave_fast_road() {
    for (FairLink& fast : fair_)
      for (Flow* flow : fast.evict()) carry_exactly(*flow);
  }

  void carried(Flow& flow) override {
    --load_[link(flow.from, out)];
    --load_[link(flow.to, in)];
  }

  std::size_t server_link(const Flow& flow) const {
    return is_server(flow.to) ? link(flow.to - workers_, in) : link(flow.from - workers_, out);
  }

  int workers_;
  double delay_;
  bool fifo_;
  bool one_link_ = true;
  std::vector<double> card_;  // bytes/s, by host
  std::vector<int> load_;     // flows on each link
  std::deque<FairLink> fair_;
  std::deque<FifoLink> queue_;
  MaxMin exact_;
};

class InstantNetwork final : public Network {
 public:
  using Network::Network;
  double delay(Host, Host) const override { return 0; }
  double bandwidth(Host, Host) const override { return std::numeric_limits<double>::infinity(); }

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
  return std::make_unique<StarNetwork>(clock, hosts, *this, std::move(card));
}

std::unique_ptr<Network> Instant::build(Clock& clock, Hosts hosts) const {
  return std::make_unique<InstantNetwork>(clock, static_cast<std::size_t>(hosts.all()));
}

}  // namespace dawdle
