// Training without a centre: what workers send each other round by round, and the models that the run then has.
#pragma once

#include "sim/core/event.hpp"
#include "sim/training/peers/mixing.hpp"
#include "sim/training/strategy.hpp"

#include <deque>
#include <vector>

namespace dawdle {

// A model on its way to a worker that takes `weight` of it.
struct ModelMessage {
  std::uint64_t round;
  int from;
  double weight;
  Version x;
  double push_weight;  // of push-sum: w_from
};

// Counts the messages of rounds that overlap: how many rounds, from the first on, are complete?
class RoundCount {
 public:
  RoundCount(Clock& clock, Name name) : complete_(clock, 0, name) {}

  // One more message of a round, which takes `expected(round)` of them.
  template <class Expected>
  void count(std::uint64_t round, const Expected& expected) {
    while (first_ + missing_.size() <= round) missing_.push_back(expected(first_ + missing_.size()));
    --missing_[round - first_];
    for (; !missing_.empty() && missing_.front() == 0; ++first_) missing_.pop_front();
    complete_.raise(static_cast<double>(first_));
  }

  // co_await: the rounds before this one are complete.
  Wait before(std::uint64_t round) { return complete_.at_least(static_cast<double>(round)); }

 private:
  Milestone complete_;
  std::uint64_t first_ = 0;          // round that is not complete
  std::deque<std::size_t> missing_;  // messages, of the rounds from there on
};

// Messages are of the size of the parameters. Nobody waits for anybody but its neighbours, and a sender not even for
// its own messages.
class Gossip : public Running {
 public:
  // The mixing matrices of rounds 0, 1, ..., which repeat.
  Gossip(Job& job, std::vector<Mixing> rounds);

  // The worker's model of a round sets out to all that take of it. What the worker takes of itself is there at once.
  void send(const Worker& worker, std::uint64_t round, const Version& x, double push_weight = 1);

  // co_await: all messages to this worker of rounds before `round` have arrived. That is waiting for its neighbours as
  // long as one of them has not sent yet, then transfer.
  Task<> arrived(Worker& worker, std::uint64_t round);

  // The messages of rounds before `round` that have arrived and were not taken: by round, then by sender.
  std::vector<ModelMessage> take(const Worker& worker, std::uint64_t round);

  // co_await: sum_j W_ij x_j over this worker's messages of a round.
  Task<Version> mix(Worker& worker, std::uint64_t round);

  // x_i after one more step, along this gradient. Update t of the run has happened, and its models are those that are
  // evaluated, when every worker has taken its t-th step; who is faster, is ahead of it.
  void stepped(const Worker& worker, const Version& x, Gradient& gradient);

 private:
  struct Inbox {
    Inbox(Clock& clock, int worker)
        : sent(clock, {"the neighbours of worker", worker}), arrived(clock, {"a model on its way to worker", worker}) {}
    RoundCount sent, arrived;
    std::vector<ModelMessage> messages;
  };
  struct Steps {
    explicit Steps(int workers) : models(static_cast<std::size_t>(workers)), gradients(models.size()) {}
    std::vector<Version> models;      // by worker
    std::vector<Gradient> gradients;  // without values
    std::size_t taken = 0;
  };

  const Mixing& mixing(std::uint64_t round) const { return rounds_[round % rounds_.size()]; }
  Inbox& inbox(int worker) { return inboxes_[static_cast<std::size_t>(worker)]; }
  Host host(int worker) const { return job_.cluster().workers[static_cast<std::size_t>(worker)].host; }
  // How many a round has for this worker.
  auto messages_to(int worker) const {
    return [this, worker](std::uint64_t round) { return mixing(round).row(worker).size(); };
  }
  Process deliver(int to, ModelMessage message);
  void receive(int to, ModelMessage message);

  Job& job_;
  std::vector<Mixing> rounds_;
  std::deque<Inbox> inboxes_;
  std::vector<Version> models_;  // after the last update of the run, by worker
  std::deque<Steps> ahead_;      // after updates to come
};

}  // namespace dawdle
