// Random streams, keyed: a stream is a pure function of (seed, purpose, worker, step).
//
// So adding worker K+1 changes no other worker's draws, and two strategies under one seed meet the same stragglers.
// Engine: Philox4x64-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) from Random123; put
// Boost.Random distributions on top (those of std:: differ between libraries).
#pragma once

#include <Random123/philox.h>
#include <Random123/MicroURNG.hpp>
#include <cstdint>

namespace dawdle {

// A uniform random bit generator of 64-bit words; copying it copies its position.
using Stream = r123::MicroURNG<r123::Philox4x64>;

enum class Purpose : std::uint64_t {
  straggler = 1,
  sample_order = 2,
  sampling = 3,
  partition = 4,
  network = 5,
  compression = 6,
  peers = 7,
  failures = 8
};

inline Stream stream(std::uint64_t seed, Purpose purpose, std::uint64_t worker, std::uint64_t step = 0) {
  return Stream({{step, worker, 0, 0}}, {{seed, static_cast<std::uint64_t>(purpose)}});
}

}  // namespace dawdle
