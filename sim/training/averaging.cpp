#include "sim/training/averaging.hpp"

#include <numeric>

namespace dawdle {

Averaging::Averaging(Job& job, const AllReduceAlgorithm& algorithm, double bytes, std::vector<int> members, Road road)
    : job_(job), bytes_(bytes), seats_(static_cast<std::size_t>(job.workers())) {
  std::iota(seats_.begin(), seats_.end(), std::size_t{0});
  for (std::size_t i = 0; i < members.size(); ++i) seats_[static_cast<std::size_t>(members[i])] = i;
  models_.resize(members.empty() ? seats_.size() : members.size());
  all_reduce_ = algorithm.on(job.cluster(), road, std::move(members));
}

// A fast member may bring its next model while a slow one still waits for this round's mean: the mean is made when the
// last has come, and no member can come to the next round before.
void Averaging::contribute(const Worker& worker, Version x) {
  const std::uint64_t number = x.number();
  models_[seat(worker)] = std::move(x);
  if (++contributed_ < models_.size())
    return;
  contributed_ = 0;
  result_ = mean_of(job_.learner(), number, models_);
  if (then)
    result_ = then(result_);
}

Task<Version> Averaging::mean(Worker& worker, Version x) {
  contribute(worker, std::move(x));
  co_await all_reduce_->run(worker, bytes_);
  Version mean = result_;
  if (++left_ == models_.size()) {
    left_ = 0;
    if (done)
      done(mean);
  }
  co_return mean;
}

Version mean_of(Learner& learner, std::uint64_t number, std::span<const Version> models) {
  static thread_local std::vector<Term> terms;  // its memory is kept, no version, though combine() may throw
  const struct Cleared {
    ~Cleared() { terms.clear(); }
  } cleared;
  for (const Version& x : models) terms.push_back({1 / static_cast<double>(models.size()), x});
  return learner.combine(number, terms);
}

}  // namespace dawdle
