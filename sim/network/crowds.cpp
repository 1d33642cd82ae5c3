#include "sim/network/crowds.hpp"

#include <algorithm>

namespace dawdle {

namespace {

bool crosses(const Crowds::Route& route, LinkId link) {
  return std::find(route.begin(), route.end(), link) != route.end();
}

}  // namespace

bool Crowds::limited_by(LinkId bottleneck, const Route& route) const {
  return bandwidth(bottleneck) > 0 && crosses(route, bottleneck) &&
         std::all_of(route.begin(), route.end(), [&](LinkId link) { return bandwidth(link) >= bandwidth(bottleneck); });
}

bool Crowds::join(Flow& flow, const Route& route) {
  const auto used = std::find_if(route.begin(), route.end(), [this](LinkId link) { return !idle(link); });
  if (used == route.end())
    return false;
  const LinkId bottleneck = use_[*used].bottleneck;
  const bool one_crowd =
      std::all_of(used, route.end(), [&](LinkId link) { return idle(link) || use_[link].bottleneck == bottleneck; });
  if (!one_crowd || !limited_by(bottleneck, route))
    return false;
  add(flow, route, bottleneck);
  return true;
}

bool Crowds::meet(Flow& a, const Route& route_a, Flow& b, const Route& route_b) {
  for (LinkId link : route_a)
    if (limited_by(link, route_a) && limited_by(link, route_b)) {
      add(a, route_a, link);
      add(b, route_b, link);
      return true;
    }
  return false;
}

void Crowds::add(Flow& flow, const Route& route, LinkId bottleneck) {
  for (LinkId link : route) {
    Use& use = use_[link];
    if (use.flows++ == 0)
      use.busy.begin(clock_->now());
    use.bottleneck = bottleneck;
  }
  auto& fair = use_[bottleneck].fair;
  if (!fair) {
    fair = std::make_unique<FairLink>(*clock_, bandwidth(bottleneck));
    bottlenecks_.push_back(bottleneck);
  }
  if (fair->flows() == 0)
    fair->set_capacity(bandwidth(bottleneck));  // it may have changed since the last crowd
  fair->start(flow);
}

void Crowds::leave(const Route& route) {
  for (LinkId link : route)
    if (--use_[link].flows == 0)
      use_[link].busy.end(clock_->now());
}

std::vector<Flow*> Crowds::disperse(LinkId link) {
  return idle(link) ? std::vector<Flow*>{} : fair(use_[link].bottleneck).evict();
}

double Crowds::load(LinkId link) const {
  const Use& use = use_[link];
  if (use.flows == 0)
    return 0;
  return bandwidth(use.bottleneck) * use.flows / use_[use.bottleneck].flows;
}

}  // namespace dawdle
