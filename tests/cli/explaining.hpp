// dawdle explain --json, and the scenario whose theory is checked by hand.
#pragma once

#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cli {

using nlohmann::json;
using std::string;

// Four workers, 1 MB each way, 10 ms a gradient; a message alone takes 50 us + 0.8 ms.
inline string scenario(const string& strategy, const string& change = "") {
  json out =
      json::parse(R"({"workers": 4, "model": {"kind": "none", "gradient_bytes": "1 MB", "parameter_bytes": "1 MB"},
    "compute": {"per_batch": "10 ms"}, "network": {"kind": "star", "latency": "50 us", "bandwidth": "10 Gbit/s"},
    "stop": {"updates": 40}})");
  out["strategy"] = json::parse(strategy);
  if (!change.empty())
    out.merge_patch(json::parse(change));
  return out.dump();
}

// By quantity.
inline std::map<string, json> explain(const string& text, std::vector<string> options = {"--run"}) {
  const Folder folder;
  folder.write("s.json", text);
  options.insert(options.begin(), {"explain", "s.json", "--json"});
  const Ended ended = dawdle(folder, options);
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  std::map<string, json> out;
  for (const json& line : json::parse(ended.out)) out[line["quantity"]] = line;
  return out;
}

inline double predicted(std::map<string, json>& lines, const string& quantity) {
  REQUIRE_MESSAGE(lines[quantity].contains("predicted"), quantity);
  return lines[quantity]["predicted"];
}

inline void check_exact(std::map<string, json>& lines, const string& quantity, double value) {
  CAPTURE(quantity);
  CHECK(predicted(lines, quantity) == doctest::Approx(value).epsilon(1e-9));
  CHECK(lines[quantity]["simulated"].get<double>() == doctest::Approx(value).epsilon(1e-9));
}

inline bool mentions(const json& line, const string& what) { return line.value("note", "").find(what) != string::npos; }

inline const string exponential =
    R"({"compute": {"per_batch": null, "straggler": {"kind": "exponential", "mean": "10 ms"}},
                               "workers": 8, "stop": {"updates": 40000}})";

}  // namespace cli
