// What a sweep leaves, and that it is the same however it was run.
#include "tests/cli/sweep_files.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace cli;
using std::string;

namespace {

Ended sweep(const Folder& folder, const string& output, std::vector<string> more = {}) {
  std::vector<string> words = {"sweep", "sweep.json", "-o", output};
  words.insert(words.end(), more.begin(), more.end());
  Ended ended = dawdle(folder, words);
  CAPTURE(ended.err);
  CHECK(ended.code == 0);
  return ended;
}

// The cells of a table's row, by column.
std::map<string, string> row_of(const string& table, std::size_t row) {
  const auto rows = lines(table);
  std::map<string, string> cells;
  std::istringstream header(rows.at(0)), values(rows.at(row + 1));
  for (string name, value; std::getline(header, name, ','); cells[name] = value)
    if (!std::getline(values, value, ','))
      value.clear();
  return cells;
}

}  // namespace

TEST_CASE("a sweep leaves a row a run, a row a point, and the curves") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  sweep(folder, "o");
  const string runs = folder.read("o/runs.csv"), summary = folder.read("o/summary.csv");
  CHECK(lines(runs).size() == 1 + 18);
  CHECK(lines(summary).size() == 1 + 6);
  CHECK(lines(folder.read("o/curves.csv"))[0].starts_with("run,point,seed,time_s,updates,"));
  auto run = row_of(runs, 17);
  CHECK(run["/workers"] == "4");
  CHECK(run["/optimizer/batch"] == "64");
  CHECK(run["seed"] == "3");
  CHECK(run["outcome"] == "done");
  CHECK(run["updates"] == "100");
}

TEST_CASE("a run of a sweep has the numbers of the same scenario run alone") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  folder.write("s.json", small_scenario(R"(, "record": {"target_loss": 1})"));
  sweep(folder, "o");
  REQUIRE(
      dawdle(folder, {"run", "s.json", "-o", "r", "--seed", "2", "--set", "/workers=2", "--set", "/optimizer/batch=64"})
          .code == 0);
  string curve;
  for (const string& line : lines(folder.read("o/curves.csv")))
    if (line.starts_with("10,3,2,"))
      curve += line.substr(string("10,3,2,").size()) + "\n";
  const string alone = folder.read("r/curve.csv");
  CHECK(curve == alone.substr(alone.find('\n') + 1));
}

TEST_CASE("serial, two threads, three threads and merged shards give the same bytes") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  sweep(folder, "serial", {"-j", "1"});
  const string expected = tables(folder, "serial");
  for (const string threads : {"2", "3"}) {
    sweep(folder, "t" + threads, {"-j", threads});
    CHECK(tables(folder, "t" + threads) == expected);
  }
  for (const string shard : {"1", "2", "3"}) sweep(folder, "shard" + shard, {"--shard", shard + "/3"});
  CHECK_FALSE(folder.has("shard3/summary.csv"));
  CHECK(dawdle(folder, {"merge", "shard1", "shard2", "-o", "m"}).code == 1);
  CHECK_FALSE(folder.has("m/summary.csv"));
  CHECK(dawdle(folder, {"merge", "shard1", "shard2", "shard3", "-o", "m"}).code == 0);
  CHECK(tables(folder, "m") == expected);
}

TEST_CASE("shards that share a folder leave the tables when the last is done") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  sweep(folder, "serial", {"-j", "1"});
  sweep(folder, "o", {"--shard", "2/2"});
  CHECK_FALSE(folder.has("o/summary.csv"));
  sweep(folder, "o", {"--shard", "1/2"});
  CHECK(tables(folder, "o") == tables(folder, "serial"));
}

TEST_CASE("merge refuses shards of another sweep and folders without one") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  sweep(folder, "a", {"--shard", "1/2"});
  folder.write("sweep.json", small_sweep(R"(, "where": "workers > 1")"));
  sweep(folder, "b", {"--shard", "2/2"});
  CHECK(dawdle(folder, {"merge", "a", "b"}).code == 2);
  CHECK(dawdle(folder, {"merge", "nothing"}).code == 2);
  const string plan = folder.read("a/plan.csv");
  for (const string row : {"\n", "key\n", "key,one,1,1,1\n", "key,1,1\n"}) {
    folder.write("a/plan.csv", plan + row);
    const Ended ended = dawdle(folder, {"merge", "a"});
    CHECK(ended.code == 2);
    CHECK(ended.err.find("expected rows of ") != string::npos);
  }
}

TEST_CASE("a changed sweep computes only what changed") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  sweep(folder, "o");
  const auto groups = [&folder] {
    return std::distance(std::filesystem::directory_iterator(folder.path() / "o/runs"), {});
  };
  const auto before = groups();
  folder.write("sweep.json", small_sweep(R"(, "where": "workers < 4")"));
  sweep(folder, "o");
  CHECK(groups() == before);
  CHECK(lines(folder.read("o/runs.csv")).size() == 1 + 12);
  folder.write("sweep.json", small_sweep(R"(, "linked": {"/optimizer/learning_rate": "0.1 / workers"})"));
  sweep(folder, "o");
  CHECK(groups() == before + 1);
}

