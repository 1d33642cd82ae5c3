#include "sim/training/pool.hpp"

namespace dawdle {

Pool::Pool(int threads) {
  for (int i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Pool::submit(Work& work) {
  work.state_.store(Work::State::queued, std::memory_order_release);
  if (helpers_.empty())
    return;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&work);
    queued_.store(queue_.size(), std::memory_order_relaxed);
  }
  arrived_.notify_one();
}

void Pool::finish(Work& work) {
  if (run_if_queued(work))
    return;
  while (work.state_.load(std::memory_order_acquire) != Work::State::done)
    if (!run_one())
      std::this_thread::yield();
}

void Pool::withdraw(Work& work) {
  auto expected = Work::State::queued;
  if (!work.state_.compare_exchange_strong(expected, Work::State::idle, std::memory_order_acq_rel) &&
      expected == Work::State::running)
    finish(work);
}

void Pool::drain() {
  {
    const std::lock_guard lock(mutex_);
    queue_.clear();
    queued_ = 0;
  }
  while (held_.load(std::memory_order_acquire) > 0) std::this_thread::yield();
}

// Whoever changes the state from queued to running computes it; the pointer that may still be in the queue is then
// void.
bool Pool::run_if_queued(Work& work) {
  auto expected = Work::State::queued;
  if (!work.state_.compare_exchange_strong(expected, Work::State::running, std::memory_order_acq_rel))
    return false;
  work.compute();
  work.state_.store(Work::State::done, std::memory_order_release);
  return true;
}

bool Pool::run_one() {
  Work* work = take();
  if (!work)
    return false;
  const bool ran = run_if_queued(*work);
  held_.fetch_sub(1, std::memory_order_release);
  return ran;
}

Work* Pool::take() {
  if (queued_.load(std::memory_order_relaxed) == 0)
    return nullptr;
  const std::lock_guard lock(mutex_);
  if (queue_.empty())
    return nullptr;
  Work* work = queue_.front();
  queue_.pop_front();
  queued_.store(queue_.size(), std::memory_order_relaxed);
  held_.fetch_add(1, std::memory_order_relaxed);
  return work;
}

void Pool::help() {
  constexpr int kSpins = 200;  // gradients come every few microseconds; going to sleep costs about as much
  while (!closing_.load(std::memory_order_relaxed)) {
    bool ran = run_one();
    for (int i = 0; !ran && i < kSpins; ++i) {
      std::this_thread::yield();
      ran = run_one();
    }
    if (ran)
      continue;
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  }
}

}  // namespace dawdle
