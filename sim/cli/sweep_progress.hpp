// How far a sweep is: a line that renews itself on a terminal, a line now and then elsewhere.
#pragma once

#include "sim/sweep/execution.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace dawdle {

class SweepProgressLine {
 public:
  // Watches `progress` until it dies, with a thread of its own that only reads.
  explicit SweepProgressLine(const SweepProgress& progress);
  ~SweepProgressLine();

 private:
  void watch();
  std::string text() const;

  const SweepProgress& progress_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

// "1 h 05 min", "35 s"
std::string duration_text(double seconds);

}  // namespace dawdle
