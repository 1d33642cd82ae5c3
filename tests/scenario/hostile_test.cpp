// Scenarios with one value missing, or of another kind than expected, wherever it stands: a sentence about it, or a
// scenario, and nothing else.
#include "sim/scenario/scenario.hpp"
#include "tests/scenario/golden_scenarios.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

void each_pointer(const json& value, const json::json_pointer& at, std::vector<json::json_pointer>& out) {
  if (!at.empty())
    out.push_back(at);
  if (value.is_object())
    for (const auto& [key, member] : value.items()) each_pointer(member, at / key, out);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) each_pointer(value[i], at / i, out);
}

void read(const json& scenario, const std::filesystem::path& file) {
  const std::string text = scenario.dump();
  CAPTURE(text);
  std::vector<std::string> problems;
  const auto read = dawdle::parse_scenario(text, file, {}, problems);
  CHECK((read != nullptr) == problems.empty());
}

}  // namespace

TEST_CASE("whatever stands in the place of a value, or nothing, is read or complained of") {
  const json others =
      json::parse(R"([null, true, -1, 1e300, "nope", "", [], [[]], {}, {"kind": 3}, {"kind": "nope"}])");
  for (const std::string& name : golden::names(false)) {
    const json scenario = json::parse(golden::text_of(golden::path(name)));
    std::vector<json::json_pointer> pointers;
    each_pointer(scenario, json::json_pointer(), pointers);
    for (const json::json_pointer& at : pointers) {
      json changed = scenario;
      json& parent = changed[at.parent_pointer()];
      if (parent.is_object())
        parent.erase(at.back());
      else
        parent.erase(static_cast<std::size_t>(std::stoul(at.back())));
      read(changed, golden::path(name));
      for (const json& other : others) {
        changed = scenario;
        changed[at] = other;
        read(changed, golden::path(name));
      }
    }
  }
}