TEST_CASE("a data file that changed is another run") {
  const Folder folder;
  const string table = "1,2,0\n2,3,1\n3,5,0\n4,4,1\n";
  folder.write("data.csv", table);
  folder.write("sweep.json", R"({"base": {"workers": 1, "data": {"kind": "csv", "file": "data.csv"},
    "model": "softmax_regression", "optimizer": {"kind": "sgd", "learning_rate": 0.01}, "compute": {"per_batch": 1},
    "strategy": "async", "network": "instant", "stop": {"updates": 10}}})");
  sweep(folder, "o");
  const string before = tables(folder, "o");
  folder.write("data.csv", table + "5,1,1\n");
  sweep(folder, "o");
  CHECK(tables(folder, "o") != before);
}

TEST_CASE("linked values, conditions, pairs and points give the points that the file says, in its order") {
  const Folder folder;
  folder.write("sweep.json", R"({"base": )" + small_scenario() + R"(,
    "axes": [[{"/strategy": "async"}, {"/strategy": {"kind": "ssp", "staleness": 2}}],
             {"/workers": {"from": 1, "to": 8, "factor": 2}},
             {"/compute/per_batch": {"from": "1 ms", "to": "100 ms", "count": 3, "scale": "log"}, "/name": ["a", "b", "c"]}],
    "linked": {"/optimizer/batch": "2 * learning_rate", "/optimizer/learning_rate": "3 * workers"},
    "where": ["workers > 2", "per_batch < 0.05"]})");
  const Ended ended = dawdle(folder, {"sweep", "sweep.json", "-o", "o", "--dry-run"});
  REQUIRE(ended.code == 0);
  CHECK_FALSE(folder.has("o"));
  const auto rows = lines(ended.out);
  REQUIRE(rows.size() == 1 + 8 + 2);
  CHECK(rows[0] == "point,/strategy,/workers,/compute/per_batch,/name,/optimizer/learning_rate,/optimizer/batch");
  CHECK(rows[1] == "0,async,4,0.001,a,12,24");
  CHECK(rows[4] == "3,async,8,0.01,b,24,48");
  CHECK(rows[8] == R"(7,"{""kind"":""ssp"",""staleness"":2}",8,0.01,b,24,48)");
  CHECK(rows[9] == "sweep           8 points x 1 seeds = 8 runs, 16 points left out by conditions");
  CHECK(rows[10].starts_with("estimate        about "));
}

TEST_CASE("a run that diverges or fails is a row with its reason, and the rest goes on") {
  const Folder folder;
  folder.write("sweep.json", R"({"base": )" + small_scenario() + R"(, "axes": [
    [{"/stop": {"updates": 50}}, {"/optimizer/learning_rate": 1e9},
     {"/compute/per_batch": 0, "/stop": {"time": 1}}]]})");
  const Ended ended = dawdle(folder, {"sweep", "sweep.json", "-o", "o"});
  CHECK(ended.code == 3);
  const string runs = folder.read("o/runs.csv");
  CHECK(row_of(runs, 0)["outcome"] == "done");
  CHECK(row_of(runs, 1)["outcome"] == "diverged");
  CHECK(lines(runs)[3].find("failed,") != string::npos);
  CHECK(lines(runs)[3].find("time stands still") != string::npos);
  CHECK(ended.out.find("failed          1, see the reasons in runs.csv") != string::npos);
}

TEST_CASE("a target that was not reached is censored, and the statistics say so") {
  const Folder folder;
  folder.write("sweep.json", R"({"base": )" + small_scenario(R"(, "record": {"target_loss": 1})") +
                                 R"(, "axes": [{"/stop/updates": [4, 200]}], "seeds": 4})");
  sweep(folder, "o");
  const string summary = folder.read("o/summary.csv");
  auto hopeless = row_of(summary, 0), reached = row_of(summary, 1);
  CHECK(hopeless["time_to_loss_target_s_censored"] == "4");
  CHECK(hopeless["time_to_loss_target_s_median"] == "");
  CHECK(std::stod(hopeless["time_to_loss_target_s_mean"]) == doctest::Approx(std::stod(hopeless["time_s_mean"])));
  CHECK(reached["time_to_loss_target_s_censored"] == "0");
  CHECK(std::stod(reached["time_to_loss_target_s_median"]) > 0);
}

TEST_CASE("compressed curves are the same curves") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  sweep(folder, "o");
  const string curves = folder.read("o/curves.csv");
  sweep(folder, "o", {"--compress"});
  CHECK_FALSE(folder.has("o/curves.csv"));
  CHECK(shell(folder, "gzip -dc o/curves.csv.gz").out == curves);
}
