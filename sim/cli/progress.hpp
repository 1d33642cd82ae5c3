// A line on the terminal that tells how far a run is; nothing where standard error is not a terminal.
#pragma once

#include "sim/training/job.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace dawdle {

class ProgressLine {
 public:
  // Watches `progress` until it dies, with a thread of its own that only reads.
  ProgressLine(const Progress& progress, const StopRule& stop);
  ~ProgressLine();

 private:
  void show(double wall_seconds);
  void watch();

  const Progress& progress_;
  StopRule stop_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace dawdle
