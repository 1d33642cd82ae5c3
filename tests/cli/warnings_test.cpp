// What dawdle says of options that have no effect, of ends that are none, and of files that it would replace.
#include "tests/cli/sweep_files.hpp"

#include <doctest/doctest.h>

using namespace cli;
using std::string;

namespace {

// The end of the scenario of four workers that compute for a second and push 1 MB.
string timed(const string& rest) {
  return R"({"workers": 4, "model": {"kind": "none", "gradient_bytes": 1e6, "parameter_bytes": 1e6},
             "stop": {"updates": 3})" +
         string(rest.find("\"strategy\"") == rest.npos ? R"(, "strategy": "sync_server")" : "") +
         string(rest.find("\"compute\"") == rest.npos ? R"(, "compute": {"per_batch": 1})" : "") + ", " + rest + "}";
}

Ended check(const string& scenario) {
  const Folder folder;
  folder.write("s.json", scenario);
  return dawdle(folder, {"check", "s.json"});
}

bool has(const string& text, const string& part) { return text.find(part) != string::npos; }

}  // namespace

TEST_CASE("options that have no effect beside the others are warnings") {
  const string realistic = R"("network": {"kind": "star", "realism": {"mtu": 1500, "header": 40}})";
  const string softmax = R"({"workers": 2, "data": {"kind": "blobs", "samples": 50, "features": 3, "classes": 2},
      "model": {"kind": "softmax_regression"}, "optimizer": {"kind": "sgd", "learning_rate": 0.1},
      "stop": {"updates": 3}, "strategy": {"kind": "sync_server", "overlap": {"kind": "wait_free"}}})";
  const string fraction = R"("compute": {"per_batch": 1, "straggler": {"kind": "slow_workers", "slowdown": 3,
                                                                       "fraction": )";
  for (const auto& [scenario, said] : {
           std::pair<string, string>{softmax, "/strategy/overlap: warning: the gradient, one layer of 32 bytes"},
           {timed(R"("strategy": {"kind": "sync_allreduce", "algorithm": "closed_form"}, )" + realistic),
            "/strategy/algorithm: warning: the closed form knows latency and bandwidth alone"},
           {timed(fraction + "0.2}}"), "/compute/straggler: warning: of so few workers, the fraction that is slow is"},
           {timed(R"("data": {"kind": "blobs", "samples": 9, "features": 2, "classes": 3})"),
            "/data: warning: without a model nothing is trained"},
           {timed(R"("strategy": "sync_allreduce", "network": {"kind": "star", "sharing": "fifo"})"),
            "/network/sharing: warning: there is no server"},
       }) {
    const Ended ended = check(scenario);
    CAPTURE(ended.err);
    CHECK(ended.code == 0);
    CHECK(has(ended.err, "s.json: " + said));
    CHECK(lines(ended.err).size() == 1);
  }
  for (const string& scenario :
       {timed(fraction + "0.25}}"), timed(realistic), timed(R"("strategy": "sync_allreduce", )" + realistic)})
    CHECK(check(scenario).err == "");
}

TEST_CASE("a trace beside other compute times is a warning") {
  const Folder folder;
  folder.write("t.csv", "worker,step,seconds\n0,0,1\n1,0,1\n2,0,1\n3,0,1\n");
  const string trace = R"({"kind": "trace", "file": "t.csv"})";
  folder.write("alone.json", timed(R"("compute": {"straggler": )" + trace + "}"));
  folder.write("beside.json", timed(R"("compute": {"per_batch": 1, "straggler": )" + trace + "}"));
  CHECK(dawdle(folder, {"check", "alone.json"}).err == "");
  CHECK(has(dawdle(folder, {"check", "beside.json"}).err, "/compute/straggler: warning: a trace says how long"));
}

