// A network of links and routes.
#pragma once

#include "sim/network/crowds.hpp"
#include "sim/network/fabric.hpp"
#include "sim/network/max_min.hpp"
#include "sim/network/realism.hpp"

#include <deque>
#include <unordered_map>
#include <vector>

namespace dawdle {

// Three roads that agree. A message whose links carry nothing else needs no solving: one event, its end, foreseen when
// it sets out. As soon as another message is to use one of its links, both go on as a crowd, where one link limits
// them, or else through MaxMin, as does a crowd when a message comes that does not fit in.
class FabricNetwork : public Network {
 public:
  FabricNetwork(Clock& clock, Fabric fabric, std::size_t hosts);

  double delay(Host from, Host to) const override;
  double bandwidth(Host from, Host to) const override;
  bool private_routes(const Routes& routes) const override;

  // From now on. A message under way keeps the latency it set out with. A bandwidth of 0 lets messages wait.
  void set_bandwidth(LinkId link, double bytes_per_second);
  void set_latency(LinkId link, double seconds) { links_[link].latency = seconds; }

  const std::vector<Link>& links() const { return links_; }
  // bytes/s that now cross the link.
  double load(LinkId link) const;
  // Seconds until now in which it carried a message, or acknowledgements.
  double busy(LinkId link) const;

 protected:
  // visit(flow, its links, bytes it still has to carry as of now) for each message whose links are known to be its own
  // or shared; not for one that still pays its latency and will share them.
  template <class Visit>
  void for_each_flow(const Visit& visit) const {
    for (const Alone& alone : alone_)
      if (alone.flow) {
        const Time carried_for = std::max(0.0, clock().now() - alone.carried_from);
        visit(*alone.flow, alone.links, std::max(0.0, alone.flow->wire - carried_for * alone.rate));
      }
    crowds_.for_each_flow([&](const Flow& flow, double left) {
      const std::vector<LinkId> links = route(flow.from, flow.to);  // a copy: the visitor may ask the router
      visit(flow, links, left);
    });
    shared_.for_each_flow(visit);
  }

  void begin(Flow& flow) override;
  void carry(Flow& flow) override;
  void carried(Flow& flow) override;
  // Whether this flow's end may be foreseen when nothing else uses its links.
  virtual bool may_go_alone(const Flow&) const { return true; }
  // The links of a route that a flow may use alone must also be free of what a derived network carries by itself.
  virtual bool free_of_others(const std::vector<LinkId>&) const { return true; }

  // Nothing uses the link or is on its way to use it alone.
  bool idle(LinkId link) const { return !alone_on_[link] && crowds_.idle(link) && shared_.idle(link); }
  // Valid until the next call.
  const std::vector<LinkId>& route(Host from, Host to) const;
  const Realism* realism() const { return realism_.get(); }
  double cap() const { return cap_; }  // bytes/s of one message

 private:
  // A message alone on its links.
  struct Alone final : Alarm {
    void ring() override { network->end(*this); }
    FabricNetwork* network = nullptr;
    Flow* flow = nullptr;         // null: it went on through MaxMin, and this ring means nothing
    std::vector<LinkId> links;    // that carry its bytes
    std::vector<LinkId> reverse;  // and its acknowledgements
    double rate = 0;              // bytes/s
    Time carried_from = 0;        // when its latency is over
  };

  double latency(const std::vector<LinkId>& links) const;
  double extra_delay(const Flow& flow, const std::vector<LinkId>& links, double latency);
  std::vector<LinkId> reverse_route(const Flow& flow) const;
  bool unused(const std::vector<LinkId>& links) const;
  // Whoever uses the links alone does so no longer: the flows among them whose latency is over.
  std::vector<Flow*> leave_alone_road(const std::vector<LinkId>& links);
  bool join_crowd(Flow& flow, const std::vector<LinkId>& links, const std::vector<Flow*>& others);
  void disperse_crowds(const std::vector<LinkId>& links);
  // Through MaxMin.
  void share(Flow& flow);
  void go_alone(Flow& flow, const std::vector<LinkId>& links, const std::vector<LinkId>& reverse, Time carried_from);
  void vacate(const Alone& alone);
  // Bytes on the link for each that the message carries.
  double weight(const Alone& alone, LinkId link) const;
  void end(Alone& alone);

  double overhead_;
  std::shared_ptr<const Realism> realism_;                // null: none
  double cap_;                                            // bytes/s of one message
  std::unordered_map<std::uint64_t, Time> last_message_;  // by sender and receiver: for slow start
  std::vector<Link> links_;
  std::vector<double> speed_;  // bytes/s, by link: its bandwidth, or what that was before an outage
  std::unique_ptr<Router> router_;
  Crowds crowds_;
  MaxMin shared_;
  std::vector<Alone*> alone_on_;    // by link
  std::vector<double> busy_alone_;  // seconds, by link: with messages that were alone to their end
  std::deque<Alone> alone_;
  std::vector<Alone*> spare_;
  mutable std::vector<LinkId> route_;
};

}  // namespace dawdle
