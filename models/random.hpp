// Random numbers for data, initial parameters and gradient noise.
//
// A stream is a pure function of (seed, purpose, a, b): drawing more in one place changes nothing in another, and
// sample 17 has the same noise whoever computes its gradient. Engine: Philox4x64-10 (Salmon et al. 2011) from
// Random123.
#pragma once

#include <Random123/philox.h>  // first: MicroURNG.hpp does not stand alone

#include <Random123/MicroURNG.hpp>
#include <cstdint>

namespace models {

using Stream = r123::MicroURNG<r123::Philox4x64>;

enum class Purpose : std::uint64_t {
  data = 0x6461,
  split = 0x7370,
  initial = 0x696e,
  gradient_noise = 0x676e,
  rotation = 0x726f
};

inline Stream stream(std::uint64_t seed, Purpose purpose, std::uint64_t a = 0, std::uint64_t b = 0) {
  return Stream({{a, b, 0, 0}}, {{seed, static_cast<std::uint64_t>(purpose)}});
}

}  // namespace models
