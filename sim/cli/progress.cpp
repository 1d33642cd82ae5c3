#include "sim/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>

namespace dawdle {

ProgressLine::ProgressLine(const Progress& progress, const StopRule& stop) : progress_(progress), stop_(stop) {
  if (::isatty(STDERR_FILENO))
    thread_ = std::thread([this] { watch(); });
}

ProgressLine::~ProgressLine() {
  if (!thread_.joinable())
    return;
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
  fmt::print(stderr, "\r\033[K");
}

void ProgressLine::watch() {
  const auto begin = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, std::chrono::milliseconds(250), [this] { return end_; }))
    show(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
}

void ProgressLine::show(double wall_seconds) {
  const double time = progress_.time.load(std::memory_order_relaxed);
  const auto updates = progress_.updates.load(std::memory_order_relaxed);
  const double done = stop_.done(time, updates, progress_.samples.load(std::memory_order_relaxed),
                                 progress_.epochs.load(std::memory_order_relaxed));
  std::string line = fmt::format("\r\033[K{:.6g} simulated s, {} updates", time, updates);
  if (done > 0 && done <= 1)
    line += fmt::format(", {:.0f} %, {:.0f} s left", 100 * done, wall_seconds * (1 - done) / done);
  fmt::print(stderr, "{}", line);
  std::fflush(stderr);
}

}  // namespace dawdle
