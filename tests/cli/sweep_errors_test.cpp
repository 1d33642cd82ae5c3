// What is wrong with a sweep is said in one line, with code 2, before anything runs.
#include "tests/cli/sweep_files.hpp"

#include <doctest/doctest.h>

using namespace cli;
using std::string;

namespace {

const string base = R"({"base": )" + small_scenario();

struct Mistake {
  string sweep, said;
  string also{};  // further on in the line
};

void check_said(const Folder& folder, const Mistake& mistake) {
  folder.write("sweep.json", mistake.sweep);
  const Ended ended = dawdle(folder, {"sweep", "sweep.json", "-o", "o"});
  CAPTURE(mistake.said);
  CAPTURE(ended.err);
  CHECK(ended.code == 2);
  CHECK(ended.out == "");
  CHECK(lines(ended.err).size() == 1);
  CHECK(ended.err.starts_with("sweep.json: " + mistake.said));
  CHECK(ended.err.find(mistake.also) != string::npos);
  CHECK_FALSE(folder.has("o"));
}

}  // namespace

TEST_CASE("a sweep's mistakes are one line each, before anything runs") {
  const Folder folder;
  for (
      const Mistake& mistake : {
          Mistake{base + R"(, "axes": [{"/strateg/x": [1]}]})", "/strateg: expected one of ",
                  "got the key \"strateg\"; did you mean \"strategy\"? (point 0: "},
          {base + R"(, "axes": [{"/workers": {"from": 1, "to": 1000, "step": 1}},
              {"/optimizer/batch": {"from": 1, "to": 1000, "step": 1}}, {"/seed": {"from": 1, "to": 1000, "step": 1}}]})",
           "/axes: expected at most 1000000 runs, got 1000000000"},
          {base + R"(, "axes": [{"/compute/straggler/mean": [1, 2]}, {"/compute": [{"per_batch": 1}]}]})",
           "/axes/1: expected the axis of \"/compute/straggler/mean\" after that of \"/compute\""},
          {base + R"(, "axes": [{"/workers": [1, 2]}], "linked": {"/optimizer/learning_rate": "0.1 / workers, 2"}})",
           "/linked/~1optimizer~1learning_rate: expected one expression, got 2 with commas between them"},
          {base + R"(, "axes": [{"/workers": {"from": 1, "to": 1e9, "step": 1}}]})",
           "/axes/0/~1workers: expected a range of 1 to 1000000 values"},
          {base + R"(, "axes": [{"/workers": [1, 2], "/seed": [1, 2, 3]}]})",
           "/axes/0/~1workers: expected as many values as the other pointers of this axis, 3, got 2"},
          {base +
               R"(, "axes": [{"/workers": [1, 2]}], "linked": {"/optimizer/learning_rate": "0.1 / (workers - 1) + 1"}})",
           "/linked/~1optimizer~1learning_rate: expected a finite value, got a division by zero in "},
          {base + R"(, "where": "1 / (1 / 0) < 1"})", "/where: expected a finite value, got a division by zero"},
          {base + R"(, "linked": {"/optimizer/learning_rate": "0.1 * wrokers"}})",
           "/linked/~1optimizer~1learning_rate: expected one of ",
           "got the name \"wrokers\"; did you mean \"workers\"?"},
          {base + R"(, "linked": {"/workers": "batch", "/optimizer/batch": "2 * workers"}})",
           "/linked/~1optimizer~1batch: expected an expression that does not lead back to its own value"},
          {base + R"(, "where": "workers = 4"})", "/where: expected \"==\" to compare, got \"=\" in the string"},
          {base + R"(, "where": "workers +"})", "/where: expected an expression, got one with this wrong: "},
          {base + R"(, "where": "workers > 100"})", "/where: expected conditions that at least one point meets"},
          {R"({"base": "nowhere.json"})", "/base: expected a readable file, got the string \"nowhere.json\""},
          {R"({"axes": []})", "/base: expected a scenario or the name of its file, got nothing"},
          {base + R"(, "axis": []})", "/axis: expected "},
          {base + R"(, "axes": [{"/workers": [1]}, {"/workers": [2]}]})", "expected each value to be set by one axis"},
          {base + R"(, "seeds": [1, 1]})", "/seeds/1: expected seeds that differ, got 1"},
          {base + R"(, "axes": [{"/network/bandwidth": {"from": "1 Gbit/s", "to": "2 MB/s", "count": 3}}]})",
           "/axes/0/~1network~1bandwidth: expected two ends of one unit"},
      })
    check_said(folder, mistake);
}

TEST_CASE("a value out of range names the point; a mistake of the base names its file") {
  const Folder folder;
  check_said(folder, {base + R"(, "axes": [{"/workers": [1, 0]}]})",
                      "/workers: expected an integer from 1 to 1000000, got 0 (point 1: /workers=\"0\")"});
  folder.write("base.json", small_scenario(R"(, "sped": 3)"));
  folder.write("sweep.json", R"({"base": "base.json", "axes": [{"/workers": [1, 2, 4]}]})");
  const Ended ended = dawdle(folder, {"sweep", "sweep.json", "-o", "o"});
  CHECK(ended.code == 2);
  CHECK(lines(ended.err).size() == 1);
  CHECK(ended.err.starts_with("base.json: /sped: expected one of "));
  CHECK(ended.err.find("got the key \"sped\"; did you mean \"seed\"?") != string::npos);
}

TEST_CASE("shards are numbered from 1 to n") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  for (const string shard : {"0/2", "3/2", "1", "a/b", "1/2/3"})
    CHECK(dawdle(folder, {"sweep", "sweep.json", "--shard", shard}).code == 2);
}
