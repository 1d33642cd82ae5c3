// Where samples come from: a file or a generator.
#pragma once

#include "models/dataset.hpp"

#include <cstdint>
#include <stdexcept>

namespace models {

// Data that cannot be used. The text is one line to act on: the file, the line (text) or byte offset (binary), what was
// expected and what was found.
struct DataError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class DataSource {
 public:
  virtual ~DataSource() = default;

  // Overwrites `out` with the training set and, when there is one, the test set. The same seed gives the same bytes; a
  // source with a seed of its own ignores `seed`. Both precisions hold the same numbers, rounded. Throws DataError.
  virtual void load(Split<float>& out, std::uint64_t seed) const = 0;
  virtual void load(Split<double>& out, std::uint64_t seed) const = 0;
};

// Every concrete source also has
//   static constexpr std::string_view kind, summary;
//   template <class Fields> void describe(Fields& fields);   // its options
// and is listed in models/data_registry.hpp.

}  // namespace models