TEST_CASE("a sweep warns of each of its points, each warning once") {
  const Folder folder;
  folder.write("s.json", R"({"base": )" + timed(R"("network": "instant")") +
                             R"(, "axes": [{"/network": ["instant", {"kind": "star", "sharing": "fifo"}]},
                                           {"/strategy": ["sync_server", "sync_allreduce", "d_psgd"]}]})");
  const Ended ended = dawdle(folder, {"check", "s.json"});
  CHECK(ended.code == 0);
  CHECK(lines(ended.err).size() == 1);
  CHECK(has(ended.err, "/network/sharing: warning: "));
  CHECK(has(ended.err, "point 4"));
}

TEST_CASE("points of a sweep that are one scenario are a warning") {
  const Folder folder;
  const auto warned = [&folder](const string& axis) {
    folder.write("s.json", R"({"base": )" + timed(R"("network": {"kind": "star"})") + R"(, "axes": [)" + axis +
                               R"(], "seeds": 2})");
    return dawdle(folder, {"check", "s.json"}).err;
  };
  CHECK(
      has(warned(R"({"/network/bandwidth": ["1 Gbit/s", 1e9, "125 MB/s"]})"), "warning: the same scenario as point 0"));
  CHECK(warned(R"({"/network/bandwidth": ["1 Gbit/s", 1e9]})") == "");
}

TEST_CASE("a run that ends before its first update says so") {
  const Folder folder;
  folder.write("s.json", timed(R"("network": {"kind": "star", "latency": "100 days"})"));
  const Ended ended = dawdle(folder, {"run", "s.json", "--set", "/stop/time=5", "-o", "o"});
  CHECK(ended.code == 0);
  CHECK(has(ended.err, "s.json: warning: the run ended before its first update"));
}

TEST_CASE("options that only another one gives a meaning are errors without it") {
  const auto said = [](const string& rest, const string& stop = R"({"updates": 3})") {
    return check(R"({"workers": 2, "data": {"kind": "blobs", "samples": 50, "features": 3, "classes": 2},
        "model": {"kind": "softmax_regression"}, "stop": )" +
                 stop + ", " + rest + "}")
        .err;
  };
  const string sgd = R"("optimizer": {"kind": "sgd", "learning_rate": 0.1)";
  CHECK(
      has(said(sgd + R"(, "warmup": {"start": 0.5}}, "strategy": "async")"), "/optimizer/warmup/length: expected how"));
  CHECK(has(said(sgd + R"(, "averaging": {"from": 5}}, "strategy": "async")"),
            "/averaging/from: expected a rule beside"));
  CHECK(has(said(sgd + R"(}, "strategy": {"kind": "dc_asgd", "mean_square_decay": 0.5})"),
            "/strategy/mean_square_decay: expected adaptive compensation beside it"));
  CHECK(has(said(sgd + R"(}, "strategy": {"kind": "adasync", "gradients": 1, "schedule":
                [{"update": 9, "gradients": 2}, {"update": 5, "gradients": 1}]})"),
            "/strategy/schedule: expected stages in the order in which they begin"));
  CHECK(has(said(sgd + R"(}, "strategy": "async", "record": {"target_loss": 0.1})", R"({"updates": 5, "loss": 0.5})"),
            "/record: expected a target_loss that is reached before the run stops at its loss"));
}

TEST_CASE("what a sweep gives each seed does not depend on the seed, and a whole name is that value alone") {
  const Folder folder;
  const string base =
      R"({"base": {"workers": 2, "seed": 1, "data": {"kind": "linear", "samples": 100, "features": 5, "seed": 4},
      "model": "linear_regression", "optimizer": {"kind": "sgd", "learning_rate": 0.01}, "strategy": "async",
      "stop": {"updates": 3}}, )";
  const auto said = [&](const string& rest) {
    folder.write("s.json", base + rest + "}");
    return dawdle(folder, {"check", "s.json"}).err;
  };
  CHECK(has(said(R"("linked": {"/optimizer/learning_rate": "0.01 * seed"}, "seeds": 3)"),
            "/linked/~1optimizer~1learning_rate: expected an expression without the seed"));
  CHECK(has(said(R"("where": "seed != 2", "seeds": 3)"), "/where: expected an expression without the seed"));
  CHECK(said(R"("axes": [{"/seed": [1, 2, 3]}], "where": "seed != 2")") == "");
  CHECK(said(R"("axes": [{"/seed": [1, 2, 3]}], "linked": {"/data/seed": "seed + 1"})") == "");
}

