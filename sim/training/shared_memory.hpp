// Parameters in memory that several cores read and write coordinate by coordinate, without locks: what a core reads is
// a mixture of versions, and what it writes may be lost.
#pragma once

#include "sim/core/clock.hpp"
#include "sim/training/version.hpp"

#include <cstddef>
#include <cstdint>

namespace dawdle {

// When a core gets to each of the coordinates it reads or writes, in ascending order: one cache line after another.
struct Sweep {
  Time start = 0;
  double seconds_per_line = 0;
  std::size_t line = 1;  // coordinates

  // Of its i-th line: not the sum of the lines before, so that the last ends exactly when the sweep does.
  Time begin(std::size_t i) const { return start + static_cast<double>(i) * seconds_per_line; }
  Time end(std::size_t i) const { return begin(i + 1); }
};

// Writing is x_j <- x_j + delta_j. Atomic: the value is loaded and stored at one instant. Otherwise it is loaded when
// the line's turn begins and stored when it ends: what others stored meanwhile is lost.
enum class Writes { atomic, racing };

// How much cores were in each other's way, summed over all coordinates written.
struct Conflicts {
  std::uint64_t written = 0;  // stores
  std::uint64_t stale = 0;    // stores by others between a coordinate's read and its own store
  std::uint64_t lost = 0;     // stores that others overwrote without having seen them
};

class SharedMemory {
 public:
  virtual ~SharedMemory() = default;

  // The worker's step-th gradient: makes out which coordinates it needs, and says how many cache lines they are in.
  virtual std::size_t begin(int worker, std::uint64_t step, std::size_t line) = 0;
  virtual std::size_t samples() const = 0;  // of one gradient

  // The worker has read them in this sweep, which ends now; the gradient is computed at what it saw.
  virtual void read(int worker, const Sweep& sweep) = 0;
  // The worker begins to write x <- x - learning_rate * gradient in this sweep.
  virtual void write(int worker, const Sweep& sweep, Writes writes, double learning_rate) = 0;
  // That sweep ends now.
  virtual void written(int worker, Time now) = 0;

  // What a reader sees that reads everything at this instant.
  virtual Version snapshot(std::uint64_t number, Time now) = 0;
  virtual Conflicts conflicts() const = 0;
};

}  // namespace dawdle
