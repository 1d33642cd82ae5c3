#include "sim/collectives/messages.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

namespace dawdle {

Collective::Rank::Rank(Clock& clock, int id)
    : begun(clock, 0, {"the next round of worker", id}),
      received(clock, 0, {"a message of the collective to worker", id}) {}

Collective::Collective(Communicator group, Planner planner, Road road)
    : group_(std::move(group)),
      cluster_(group_.cluster()),
      planner_(std::move(planner)),
      road_(road),
      all_here_(cluster_.clock, group_.size(), {"the collective"}) {
  if (!group_.everybody())
    cluster_.network.expect_others();
  for (int rank = 0; rank < group_.size(); ++rank) ranks_.emplace_back(cluster_.clock, group_.worker(rank));
  times_.at.resize(ranks_.size());
}

Task<> Collective::run(Worker& worker, double bytes) {
  const int rank = group_.rank(worker);
  worker.message = "reduce";
  const Open now = join(state(rank), bytes);
  if (now.fast)
    co_await wait_for_end(worker, rank, now);
  else
    co_await send_and_receive(worker, rank, now);
}

Collective::Open Collective::join(Rank& rank, double bytes) {
  const auto place = static_cast<std::size_t>(rank.joined++ - complete_);
  if (place == open_.size())
    open_.push_back(open(bytes));
  Open& joined = open_[place];
  if (bytes != joined.bytes)
    throw std::invalid_argument(
        fmt::format("expected the same bytes of all in a collective, got {} and {}", joined.bytes, bytes));
  ++joined.joined;
  const Open out = joined;
  for (; !open_.empty() && open_.front().joined == group_.size(); ++complete_) open_.pop_front();
  return out;
}

Collective::Open Collective::open(double bytes) {
  const Planned* before = last_;
  const auto [found, is_new] = planned_.try_emplace(bytes);
  last_ = &found->second;
  if (is_new)
    *last_ = make_plan(bytes);
  const bool fast = last_->private_routes && cluster_.network.quiet();
  propagated_ += fast;
  return {last_->plan, bytes, fast, before && before->plan->name() != last_->plan->name()};
}

Collective::Planned Collective::make_plan(double bytes) const {
  const auto plan = std::make_shared<const Plan>(planner_(group_.size(), bytes));
  const bool private_routes = road_ == Road::any && cluster_.network.private_routes([&](const RouteVisitor& visit) {
    plan->each_route([&](int from, int to) { visit(group_.host(from), group_.host(to)); });
  });
  return {plan, private_routes};
}

Task<> Collective::send_and_receive(Worker& worker, int rank, Open now) {
  Rank& own = state(rank);
  for (const Phase& phase : now.plan->phases()) {
    const Seat seat = phase.groups.seat(now.plan->ranks(), rank);
    const double first = own.rounds + static_cast<double>(phase.rounds_before) + 1;
    const double size = now.bytes * seat.range.share();
    const int rounds = seat.taken ? phase.rounds(seat) : 0;
    for (int i = 0; i < rounds; ++i) {
      const bool meet = i == 0 ? phase.gated() || now.gated : !phase.ring();
      const Step step = phase.step(seat, i);
      if (meet)
        own.begun.raise(first + i);
      if (step.to != kNobody) {
        Rank& to = state(step.to);
        if (meet)
          co_await to.begun.at_least(first + i);
        co_await cluster_.send(worker, worker.host, group_.host(step.to), size * step.piece.share());
        to.received.raise(to.received.value() + 1);
      }
      if (step.from != kNobody)
        co_await own.received.at_least(++own.expected);
    }
  }
  own.rounds += static_cast<double>(now.plan->rounds());
}

Task<> Collective::wait_for_end(Worker& worker, int rank, Open now) {
  const auto i = static_cast<std::size_t>(rank);
  Clock& clock = cluster_.clock;
  times_.at[i] = clock.now();
  if (++here_ == group_.size()) {
    here_ = 0;
    propagate(group_, *now.plan, now.bytes, times_, now.gated);
  }
  co_await all_here_.arrive();
  // Rounding may put an end that costs nothing before this instant.
  co_await clock.until(std::max(clock.now(), times_.at[i]));
  worker.end_wait(Activity::transfer, times_.sending[i], clock.now());
  state(rank).rounds += static_cast<double>(now.plan->rounds());
}

}  // namespace dawdle
