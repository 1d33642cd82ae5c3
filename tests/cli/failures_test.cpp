// When things go wrong outside the scenario: disks, signals, closed streams, too little memory, time that stands still.
#include "tests/cli/command.hpp"
#include "tests/cli/tiny_disk.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

using namespace cli;
using nlohmann::json;
using std::string;

namespace {

bool contains(const string& text, std::string_view part) { return text.find(part) != string::npos; }

// Runs for minutes unless it is stopped.
const string endless = small_scenario(R"(, "stop": {"time": "1e6 s"}, "record": {"evaluate_every": {"time": 1}})");

}  // namespace

TEST_CASE("an output folder that cannot be written is found before the run, with code 2") {
  const Folder folder;
  folder.write("s.json", endless);
  folder.write("file", "");
  for (const string output : {"file/o", "/proc/o", "/dev/null"}) {
    const Ended ended = dawdle(folder, {"run", "s.json", "-o", output});
    CAPTURE(ended.err);
    CHECK(ended.code == 2);
    CHECK(ended.out == "");
    CHECK(ended.err.starts_with("dawdle: " + output));
    CHECK(lines(ended.err).size() == 1);
  }
}

TEST_CASE("a disk that fills is an error that names the file; nothing is left that looks whole") {
  const Folder folder;
  const TinyDisk disk(folder);
  if (!disk.mounted())
    return skip("only root can mount a small file system");
  folder.write("s.json",
               small_scenario(R"(, "record": {"evaluate_every": {"updates": 1}}, "stop": {"updates": 2000})"));
  const Ended ended = dawdle(folder, {"run", "s.json", "-o", "disk/o"});
  CHECK(ended.code == 1);
  CHECK(ended.out == "");
  CHECK(ended.err == "dawdle: disk/o/curve.csv: No space left on device\n");
  CHECK(folder.has("disk/o/scenario.json"));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "disk/o"))
    CHECK(entry.path().filename() == "scenario.json");
}

TEST_CASE("an interrupt keeps what was measured and says so") {
  for (const int number : {SIGINT, SIGTERM}) {
    const Folder folder;
    folder.write("s.json", endless);
    Child child(folder, {DAWDLE_BINARY, "run", "s.json", "-o", "o"});
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    child.signal(number);
    const Ended ended = child.wait(20);
    CHECK(ended.code == 1);
    CHECK(contains(ended.out, "outcome         interrupted\n"));
    const json summary = json::parse(folder.read("o/summary.json"));
    CHECK(summary["outcome"] == "interrupted");
    const string curve = folder.read("o/curve.csv");
    CHECK(curve.ends_with("\n"));
    const auto rows = lines(curve);
    CHECK(rows.size() >= 2);
    CHECK(std::stod(rows.back()) == summary["time_s"].get<double>());
    CHECK(lines(folder.read("o/workers.csv")).size() == 5);
  }
}

TEST_CASE("a standard output that cannot be written is not a success") {
  const Folder folder;
  folder.write("s.json", small_scenario());
  for (const std::vector<string>& command : {std::vector<string>{"schema"}, {"run", "s.json", "-o", "o"}})
    for (const string out : {"/dev/full", "-"}) {
      const Ended ended = dawdle_to(folder, out, command);
      CAPTURE(out);
      CAPTURE(ended.err);
      CHECK(ended.code == 1);
      CHECK(contains(ended.err, "standard output: "));
    }
}

TEST_CASE("time that stands still ends with a line, not never") {
  const Folder folder;
  folder.write("s.json", small_scenario(R"(, "stop": {"time": 1})"));
  const Ended ended = dawdle(folder, {"run", "s.json", "-o", "o", "--set", "/compute/per_batch=0"});
  CHECK(ended.code == 1);
  CHECK(ended.err.starts_with("dawdle: time stands still at 0 s: "));
  CHECK(contains(ended.err, "such as worker "));
  CHECK_FALSE(folder.has("o/curve.csv"));

  // With a limit on updates it is a legal way to ask for the mathematics alone.
  CHECK(
      dawdle(folder, {"run", "s.json", "-o", "o", "--set", "/compute/per_batch=0", "--set", "/stop={\"updates\": 100}"})
          .code == 0);
}

TEST_CASE("a learning rate that diverges is a result, with its time") {
  const Folder folder;
  folder.write("s.json", small_scenario());
  const Ended ended = dawdle(folder, {"run", "s.json", "-o", "o", "--set", "/optimizer/learning_rate=1e9"});
  CHECK(ended.code == 0);
  CHECK(contains(ended.out, "outcome         diverged\n"));
  const json summary = json::parse(folder.read("o/summary.json"));
  CHECK(summary["outcome"] == "diverged");
  CHECK(summary["time_s"] > 0);
  CHECK(summary["updates"] < 100);
}

TEST_CASE("a loss that is not finite is a divergence, though the parameters are finite yet") {
  const Folder folder;
  folder.write("s.json", R"({"workers": 1, "model": {"kind": "himmelblau", "initial": [5, 5]}, "strategy": "async",
    "optimizer": {"kind": "sgd", "learning_rate": 0.1}, "compute": {"per_batch": "1 ms"}, "stop": {"updates": 3}})");
  const Ended ended = dawdle(folder, {"run", "s.json", "-o", "o"});
  CHECK(ended.code == 0);
  CHECK(contains(ended.out, "outcome         diverged\n"));
}

TEST_CASE("what does not fit into memory ends with a line, at once") {
  const Folder folder;
  folder.write("s.json", small_scenario());
  struct Case {
    std::vector<string> sets;
    string said;
  };
  for (const auto& [sets, said] : std::vector<Case>{
           {{"/workers=1000000", "/model/dimension=1000000"}, "s.json: /workers: expected a gradient of each worker"},
           {{"/model/dimension=9000000000000000000"}, "s.json: expected a scenario that fits into memory"},
           {{"/model/dimension=1000000000000"}, "s.json: expected a scenario that fits into memory"},
           {{R"(/data={"kind": "linear", "samples": 4000000000, "features": 1000000})",
             R"(/model={"kind": "linear_regression"})"},
            "s.json: /data: expected the samples to fit into the "},
           {{R"(/data={"kind": "digits", "samples": 4000000000})", R"(/model={"kind": "softmax_regression"})"},
            "s.json: /data: expected the samples"},
           {{R"(/data={"kind": "blobs", "features": 9000000000000000000})", R"(/model={"kind": "softmax_regression"})"},
            "s.json: /data: expected the samples"}}) {
    std::vector<string> words = {"run", "s.json", "-o", "o"};
    for (const string& set : sets) words.insert(words.end(), {"--set", set});
    const Ended ended = dawdle(folder, words);
    CAPTURE(ended.err);
    CHECK(ended.code == 2);
    CHECK(ended.err.starts_with(said));
    CHECK(ended.seconds < 10);
  }
}

TEST_CASE("slow: a round of a million workers stays legal") {
  const Folder folder;
  folder.write("s.json", small_scenario());
  CHECK(dawdle(folder, {"run", "s.json", "-o", "o", "--set", "/workers=1000000", "--set", "/model=none", "--set",
                        "/strategy=sync_server", "--set", "/stop={\"updates\": 2}"})
            .code == 0);
}
