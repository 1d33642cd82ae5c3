#include "sim/cli/interrupt.hpp"

#include <csignal>
#include <cstdlib>

namespace dawdle {

namespace {

// A signal handler can reach nothing else.
std::atomic<bool> interrupted{false};

void on_interrupt(int) {
  if (interrupted.exchange(true))
    std::_Exit(128 + SIGINT);  // the second time: now
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  std::signal(SIGHUP, on_interrupt);  // the terminal is gone
  return interrupted;
}

}  // namespace dawdle
