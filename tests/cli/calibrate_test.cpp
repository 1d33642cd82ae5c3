// dawdle calibrate: what was measured becomes lines of a scenario.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <random>
#include <utility>

using namespace cli;
using std::string;

namespace {

bool has(const string& text, const string& part) { return text.find(part) != string::npos; }

// 400 steps of 4 workers at the middles of equal parts of an exponential law of mean .3, shifted by .7, in any order.
string exponential_times(double slow = 1) {
  string out = "step,worker,seconds,note\n";
  std::vector<int> parts(1600);
  std::iota(parts.begin(), parts.end(), 0);
  std::mt19937 random(3);
  for (std::size_t left = parts.size(); left > 1; --left) std::swap(parts[left - 1], parts[random() % left]);
  for (int i = 0; i < 1600; ++i) {
    const double seconds = 0.7 - 0.3 * std::log(1 - (parts[static_cast<std::size_t>(i)] + 0.5) / 1600);
    out += fmt::format("{},{},{},x\n", i / 4, i % 4, i % 4 == 1 ? slow * seconds : seconds);
  }
  return out;
}

}  // namespace

TEST_CASE("the law that describes measured times best becomes the lines that simulate it") {
  const Folder folder;
  folder.write("t.csv", exponential_times());
  const Ended ended = dawdle(folder, {"calibrate", "t.csv"});
  CHECK(ended.code == 0);
  CHECK(ended.err == "");
  CHECK(has(ended.out, "t.csv: 1600 gradients of 4 workers\n"));
  CHECK(has(ended.out, "\nshifted_exponential           0.0 "));
  const std::size_t begin =
      ended.out.find("\"compute\": {\"per_batch\": 0, \"straggler\": {\"kind\": \"shifted_exponential\"");
  REQUIRE(begin != string::npos);
  // It is a part of a scenario as it stands.
  const string line = ended.out.substr(begin, ended.out.size() - begin - 1);
  folder.write("s.json", R"({"workers": 4, "model": "none", "strategy": "sync_server", "network": "instant",
                             "stop": {"updates": 4000}, )" +
                             line + "}");
  const Ended run = dawdle(folder, {"run", "s.json", "-o", "o"});
  CHECK(run.code == 0);
  // .7 + .3 (1 + 1/2 + 1/3 + 1/4) = 1.325 s an update, by chance a hundredth more or less.
  const string summary = folder.read("o/summary.json");
  const double seconds = std::stod(summary.substr(summary.find("\"time_s\": ") + 10));
  CHECK(seconds / 4000 == doctest::Approx(1.325).epsilon(0.02));
}

TEST_CASE("times that no law describes are to be replayed, with the reason") {
  const Folder folder;
  folder.write("slow.csv", exponential_times(1.5));
  CHECK(has(dawdle(folder, {"calibrate", "slow.csv"}).err, "slow.csv: warning: some workers are slower than others"));
  string two = "worker,step,seconds\n", drift = two;
  for (int i = 0; i < 400; ++i) {
    two += fmt::format("0,{},{}\n", i, i * 7 % 10 == 0 ? 5 : 1 + i * 31 % 400 * 1e-5);
    drift += fmt::format("0,{},{}\n", i, 1 + std::abs(i - 200) * 0.01);
  }
  folder.write("two.csv", two);
  CHECK(has(dawdle(folder, {"calibrate", "two.csv"}).err, "two.csv: warning: the best law differs from the times"));
  folder.write("drift.csv", drift);
  CHECK(has(dawdle(folder, {"calibrate", "drift.csv"}).err, "drift.csv: warning: a time is like the one before it"));
}

TEST_CASE("messages become latency and bandwidth") {
  const Folder folder;
  string messages = "bytes,seconds\n";
  for (double bytes : {1e3, 1e5, 1e7})
    for (double noise : {0.99, 1.0, 1.01}) messages += fmt::format("{},{}\n", bytes, noise * (50e-6 + bytes / 1e9));
  folder.write("m.csv", messages);
  const Ended ended = dawdle(folder, {"calibrate", "m.csv"});
  CHECK(ended.code == 0);
  CHECK(has(ended.out, "m.csv: 9 messages of 3 sizes\n"));
  const std::size_t begin = ended.out.find("\"network\": {\"kind\": \"star\", \"latency\": ");
  REQUIRE(begin != string::npos);
  const string line = ended.out.substr(begin);
  CHECK(std::stod(line.substr(line.find("latency") + 10)) == doctest::Approx(50e-6).epsilon(0.02));
  CHECK(std::stod(line.substr(line.find("bandwidth") + 12)) == doctest::Approx(1e9).epsilon(0.02));
}

TEST_CASE("a file that is no measurement is named with its line") {
  const Folder folder;
  for (const auto& [content, said] : {
           std::pair<string, string>{"", "expected a header, got an empty file"},
           {"worker,seconds\n", "t.csv:1: expected a header with the columns worker, step and seconds"},
           {"worker,step,seconds\n", "t.csv: expected times after the header, got none"},
           {"worker,step,seconds\n0,0,1,2\n", "t.csv:2: expected 3 cells, as in the header, got 4"},
           {"worker,step,seconds\n0,0,-1\n", "t.csv:2: expected seconds above 0"},
           {"worker,step,seconds\n0,.5,1\n", "t.csv:2: expected a whole number as step"},
           {"worker,step,seconds\n0,0,1\n0,0,2\n", "t.csv:3: expected one time for each worker and step"},
           {"bytes,seconds\n5,1\n5,2\n", "t.csv: expected messages of several sizes"},
       }) {
    folder.write("t.csv", content);
    const Ended ended = dawdle(folder, {"calibrate", "t.csv"});
    CAPTURE(content);
    CAPTURE(ended.err);
    CHECK(ended.code == 2);
    CHECK(has(ended.err, said));
  }
  CHECK(has(dawdle(folder, {"calibrate", "none.csv"}).err, "none.csv"));
}
