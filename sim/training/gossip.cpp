#include "sim/training/gossip.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace dawdle {

Gossip::Gossip(Job& job, std::vector<Mixing> rounds)
    : job_(job), rounds_(std::move(rounds)), models_(static_cast<std::size_t>(job.workers()), job.initial()) {
  for (int i = 0; i < job.workers(); ++i) inboxes_.emplace_back(job.clock(), i);
  job.decentralise(models_);
}

void Gossip::send(const Worker& worker, std::uint64_t round, const Version& x, double push_weight) {
  for (const Share& share : mixing(round).column(worker.id)) {
    ModelMessage message{round, worker.id, share.weight, x, push_weight};
    inbox(share.worker).sent.count(round, messages_to(share.worker));
    if (share.worker == worker.id)
      receive(worker.id, std::move(message));
    else
      job_.clock().spawn(deliver(share.worker, std::move(message)), {"a model of worker", worker.id});
  }
}

Process Gossip::deliver(int to, ModelMessage message) {
  const Host from_host = host(message.from), to_host = host(to);
  co_await job_.cluster().network.send(from_host, to_host, job_.parameter_bytes());
  receive(to, std::move(message));
}

void Gossip::receive(int to, ModelMessage message) {
  inbox(to).arrived.count(message.round, messages_to(to));
  inbox(to).messages.push_back(std::move(message));
}

Task<> Gossip::arrived(Worker& worker, std::uint64_t round) {
  Inbox& own = inbox(worker.id);
  worker.message = "exchange";
  co_await own.sent.before(round);
  co_await during(worker, job_.clock(), Activity::transfer, own.arrived.before(round));
}

std::vector<ModelMessage> Gossip::take(const Worker& worker, std::uint64_t round) {
  std::vector<ModelMessage>& all = inbox(worker.id).messages;
  const auto later = std::stable_partition(all.begin(), all.end(), [&](const auto& m) { return m.round < round; });
  std::vector<ModelMessage> out(std::make_move_iterator(all.begin()), std::make_move_iterator(later));
  all.erase(all.begin(), later);
  std::sort(out.begin(), out.end(), [](const ModelMessage& a, const ModelMessage& b) {
    return std::tie(a.round, a.from) < std::tie(b.round, b.from);
  });
  return out;
}

Task<Version> Gossip::mix(Worker& worker, std::uint64_t round) {
  co_await arrived(worker, round + 1);
  std::vector<Term> terms;
  for (ModelMessage& message : take(worker, round + 1)) terms.push_back({message.weight, std::move(message.x)});
  co_return job_.learner().combine(terms.front().x.number(), terms);
}

void Gossip::stepped(const Worker& worker, const Version& x, Gradient& gradient) {
  const std::size_t place = x.number() - 1 - job_.updates();
  while (ahead_.size() <= place) ahead_.emplace_back(job_.workers());
  Steps& steps = ahead_[place];
  steps.models[static_cast<std::size_t>(worker.id)] = x;
  steps.gradients[static_cast<std::size_t>(worker.id)] = gradient.without_values();
  if (++steps.taken < models_.size())
    return;
  const Steps done = std::move(ahead_.front());
  ahead_.pop_front();
  std::ranges::copy(done.models, models_.begin());
  job_.commit(done.gradients);
}

}  // namespace dawdle
