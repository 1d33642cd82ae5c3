#include "sim/training/pool.hpp"

#include <algorithm>
#include <utility>

namespace dawdle {

Pool::Pool(int threads) {
  try {
    for (int i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
  } catch (...) {
    close();
    throw;
  }
}

Pool::~Pool() { close(); }

void Pool::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Pool::submit(Work& work) {
  work.error_ = nullptr;  // of one that was withdrawn
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
  if (claim(work))
    run(work);
  while (work.state_.load(std::memory_order_acquire) != Work::State::done)
    if (!run_one())
      std::this_thread::yield();
  if (work.error_)
    std::rethrow_exception(std::exchange(work.error_, nullptr));
}

bool Pool::take_back(Work& work) {
  if (!claim(work))
    return false;
  work.state_.store(Work::State::idle, std::memory_order_relaxed);
  return true;
}

void Pool::withdraw(Work& work) {
  if (!take_back(work))
    while (work.state_.load(std::memory_order_acquire) == Work::State::running) std::this_thread::yield();
}

// Takes a given piece off the queue for the caller; false: it is not waiting there. The queue never points to work that
// is not waiting, which may be gone.
bool Pool::claim(Work& work) {
  if (work.state_.load(std::memory_order_acquire) != Work::State::queued)
    return false;
  if (helpers_.empty())
    return true;
  const std::lock_guard lock(mutex_);
  // Mostly near the front: the oldest are finished first.
  const auto place = std::find(queue_.begin(), queue_.end(), &work);
  if (place == queue_.end())
    return false;
  queue_.erase(place);
  queued_.store(queue_.size(), std::memory_order_relaxed);
  work.state_.store(Work::State::running, std::memory_order_relaxed);
  return true;
}

void Pool::run(Work& work) {
  try {
    work.compute();
  } catch (...) {
    work.error_ = std::current_exception();
  }
  work.state_.store(Work::State::done, std::memory_order_release);
}

bool Pool::run_one() {
  Work* work = take();
  if (work)
    run(*work);
  return work != nullptr;
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
  work->state_.store(Work::State::running, std::memory_order_relaxed);
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
