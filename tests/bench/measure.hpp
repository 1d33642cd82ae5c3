// Measuring for the bench: CPU and wall seconds, the best of several interleaved rounds.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <limits>
#include <string_view>

namespace bench {

// One line of the report.
inline void line(std::string_view what, std::string_view figure, std::string_view aim) {
  fmt::print("{:<58}{:>20}   aim: {}\n", what, figure, aim);
  std::fflush(stdout);
}

struct Seconds {
  double cpu = std::numeric_limits<double>::infinity();
  double wall = std::numeric_limits<double>::infinity();

  // Noise on a shared machine only ever adds, so the least of several is the best estimate.
  void keep_least(const Seconds& other) {
    cpu = std::min(cpu, other.cpu);
    wall = std::min(wall, other.wall);
  }
};

template <class F>
Seconds measure(F&& work) {
  const auto wall = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  work();
  return {static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count()};
}

}  // namespace bench
