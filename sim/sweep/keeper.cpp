#include "sim/sweep/keeper.hpp"

#include <algorithm>

namespace dawdle {

namespace {
constexpr std::size_t kGroupBytes = 2'000'000;
}

Keeper::Keeper(RunStore& store) : store_(store), thread_([this] { watch(); }) {}

Keeper::~Keeper() { close(); }

void Keeper::close() {
  if (!thread_.joinable())
    return;
  {
    const std::lock_guard lock(mutex_);
    close_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Keeper::keep(const RunRecord& record) {
  store_.add(record);
  if (store_.waiting_bytes() >= kGroupBytes)
    wake_.notify_one();
  if (failed_)
    finish();
}

void Keeper::finish() {
  if (!failed_) {
    close();
    store_.flush();
  }
  const std::lock_guard lock(mutex_);
  if (error_)
    std::rethrow_exception(error_);
}

Keeper::Clock::duration Keeper::age_of_a_group() const {
  using std::chrono::milliseconds;
  return std::clamp<Clock::duration>((Clock::now() - begin_) / 50, milliseconds(500), milliseconds(10'000));
}

void Keeper::watch() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, age_of_a_group(), [this] { return close_ || store_.waiting_bytes() >= kGroupBytes; });
    if (close_)
      return;
    try {
      lock.unlock();
      store_.flush();
      store_.refresh();
      lock.lock();
    } catch (...) {
      lock.lock();
      error_ = std::current_exception();
      failed_ = true;
      return;
    }
  }
}

}  // namespace dawdle
