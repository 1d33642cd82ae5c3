// A made-up thing to configure that uses every call of Fields, for the tests of the reader and the schema.
#pragma once

#include "sim/core/options.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sample {

using dawdle::Entry;
using dawdle::Fields;

struct Law {
  virtual ~Law() = default;
};

struct Laws {
  static std::array<Entry<Law>, 3> all();
};

struct Constant : Law {
  static constexpr std::string_view kind = "constant", summary = "always the same";
  double mean = 1e-3;
  void describe(Fields& fields) { fields.seconds("mean", mean, {.min = 0}, "Its value."); }
};

struct Pareto : Law {
  static constexpr std::string_view kind = "pareto", summary = "a heavy tail";
  double shape = 2, scale = 0;
  void describe(Fields& fields) {
    fields.number("shape", shape, {.above = 1, .below = 100}, "The exponent of the tail.");
    fields.seconds("scale", scale, {.above = 0, .required = true}, "The smallest value.");
  }
};

// A family that contains itself.
struct Mixture : Law {
  static constexpr std::string_view kind = "mixture", summary = "any of several";
  std::vector<std::unique_ptr<Law>> of;
  void describe(Fields& fields) {
    const auto laws = Laws::all();
    fields.kinds<Law>("of", of, laws, "The laws to draw from.");
  }
};

inline std::array<Entry<Law>, 3> Laws::all() {
  return {dawdle::entry<Law, Constant>(), dawdle::entry<Law, Pareto>(), dawdle::entry<Law, Mixture>()};
}

struct Job {
  std::int64_t workers = 0;
  std::optional<std::int64_t> updates;
  std::vector<std::int64_t> milestones;
  double rate = 0.2, latency = 5e-5, gradient = 1e6, bandwidth = 1.25e9;
  std::optional<double> time, loss;
  std::vector<double> speeds{1.0}, delays;
  bool duplex = true;
  std::string name = "job", data, reduce = "mean";
  std::unique_ptr<Law> law;
  std::vector<std::unique_ptr<Law>> more;

  void describe(Fields& fields) {
    fields.integer("workers", workers, {.min = 1, .required = true}, "How many workers.");
    fields.integer("updates", updates, {.min = 1}, "Updates to make.");
    fields.integers("milestones", milestones, {.min = 0}, "Where the rate drops.");
    fields.number("rate", rate, {.above = 0, .max = 1}, "Learning rate.");
    fields.seconds("latency", latency, {.min = 0}, "Of one message.");
    fields.bytes("gradient", gradient, {.above = 0}, "Size of a gradient.");
    fields.bandwidth("bandwidth", bandwidth, {.above = 0}, "Of a link.");
    fields.seconds("delays", delays, {.min = 0}, "Of each worker.");
    fields.numbers("speeds", speeds, {.above = 0}, "Of each worker.");
    fields.flag("duplex", duplex, "Both directions at once.");
    fields.text("name", name, "What to call it.");
    fields.file("data", data, {}, "A file of samples.");
    fields.choice("reduce", reduce, {"mean", "sum"}, "What becomes of the gradients.");
    fields.section(
        "stop", [this](Fields& stop) { describe_stop(stop); }, "When to stop.");
    const auto laws = Laws::all();
    fields.kind<Law>("law", law, laws, "constant", "Of the compute time.");
    fields.kinds<Law>("more", more, laws, "Laws on top.");
    if (workers > 0 && static_cast<double>(workers) < rate * 10)
      fields.complain("rate", "at most a tenth of the workers");
  }

  void describe_stop(Fields& stop) {
    stop.seconds("time", time, {.above = 0}, "Simulated time.");
    stop.number("loss", loss, {}, "Target.");
    if (stop.given("loss") && !stop.given("time"))
      stop.complain("time", "a limit beside the loss");
  }
};

}  // namespace sample
