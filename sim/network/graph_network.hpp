// A network whose links have names, may vary over the run, and are measured.
#pragma once

#include "sim/network/fabric_network.hpp"
#include "sim/network/link_use.hpp"
#include "sim/network/profile.hpp"

#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace dawdle {

class GraphNetwork final : public FabricNetwork, Alarm {
 public:
  struct Varying {
    LinkId link;
    std::unique_ptr<Course> course;
  };

  // names: of the hosts, by their number; for messages.
  GraphNetwork(Clock& clock, Fabric fabric, std::vector<std::string> names, std::vector<Varying> varying);

  // Not where links vary: nobody knows yet how.
  bool private_routes(const Routes& routes) const override {
    return varying_.empty() && FabricNetwork::private_routes(routes);
  }
  void accounted() override { sample(); }
  LinkUse link_use() const override;
  std::string stalled() const override;

 private:
  struct State {
    double bandwidth;  // bytes/s, when it is up
    int outages = 0;   // several profiles may take it down at once
    int fatal = 0;     // so many of them end the run at a message
  };
  struct Pending {
    Change change;
    std::size_t varying;
    bool operator<(const Pending& o) const {
      return change.at > o.change.at || (change.at == o.change.at && varying > o.varying);
    }
  };

  void carry(Flow& flow) override;
  void carried(Flow& flow) override;
  void foresee(const Computed& messages) override;
  void sample();
  void ring() override;  // the next change is due
  void expect(std::size_t varying);
  void apply(LinkId link, const Change& change);
  void fail_if_fatal(LinkId link, const Flow& flow) const;
  bool outage_to_end() const;
  void await_next();
  std::string text(const Flow& flow) const;
  std::vector<double> under_way() const;

  std::vector<std::string> names_;
  std::vector<State> state_;  // by link
  std::vector<Varying> varying_;
  std::vector<Pending> agenda_;  // a heap, the next on top
  LinkMeter meter_;
};

}  // namespace dawdle
