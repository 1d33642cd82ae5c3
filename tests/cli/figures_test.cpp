// What dawdle says when figures cannot be drawn, and the exact curves it prints for them.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace cli;
using std::string;

namespace {

// Eight exponential workers on a quadratic; a = eta sigma = .1.
string quadratic(const string& strategy) {
  return R"({"workers": 8, "model": {"kind": "quadratic", "noise": 1}, "optimizer": {"kind": "sgd", "learning_rate": 0.1, "batch": 1},
    "compute": {"per_batch": 0, "straggler": {"kind": "exponential", "mean": 1}}, "network": {"kind": "instant"},
    "stop": {"time": 40}, "strategy": )" +
         strategy + "}";
}

Ended theory(const string& scenario) {
  const Folder folder;
  folder.write("s.json", scenario);
  Ended ended = dawdle(folder, {"theory", "s.json"});
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  return ended;
}

bool has(const string& text, const string& part) { return text.find(part) != string::npos; }

}  // namespace

TEST_CASE("an interpreter without matplotlib is one line that says what to do") {
  const Folder folder;
  const Ended ended = shell(folder, "DAWDLE_PYTHON=false $DAWDLE plot .");
  CHECK(ended.code == 1);
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
  CHECK(has(ended.err, "DAWDLE_PYTHON=false cannot import matplotlib; install the package python3-matplotlib"));
}

TEST_CASE("theory prints the law of staleness and the expected loss of asynchronous workers") {
  const string out = theory(quadratic(R"("async")")).out;
  CHECK(out.starts_with("curve,x,y\nstaleness,0,0.125\nstaleness,1,0.109375\n"));
  CHECK(has(out, "\nmean_staleness,0,7\n"));
  CHECK(has(out, "\ntrain_loss,40,0.04455445"));  // half of E x^2 = .08910891
}

TEST_CASE("theory of a sweep has a row's point in front, of the points and curves that were asked for") {
  const Folder folder;
  folder.write("s.json", R"({"base": )" + quadratic(R"("async")") +
                             R"(, "axes": [{"/workers": [2, 4]}, {"/strategy": ["async", "hogwild"]}]})");
  const Ended ended = dawdle(folder, {"theory", "s.json", "--points", "0,2", "--only", "update_s"});
  CHECK(ended.code == 0);
  CHECK(ended.out == "point,curve,x,y\n0,update_s,0,0.5\n2,update_s,0,0.25\n");
  const Ended beyond = dawdle(folder, {"theory", "s.json", "--points", "4"});
  CHECK(beyond.code == 2);
  CHECK(has(beyond.err, "s.json: expected points below 4, got 4"));
  CHECK(dawdle(folder, {"theory", "s.json", "--only", "loss"}).code == 2);
}

TEST_CASE("a sweep leaves itself in its folder, base inside, and a merge takes it along") {
  const Folder folder;
  folder.write("base.json", small_scenario());
  folder.write("s.json", R"({"base": "base.json", "axes": [{"/workers": [1, 2]}]})");
  REQUIRE(dawdle(folder, {"sweep", "s.json", "-o", "one"}).code == 0);
  for (const string shard : {"1/2", "2/2"})
    REQUIRE(dawdle(folder, {"sweep", "s.json", "-o", "part" + shard.substr(0, 1), "--shard", shard}).code == 0);
  REQUIRE(dawdle(folder, {"merge", "part1", "part2", "-o", "all"}).code == 0);
  CHECK(folder.read("all/sweep.json") == folder.read("one/sweep.json"));
  std::filesystem::remove(folder.path() / "base.json");
  const Ended again = dawdle(folder, {"sweep", "one/sweep.json", "-o", "two"});
  CHECK(again.code == 0);
  CHECK(folder.read("two/runs.csv") == folder.read("one/runs.csv"));
}

TEST_CASE("theory is silent where its assumptions fail, and says which") {
  const Ended local = theory(quadratic(R"({"kind": "local_sgd"})"));
  CHECK(local.out.starts_with("curve,x,y\nupdate_s,0,1."));
  CHECK(has(local.err, "train_loss: exact where workers begin anew at every update\n"));
  CHECK(has(theory(quadratic(R"({"kind": "slowmo"})")).err,
            "train_loss: exact for updates that are the mean of the first K gradients alone\n"));
  const Ended batch = theory(quadratic(R"({"kind": "k_batch_async", "gradients": 3})"));
  CHECK(has(batch.out, "mean_staleness,0,2.33333"));
  CHECK_FALSE(has(batch.out, "\nstaleness,"));
  string models = quadratic(R"({"kind": "local_sgd", "period": 1})");
  models.replace(models.find("instant\""), 8, "star\", \"latency\": 0");
  models.replace(models.find("\"noise\": 1"), 10, R"("noise": 1, "gradient_bytes": 0, "parameter_bytes": 1e9)");
  CHECK_FALSE(has(theory(models).out, "train_loss"));
  string slow = quadratic(R"("async")");
  slow.replace(slow.find("instant"), 7, "star");
  CHECK_FALSE(has(theory(slow).out, "train_loss"));
}
