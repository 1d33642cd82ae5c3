// Arrays of objects that describe themselves: Fields::objects.
#include "sim/scenario/reader.hpp"
#include "sim/scenario/schema.hpp"

#include <doctest/doctest.h>

using namespace dawdle;
using nlohmann::json;

namespace {

struct Cable {
  std::string to;
  double bandwidth = 1e9;
  void describe(Fields& fields) {
    fields.text("to", to, "Its other end.");
    fields.bandwidth("bandwidth", bandwidth, {.above = 0}, "Of the cable.");
  }
};

struct Cluster {
  std::vector<Cable> cables;
  void describe(Fields& fields) { fields.objects("cables", cables, "All of them."); }
};

struct Read {
  Cluster cluster;
  std::vector<Problem> problems;
  nlohmann::ordered_json effective;
  explicit Read(const char* text) {
    effective = read_object(
        json::parse(text), "", [this](Fields& f) { cluster.describe(f); }, problems);
  }
};

}  // namespace

TEST_CASE("each object of an array is read, its units and defaults filled in") {
  const Read read(R"({"cables": [{"to": "a", "bandwidth": "8 Gbit/s"}, {"to": "b"}]})");
  CHECK(read.problems.empty());
  REQUIRE(read.cluster.cables.size() == 2);
  CHECK(read.cluster.cables[1].to == "b");
  CHECK(read.effective.dump() ==
        R"({"cables":[{"to":"a","bandwidth":1000000000.0},{"to":"b","bandwidth":1000000000.0}]})");
}

TEST_CASE("a lone object is an array of one, and no array is an empty one") {
  CHECK(Read(R"({"cables": {"to": "a"}})").cluster.cables.size() == 1);
  const Read none("{}");
  CHECK(none.cluster.cables.empty());
  CHECK(none.effective.dump() == R"({"cables":[]})");
}

TEST_CASE("a mistake in an object of an array is reported where it stands") {
  const Read read(R"({"cables": [{"to": "a"}, {"too": "b", "bandwidth": 0}, 7]})");
  REQUIRE(read.problems.size() == 3);
  CHECK(read.problems[0].pointer == "/cables/1/bandwidth");
  CHECK(read.problems[1].pointer == "/cables/1/too");
  CHECK(read.problems[2].pointer == "/cables/2");
}

TEST_CASE("the schema describes the objects of an array once") {
  Cluster cluster;
  const json cables = schema([&](Fields& f) { cluster.describe(f); }, "Cluster")["properties"]["cables"];
  CHECK(cables["default"] == json::array());
  CHECK(cables["oneOf"][1]["type"] == "array");
  CHECK(cables["oneOf"][1]["items"] == cables["oneOf"][0]);
  CHECK(cables["oneOf"][0]["additionalProperties"] == false);
  CHECK(cables["oneOf"][0]["properties"]["to"]["description"] == "Its other end.");
}
