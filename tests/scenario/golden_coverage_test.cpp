// What the golden scenarios cover, held against the schema, which knows everything that can be configured.
#include "sim/scenario/scenario.hpp"
#include "tests/scenario/golden_scenarios.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace {

using nlohmann::json;
using Names = std::set<std::string>;

// "strategy = ssp" for a kind; "strategy/staleness" or "stop/time" for an option.
struct Inventory {
  Names kinds, options;
};

const json& schema() {
  static const json parsed = json::parse(dawdle::scenario_schema());
  return parsed;
}

// The family that a property's value, or each element of it, belongs to; empty: none.
std::string family_of(const json& property) {
  for (const char* word : {"allOf", "oneOf"})
    if (property.contains(word) && property[word][0].contains("$ref"))
      return property[word][0]["$ref"].get<std::string>().substr(std::string_view("#/definitions/").size());
  return "";
}

// The schema of the objects of a family; its alternative is a bare name.
const json& objects_of(const std::string& family) { return schema()["definitions"][family]["oneOf"][1]; }

// The schema of a kind's options.
const json& options_of(const std::string& family, const json& kind) {
  for (const json& branch : objects_of(family)["allOf"])
    if (branch["if"]["properties"]["kind"]["const"] == kind)
      return branch["then"]["properties"];
  throw std::invalid_argument("no " + kind.dump() + " in " + family);
}

void list_options(const json& properties, const std::string& prefix, Names& out) {
  for (const auto& [key, property] : properties.items())
    if (property.contains("properties"))
      list_options(property["properties"], prefix + key + "/", out);
    else if (key != "kind" && key != "$schema")
      out.insert(prefix + key);
}

// Everything there is.
Inventory everything() {
  Inventory out;
  list_options(schema()["properties"], "", out.options);
  for (const auto& [family, definition] : schema()["definitions"].items())
    for (const json& kind : objects_of(family)["properties"]["kind"]["enum"]) {
      out.kinds.insert(family + " = " + kind.get<std::string>());
      list_options(options_of(family, kind), family + "/", out.options);
    }
  return out;
}

// What an object of a scenario names, apart from options with their default.
void collect(const json& object, const json& properties, const std::string& prefix, Inventory& out) {
  for (const auto& [key, value] : object.items()) {
    if (key == "kind" || key == "$schema")
      continue;
    const json& property = properties[key];
    if (property.contains("properties")) {
      collect(value, property["properties"], prefix + key + "/", out);
      continue;
    }
    if (value != property.value("default", json()))
      out.options.insert(prefix + key);
    const std::string family = family_of(property);
    if (family.empty())
      continue;
    for (const json& element : value.is_array() ? value : json::array({value})) {
      out.kinds.insert(family + " = " + element["kind"].get<std::string>());
      collect(element, options_of(family, element["kind"]), family + "/", out);
    }
  }
}

// As far as the effective scenarios say.
Inventory covered() {
  Inventory out;
  for (const std::string& name : golden::names(false)) {
    std::vector<std::string> problems;
    const auto scenario = dawdle::read_scenario(golden::path(name), {}, problems);
    if (scenario)  // golden_test.cpp tells of those that cannot be read
      collect(json::parse(scenario->effective), schema()["properties"], "", out);
  }
  return out;
}

std::string missing(const Names& wanted, const Names& found) {
  std::vector<std::string> out;
  std::set_difference(wanted.begin(), wanted.end(), found.begin(), found.end(), std::back_inserter(out));
  return fmt::format("{}", fmt::join(out, "\n"));
}

}  // namespace

TEST_CASE("golden scenarios use every kind of every registry") {
  CHECK(missing(everything().kinds, covered().kinds) == "");
}

TEST_CASE("golden scenarios set every option to something else than its default") {
  CHECK(missing(everything().options, covered().options) == "");
}
