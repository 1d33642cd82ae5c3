#include "sim/collectives/messages.hpp"

#include <algorithm>

namespace dawdle {

Collective::Rank::Rank(Clock& clock, int id)
    : begun(clock, 0, {"the next round of worker", id}),
      received(clock, 0, {"a message of the collective to worker", id}) {}

Collective::Collective(Cluster& cluster, Planner planner, Road road)
    : cluster_(cluster),
      planner_(std::move(planner)),
      road_(road),
      all_here_(cluster.clock, cluster.size(), {"the collective"}) {
  for (int id = 0; id < cluster.size(); ++id) ranks_.emplace_back(cluster.clock, id);
  times_.at.resize(ranks_.size());
}

Task<> Collective::run(Worker& worker, double bytes) {
  const Open now = join(rank(worker.id), bytes);
  if (now.fast)
    co_await wait_for_end(worker, bytes, now.plan);
  else
    co_await send_and_receive(worker, bytes, now.plan);
}

Collective::Open Collective::join(Rank& rank, double bytes) {
  const auto place = static_cast<std::size_t>(rank.joined++ - complete_);
  if (place == open_.size())
    open_.push_back(open(bytes));
  Open& joined = open_[place];
  ++joined.joined;
  const Open out = joined;
  for (; !open_.empty() && open_.front().joined == cluster_.size(); ++complete_) open_.pop_front();
  return out;
}

Collective::Open Collective::open(double bytes) {
  if (!plan_ || bytes != planned_bytes_) {
    plan_ = std::make_shared<const Plan>(planner_(cluster_.size(), bytes));
    planned_bytes_ = bytes;
    private_routes_ = road_ == Road::any && cluster_.network.private_routes([this](const RouteVisitor& visit) {
      const auto host = [this](int id) { return cluster_.workers[static_cast<std::size_t>(id)].host; };
      plan_->each_route([&](int from, int to) { visit(host(from), host(to)); });
    });
  }
  const bool fast = private_routes_ && cluster_.network.in_flight() == 0;
  propagated_ += fast;
  return {plan_, fast};
}

Task<> Collective::send_and_receive(Worker& worker, double bytes, std::shared_ptr<const Plan> plan) {
  Rank& own = rank(worker.id);
  for (const Phase& phase : plan->phases()) {
    const Seat seat = phase.groups.seat(plan->ranks(), worker.id);
    const double first = own.rounds + static_cast<double>(phase.rounds_before) + 1;
    const double size = bytes * seat.range.share();
    const int rounds = seat.taken ? phase.rounds(seat) : 0;
    for (int i = 0; i < rounds; ++i) {
      const bool meet = i == 0 ? phase.gated() : !phase.ring();
      const Step step = phase.step(seat, i);
      if (meet)
        own.begun.raise(first + i);
      if (step.to != kNobody) {
        Rank& to = rank(step.to);
        if (meet)
          co_await to.begun.at_least(first + i);
        const Host host = cluster_.workers[static_cast<std::size_t>(step.to)].host;
        co_await cluster_.send(worker, worker.host, host, size * step.piece.share());
        to.received.raise(to.received.value() + 1);
      }
      if (step.from != kNobody)
        co_await own.received.at_least(++own.expected);
    }
  }
  own.rounds += static_cast<double>(plan->rounds());
}

Task<> Collective::wait_for_end(Worker& worker, double bytes, std::shared_ptr<const Plan> plan) {
  const auto id = static_cast<std::size_t>(worker.id);
  Clock& clock = cluster_.clock;
  times_.at[id] = clock.now();
  if (++here_ == cluster_.size()) {
    here_ = 0;
    propagate(cluster_, *plan, bytes, times_);
  }
  co_await all_here_.arrive();
  // Rounding may put an end that costs nothing before this instant.
  co_await clock.until(std::max(clock.now(), times_.at[id]));
  worker.enter(Activity::wait, clock.now());
  double& waited = worker.seconds[static_cast<std::size_t>(Activity::wait)];
  // Rounding may make the sending longer than all the time there was.
  const double sending = std::min(times_.sending[id], waited);
  waited -= sending;
  worker.seconds[static_cast<std::size_t>(Activity::transfer)] += sending;
  rank(worker.id).rounds += static_cast<double>(plan->rounds());
}

}  // namespace dawdle