TEST_CASE("all that does not fit is said at once") {
  const Ended ended = check(timed(R"("strategy": {"kind": "k_sync", "gradients": 99},
      "network": {"kind": "star", "bandwidth": [1, 2, 3]}, "compute": {"per_batch": 1, "speed": [1, 2]})"));
  CHECK(ended.code == 2);
  REQUIRE(lines(ended.err).size() == 3);
  for (std::size_t i = 0; const char* pointer : {"/strategy: ", "/network: ", "/compute/speed: "})
    CHECK(lines(ended.err)[i++].starts_with(string("s.json: ") + pointer));
}

TEST_CASE("traffic of others that the network cannot carry is refused") {
  const auto network = [](const char* bytes) {
    return timed(
        R"("network": {"kind": "star", "bandwidth": 1e6, "background": [{"from": 0, "to": 1, "every": 1, "bytes": )" +
        string(bytes) + "}]}");
  };
  CHECK(check(network("0.9e6")).code == 0);
  CHECK(has(check(network("1e6")).err, "/network: expected background traffic of less than the 1e+06 bytes/s"));
}

TEST_CASE("results do not take the place of the file that says what to run") {
  const Folder folder;
  std::filesystem::create_directories(folder.path() / "own");
  folder.write("own/scenario.json", small_scenario());
  const Ended run = dawdle(folder, {"run", "own/scenario.json", "-o", "own"});
  CHECK(run.code == 2);
  CHECK(has(run.err, "own/scenario.json: would be replaced by its effective form; choose another folder"));
  CHECK(folder.read("own/scenario.json") == small_scenario());
  REQUIRE(dawdle(folder, {"run", "own/scenario.json", "-o", "other"}).code == 0);
  const string curve = folder.read("other/curve.csv");
  CHECK(dawdle(folder, {"run", "other/scenario.json", "-o", "other"}).code == 0);
  CHECK(folder.read("other/curve.csv") == curve);

  folder.write("own/sweep.json", small_sweep());
  const Ended sweep = dawdle(folder, {"sweep", "own/sweep.json", "-o", "own"});
  CHECK(sweep.code == 2);
  CHECK(has(sweep.err, "own/sweep.json: would be replaced"));
  CHECK(folder.read("own/sweep.json") == small_sweep());
  CHECK_FALSE(folder.has("own/plan.csv"));

  REQUIRE(dawdle(folder, {"sweep", "own/sweep.json", "-o", "one"}).code == 0);
  folder.write("less.json", small_sweep(R"(, "where": "workers > 1")"));
  REQUIRE(dawdle(folder, {"sweep", "less.json", "-o", "two"}).code == 0);
  const string before = tables(folder, "two");
  const Ended merge = dawdle(folder, {"merge", "one", "-o", "two"});
  CHECK(merge.code == 2);
  CHECK(has(merge.err, "two: has another sweep's results"));
  CHECK(tables(folder, "two") == before);
}

TEST_CASE("a sweep's seeds count from the base's, however that is written") {
  const Folder folder;
  folder.write("s.json", R"({"base": )" + small_scenario(R"(, "seed": 7.0)") + R"(, "seeds": 2})");
  REQUIRE(dawdle(folder, {"sweep", "s.json", "-o", "o"}).code == 0);
  const string plan = folder.read("o/plan.csv");
  CHECK(has(plan, ",0,7\n"));
  CHECK(has(plan, ",0,8\n"));
  folder.write("far.json", R"({"base": )" + small_scenario(R"(, "seed": 9223372036854775806)") + R"(, "seeds": 3})");
  CHECK(
      has(dawdle(folder, {"check", "far.json"}).err, "/seeds: expected seeds from the base's on that are below 2^63"));
}
