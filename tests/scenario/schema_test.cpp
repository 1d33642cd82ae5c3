#include "sim/scenario/schema.hpp"

#include "tests/scenario/sample.hpp"

#include <doctest/doctest.h>

using nlohmann::json;

namespace {

json sample_schema() {
  sample::Job job;
  return dawdle::schema([&job](dawdle::Fields& fields) { job.describe(fields); }, "Sample");
}

}  // namespace

TEST_CASE("the schema of an object closes it and lists what is required") {
  const json schema = sample_schema();
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  CHECK(schema["title"] == "Sample");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["required"] == json::array({"workers"}));
  CHECK(schema["properties"].size() == 17);  // 16 of the sample, and "$schema"
}

TEST_CASE("each field has its type, its range, its default and its sentence") {
  const json properties = sample_schema()["properties"];
  CHECK(properties["workers"] ==
        json::parse(R"({"type": "integer", "minimum": 1.0, "description": "How many workers."})"));
  CHECK(properties["rate"] == json::parse(R"({"type": "number", "exclusiveMinimum": 0.0, "maximum": 1.0,
                                              "description": "Learning rate.", "default": 0.2})"));
  CHECK(properties["reduce"] == json::parse(R"({"enum": ["mean", "sum"], "default": "mean",
                                                "description": "What becomes of the gradients."})"));
  CHECK(properties["duplex"]["type"] == "boolean");
  CHECK(properties["latency"]["oneOf"][0] == json::parse(R"({"type": "number", "minimum": 0.0})"));
  CHECK(properties["latency"]["oneOf"][1]["type"] == "string");
  CHECK(properties["milestones"]["oneOf"][1]["items"]["type"] == "integer");
  CHECK(properties["stop"]["additionalProperties"] == false);
  CHECK_FALSE(properties["updates"].contains("default"));
}

TEST_CASE("a family of kinds is defined once, though it contains itself, and tells its kinds apart") {
  const json schema = sample_schema();
  const json reference{{"$ref", "#/definitions/law"}};
  CHECK(schema["definitions"].size() == 1);
  CHECK(schema["properties"]["law"]["allOf"][0] == reference);
  CHECK(schema["properties"]["law"]["default"] == json{{"kind", "constant"}});
  CHECK(schema["properties"]["more"]["oneOf"][0] == reference);

  CHECK(schema["definitions"]["law"]["oneOf"][0]["enum"] == json::array({"constant", "mixture"}));
  const json law = schema["definitions"]["law"]["oneOf"][1];
  CHECK(law["properties"]["kind"]["enum"] == json::array({"constant", "pareto", "mixture"}));
  CHECK(law["properties"]["kind"]["enumDescriptions"][1] == "a heavy tail");
  const json pareto = law["allOf"][1];
  CHECK(pareto["if"]["properties"]["kind"]["const"] == "pareto");
  CHECK(pareto["then"]["required"] == json::array({"kind", "scale"}));
  CHECK(pareto["then"]["additionalProperties"] == false);
  CHECK(law["allOf"][2]["then"]["properties"]["of"]["oneOf"][1]["items"] == reference);
}
