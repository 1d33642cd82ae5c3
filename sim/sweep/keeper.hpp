// Puts results on the disk as they come, a group at a time.
#pragma once

#include "sim/sweep/store.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace dawdle {

// A thread of its own writes a group whenever the last one is old enough or the next one large enough, while the runs
// go on. Groups get larger as the sweep gets older, so that they stay few; what a crash costs is at most ten seconds,
// and what waits in memory a few megabytes.
class Keeper {
 public:
  explicit Keeper(RunStore& store);
  ~Keeper();

  RunStore& store() { return store_; }

  // Throws std::runtime_error when the disk has refused a group.
  void keep(const RunRecord& record);

  // Writes what is left; throws as keep().
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void watch();
  Clock::duration age_of_a_group() const;
  void close();

  RunStore& store_;
  const Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool close_ = false;
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
  std::thread thread_;
};

}  // namespace dawdle
