// What happens to samples after they are read or generated, whatever their source: a test set is split off, features
// are normalised.
#pragma once

#include "models/data_source.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace models {

struct Preparation {
  double test_fraction = 0;                 // of the samples; ignored when the source brings a test set
  std::string normalise = "none";           // none | standard | unit
  std::string pixels = "bytes";             // bytes | numbers
  std::optional<std::int64_t> max_samples;  // of the training file
  std::optional<std::int64_t> seed;         // of the data and the split; the run's when absent

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("seed", seed, {.min = 0}, "Seed of the data and their split; the run's seed when absent.");
    fields.number("test_fraction", test_fraction, {.min = 0, .below = 1},
                  "Part of the samples, drawn at random, that is kept for testing.");
    fields.choice("normalise", normalise, {"none", "standard", "unit"},
                  "standard: each feature to mean 0, deviation 1 by the training set, constant ones untouched (dense "
                  "features only); unit: each sample to Euclidean length 1.");
  }

  template <class Fields>
  void describe_for_files(Fields& fields, bool brings_test_set) {
    describe(fields);
    if (brings_test_set && test_fraction > 0)
      fields.complain("test_fraction", "no test_fraction beside a test set of its own");
    fields.integer("max_samples", max_samples, {.min = 1},
                   "Use at most this many samples of the training file, drawn at random.");
  }

  // Of sources whose features are bytes.
  template <class Fields>
  void describe_pixels(Fields& fields) {
    fields.choice("pixels", pixels, {"bytes", "numbers"},
                  "bytes: keep a byte a pixel, converted wherever it is used (a plain file is mapped, not read); "
                  "numbers: convert once, to the run's precision. The results are the same. normalise needs numbers.");
  }

  bool keeps_bytes() const { return pixels == "bytes" && normalise == "none"; }
};

// Applies it in place; rows that stay keep their order. Pixels and mapped rows stay what they are unless numbers are
// wanted or change; then they become dense features in memory. Throws DataError when features are sparse and normalise
// is "standard", which would fill in their zeros.
void prepare(Split<float>& split, const Preparation& how, std::uint64_t seed);
void prepare(Split<double>& split, const Preparation& how, std::uint64_t seed);

// Gives a source both precisions of load() from its one `template <class T> Split<T> make(std::uint64_t seed) const`.
template <class Source>
class PreparedSource : public DataSource {
 public:
  Preparation preparation;

  void load(Split<float>& out, std::uint64_t seed) const override { make_and_prepare(out, seed); }
  void load(Split<double>& out, std::uint64_t seed) const override { make_and_prepare(out, seed); }

 private:
  template <class T>
  void make_and_prepare(Split<T>& out, std::uint64_t run_seed) const {
    const std::uint64_t seed = preparation.seed ? static_cast<std::uint64_t>(*preparation.seed) : run_seed;
    out = static_cast<const Source&>(*this).template make<T>(seed);
    prepare(out, preparation, seed);
  }
};

}  // namespace models
