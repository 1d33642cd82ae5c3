// The values of an axis, the formulas of linked values, and tables whose columns differ.
#include "sim/scenario/expression.hpp"
#include "sim/scenario/sweep_values.hpp"
#include "sim/sweep/csv.hpp"

#include <doctest/doctest.h>

using namespace dawdle;
using nlohmann::json;

namespace {

json values(const char* text) {
  std::vector<Problem> problems;
  const json all = sweep_values(json::parse(text), "/axes/0/~1x", problems);
  CHECK(problems.empty() == !all.empty());
  return all;
}

}  // namespace

TEST_CASE("ranges go by step, by factor or by count, and meet their ends") {
  CHECK(values("[4, \"a\", null]") == json::parse("[4, \"a\", null]"));
  CHECK(values(R"({"from": 0, "to": 1, "step": 0.1})") == json::parse("[0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1]"));
  CHECK(values(R"({"from": 5, "to": 1, "step": -2})") == json::parse("[5,3,1]"));
  CHECK(values(R"({"from": 1, "to": 70, "factor": 2})") == json::parse("[1,2,4,8,16,32,64]"));
  CHECK(values(R"({"from": 0, "to": 1, "count": 3})") == json::parse("[0,0.5,1]"));
  CHECK(values(R"({"from": 0.001, "to": 10, "count": 5, "scale": "log"})") == json::parse("[0.001,0.01,0.1,1,10]"));
  CHECK(values(R"({"from": "1 Gbit/s", "to": "4 Gbit/s", "factor": 2})") ==
        json::parse(R"(["1 Gbit/s","2 Gbit/s","4 Gbit/s"])"));
}

TEST_CASE("whole numbers stay integers, so that they can be counts") {
  for (const json& value : values(R"({"from": 1, "to": 64, "count": 7, "scale": "log"})"))
    CHECK(value.is_number_integer());
}

TEST_CASE("a range that does not say how, says it twice, or never ends is refused") {
  for (const char* text : {R"({"from": 1, "to": 2})", R"({"from": 1, "to": 2, "step": 1, "count": 2})",
                           R"({"from": 1, "to": 2, "step": -1})", R"({"from": 1, "to": 2, "step": 0})",
                           R"({"from": 0, "to": 2, "factor": 2})", R"({"from": 1, "to": 2, "factor": 1})",
                           R"({"to": 2, "step": 1})", R"({"from": 1, "to": 2, "stp": 1})", "[]", "3", "\"all\""})
    CHECK(values(text) == json::array());
}

TEST_CASE("an expression knows its variables and notices what is not finite on the way") {
  Expression ratio("1 / (1 / strategy.staleness)");
  CHECK(ratio.variables() == std::vector<std::string>{"strategy.staleness"});
  const double four = 4, zero = 0;
  CHECK(ratio({&four, 1}) == 4);
  CHECK_THROWS_WITH(ratio({&zero, 1}), "a division by zero");
  CHECK(ratio({&four, 1}) == 4);
  CHECK_THROWS_WITH(Expression("sqrt(-1)")({}), "a number that is not finite");
  CHECK_THROWS(Expression("1 / 0")({}));
  CHECK_THROWS_AS(Expression("workers = 4"), std::invalid_argument);
  CHECK_THROWS_AS(Expression("workers *"), std::invalid_argument);
  CHECK(rounded(3 * 0.1) == 0.3);
  CHECK(rounded(123456789012345.0) == 123456789012345.0);
}

TEST_CASE("rows of tables with other columns find their places") {
  CommonColumns columns;
  columns.add("outcome,loss");
  columns.add("outcome,accuracy,loss");
  CHECK(columns.header() == "outcome,loss,accuracy");
  CHECK(rearranged("done,.5,.1", columns.places("outcome,accuracy,loss")) == "done,.1,.5");
  CHECK(rearranged("failed,\"a, \"\"b\"\"\"", columns.places("outcome,reason")) == "failed,,");
  CHECK(csv_cell("a, \"b\"\nc") == "\"a, \"\"b\"\" c\"");
}
