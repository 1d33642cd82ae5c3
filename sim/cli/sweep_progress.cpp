#include "sim/cli/sweep_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace dawdle {

SweepProgressLine::SweepProgressLine(const SweepProgress& progress)
    : progress_(progress), terminal_(::isatty(STDERR_FILENO)), thread_([this] { watch(); }) {}

SweepProgressLine::~SweepProgressLine() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
  if (terminal_)
    fmt::print(stderr, "\r\033[K");
}

void SweepProgressLine::watch() {
  const auto period = terminal_ ? std::chrono::milliseconds(250) : std::chrono::milliseconds(10'000);
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, period, [this] { return end_; })) {
    fmt::print(stderr, "{}{}{}", terminal_ ? "\r\033[K" : "", text(), terminal_ ? "" : "\n");
    std::fflush(stderr);
  }
}

std::string SweepProgressLine::text() const {
  std::string line = fmt::format("{} of {} runs done, {} failed, {} in flight", progress_.done.load(), progress_.all,
                                 progress_.failed.load(), progress_.in_flight.load());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  if (const double cost = progress_.cost_done; cost > 0)
    line += fmt::format(", {} left", duration_text(seconds * (progress_.cost_all - cost) / cost));
  return line;
}

std::string duration_text(double seconds) {
  if (seconds < 100)
    return fmt::format("{:.2g} s", seconds);
  const auto minutes = static_cast<long long>(seconds / 60 + 0.5);
  if (minutes < 100)
    return fmt::format("{} min", minutes);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace dawdle
