// What a run leaves behind: the files, their columns, the same bytes on any number of threads.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

using namespace cli;
using nlohmann::json;
using std::string;

namespace {

std::vector<string> cells(const string& line) {
  std::vector<string> out(1);
  for (char c : line) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

std::map<string, string> contents(const std::filesystem::path& folder) {
  std::map<string, string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    all[entry.path().filename().string()] = slurp(entry.path());
  return all;
}

constexpr const char* learning = R"({
  "workers": 5, "seed": 3,
  "data": {"kind": "digits", "samples": 400}, "model": {"kind": "softmax_regression"},
  "optimizer": {"kind": "sgd", "learning_rate": 0.1, "batch": 8},
  "strategy": "ssp", "compute": {"per_sample": "100 us", "straggler": {"kind": "exponential", "mean": "1 ms"}},
  "network": {"kind": "star", "bandwidth": "1 Gbit/s"}, "stop": {"updates": 120}})";

}  // namespace

TEST_CASE("a run leaves five files, whose columns name their units, and a summary on standard output") {
  const Folder folder;
  folder.write("s.json", learning);
  const Ended ended = dawdle(folder, {"run", "s.json"});
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  CHECK(ended.err == "");
  CHECK(ended.out.find("outcome         done\n") != string::npos);
  CHECK(ended.out.ends_with("results         results/s\n"));
  CHECK(contents(folder.path() / "results/s").size() == 5);
  CHECK(lines(folder.read("results/s/curve.csv"))[0] ==
        "time_s,updates,samples,epochs,sent_bytes,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy");
  CHECK(lines(folder.read("results/s/staleness.csv"))[0] == "staleness,count");

  const json summary = json::parse(folder.read("results/s/summary.json"));
  CHECK(summary["outcome"] == "done");
  CHECK(summary["updates"] == 120);
  CHECK(summary["samples"] == 960);
  for (const char* key : {"dawdle", "git", "compiler", "host", "seed", "precision", "scenario_hash"})
    CHECK(summary["provenance"].contains(key));
  double shares = 0;
  for (const auto& share : summary["shares_of_time"]) shares += share.get<double>();
  CHECK(shares == doctest::Approx(1));
}

TEST_CASE("the seconds of each worker add up to the run's, and updates to the total") {
  const Folder folder;
  folder.write("s.json", learning);
  REQUIRE(dawdle(folder, {"run", "s.json", "-o", "o"}).code == 0);
  const auto rows = lines(folder.read("o/workers.csv"));
  REQUIRE(rows.size() == 6);
  CHECK(rows[0] ==
        "worker,compute_s,wait_s,transfer_s,server_s,down_s,total_s,sent_bytes,received_bytes,updates,samples,"
        "dropped_gradients,cancelled_gradients,mean_staleness_updates,max_staleness_updates");
  int updates = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto row = cells(rows[i]);
    double sum = 0;
    for (std::size_t column = 1; column <= 5; ++column) sum += std::stod(row[column]);
    CHECK(sum == doctest::Approx(std::stod(row[6])).epsilon(1e-12));
    updates += std::stoi(row[9]);
  }
  CHECK(updates == 120);
}

TEST_CASE("the effective scenario, run again, gives the same bytes") {
  const Folder folder;
  folder.write("s.json", learning);
  REQUIRE(dawdle(folder, {"run", "s.json", "-o", "a"}).code == 0);
  REQUIRE(dawdle(folder, {"run", "a/scenario.json", "-o", "b"}).code == 0);
  CHECK(contents(folder.path() / "a") == contents(folder.path() / "b"));
}

TEST_CASE("one, two and five threads write the same bytes, for every strategy") {
  const Folder folder;
  folder.write("s.json", learning);
  for (const string strategy : {"ssp", "async", "sync_server", "sync_allreduce"}) {
    std::map<string, string> first;
    for (const string threads : {"1", "2", "5"}) {
      const Ended ended =
          dawdle(folder, {"run", "s.json", "--set", "/strategy=" + strategy, "-j", threads, "-o", strategy + threads});
      REQUIRE_MESSAGE(ended.code == 0, ended.err);
      if (first.empty())
        first = contents(folder.path() / (strategy + threads));
      CAPTURE(strategy);
      CHECK(contents(folder.path() / (strategy + threads)) == first);
    }
  }
}

TEST_CASE("--set and --seed change the run, and the effective scenario says so") {
  const Folder folder;
  folder.write("s.json", small_scenario());
  REQUIRE(dawdle(folder, {"run", "s.json", "-o", "a"}).code == 0);
  REQUIRE(dawdle(folder,
                 {"run", "s.json", "-o", "b", "--seed", "9", "--set", "/workers=3", "--set", "/compute/per_batch=2 ms"})
              .code == 0);
  const json effective = json::parse(folder.read("b/scenario.json"));
  CHECK(effective["seed"] == 9);
  CHECK(effective["workers"] == 3);
  CHECK(effective["compute"]["per_batch"] == json::array({0.002}));
  CHECK(folder.read("a/curve.csv") != folder.read("b/curve.csv"));
}

TEST_CASE("the scenario of the design page runs") {
  const Folder folder;
  const Ended ended = dawdle(folder, {"run", DAWDLE_SOURCE_DIR "/scenarios/ssp-behind-a-slow-switch.json", "-o", "o"});
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  CHECK(ended.out.find("reached at") != string::npos);
}

TEST_CASE("progress is shown on a terminal only") {
  const Folder folder;
  folder.write("s.json", small_scenario(R"(, "stop": {"time": "1e6 s"}, "record": {"evaluate_every": {"time": 1}})"));
  const string run = "timeout --foreground -s INT 1 $DAWDLE run s.json -o o";
  CHECK(shell(folder, run).err == "");
  if (shell(folder, "command -v script").code != 0)
    return skip("no script(1) to make a terminal");
  CHECK(shell(folder, "script -qec \"" + run + "\" /dev/null").out.find(" simulated s, ") != string::npos);
}

TEST_CASE("a run says which share of its CPU time evaluations took") {
  const Folder folder;
  folder.write("s.json", learning);
  const auto share = [&](const string& every, const string& batch) {
    const Ended ended = dawdle(folder, {"run", "s.json", "--set", "/record/evaluate_every/updates=" + every, "--set",
                                        "/optimizer/batch=" + batch});
    REQUIRE_MESSAGE(ended.code == 0, ended.err);
    const std::size_t line = ended.out.find("CPU time");
    REQUIRE(line != string::npos);
    return std::atof(ended.out.c_str() + ended.out.find(" s, ", line) + 4);
  };
  const double mostly = share("1", "1"), hardly = share("1000", "400");
  CHECK(mostly > 50);
  CHECK(hardly < 20);
  CHECK(hardly > 0);
}
