// A sweep file: a base scenario and what to vary in it.
//
//   { "base": "ssp.json",                                       or the scenario itself
//     "axes": [ { "/workers": [4, 8] },                         every value with every value of the other axes,
//               { "/network/bandwidth": ["1 Gbit/s", "10 Gbit/s"], "/network/latency": ["1 ms", "50 us"] },  in pairs,
//               [ { "/strategy": "async" }, { "/strategy": {"kind": "ssp", "staleness": 3} } ] ],        point by point
//     "linked": { "/optimizer/learning_rate": "0.1 * workers" },
//     "where":  [ "workers < 8 || bandwidth > 1e9" ],
//     "seeds":  5 }
#pragma once

#include "sim/scenario/expression.hpp"
#include "sim/scenario/problem.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace dawdle {

// Values to put at JSON Pointers.
using Setting = std::vector<std::pair<std::string, nlohmann::json>>;
using Axis = std::vector<Setting>;

struct Linked {
  std::string pointer;
  Expression expression;
};

struct SweepFile {
  std::string name;
  std::filesystem::path base_file;  // where the base scenario stands; the sweep file itself if inline
  std::string base_pointer;         // and where in it
  nlohmann::json document;          // the whole file, with the base inside
  nlohmann::json base;
  std::vector<Axis> axes;      // the first varies slowest
  std::vector<Linked> linked;  // each after those it depends on
  std::vector<Expression> where;
  std::vector<std::int64_t> seeds;  // the same for every point; empty: the base's, or an axis's

  // Of the axes, in their order; then of the linked values.
  std::vector<std::string> pointers() const;
};

// Whether a document that was read as one thing is a sweep, or a scenario.
bool looks_like_sweep(const nlohmann::json& document);
bool looks_like_scenario(const nlohmann::json& document);

// Reads a sweep file. Mistakes become lines in `problems`, as those of a scenario; then there is no sweep.
std::unique_ptr<SweepFile> read_sweep_file(const std::filesystem::path& file, std::vector<std::string>& problems);

}  // namespace dawdle
