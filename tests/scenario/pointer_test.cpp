#include "sim/scenario/pointer.hpp"

#include <doctest/doctest.h>

using namespace dawdle;
using nlohmann::json;

namespace {

json after(json document, std::string_view pointer, std::string_view text) {
  std::vector<Problem> problems;
  CHECK(set_pointer_text(document, pointer, text, problems));
  CHECK(problems.empty());
  return document;
}

}  // namespace

TEST_CASE("a value is set as JSON where it is JSON, else as a string") {
  CHECK(after(json::object(), "/a", "3").dump() == R"({"a":3})");
  CHECK(after(json::object(), "/a", "[1, 2]").dump() == R"({"a":[1,2]})");
  CHECK(after(json::object(), "/a", "20 us").dump() == R"({"a":"20 us"})");
  CHECK(after(json::object(), "/a", "").dump() == R"({"a":""})");
  CHECK(after(json::object(), "/a", "1e999").dump() == R"({"a":"1e999"})");
}

TEST_CASE("the objects on the way are created, elements of arrays replaced, escapes undone") {
  const json document = json::parse(R"({"a": {"b": 1, "c": [1, {"d": 2}]}})");
  CHECK(after(document, "/a/b", "5")["a"]["b"] == 5);
  CHECK(after(document, "/a/c/1/d", "5")["a"]["c"][1]["d"] == 5);
  CHECK(after(document, "/x/y/z", "5")["x"]["y"]["z"] == 5);
  CHECK(after(document, "/x~1y~0z", "5")["x/y~z"] == 5);
}

TEST_CASE("a pointer that leads nowhere is an error and changes nothing") {
  const json document = json::parse(R"({"kind": "star", "list": [1]})");
  const std::pair<const char*, const char*> cases[] = {
      {"/kind/x/y", R"(f.json: /kind: expected an object or array with member "x", got the string "star")"},
      {"/list/1", R"(f.json: /list: expected an object or array with member "1", got an array of 1)"},
      {"/list/-1", R"(f.json: /list: expected an object or array with member "-1", got an array of 1)"},
      {"kind", R"(f.json: expected a JSON Pointer such as /strategy/staleness, got "kind")"},
      {"", R"(f.json: expected a JSON Pointer such as /strategy/staleness, got "")"},
      {"/a~2", R"(f.json: expected a JSON Pointer such as /strategy/staleness, got "/a~2")"},
      {"/a~", R"(f.json: expected a JSON Pointer such as /strategy/staleness, got "/a~")"},
  };
  for (const auto& [pointer, line] : cases) {
    json changed = document;
    std::vector<Problem> problems;
    CHECK_FALSE(set_pointer_text(changed, pointer, "1", problems));
    REQUIRE(problems.size() == 1);
    CHECK(message("f.json", problems[0]) == line);
    CHECK(changed == document);
  }
}
