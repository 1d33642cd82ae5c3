// Replaying measured compute times, and what is said of a file that cannot be replayed.
#include "tests/cluster/sampling.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

using namespace dawdle;

namespace {

class TraceFile {
 public:
  explicit TraceFile(const std::string& text) { std::ofstream(path) << text; }
  ~TraceFile() { std::filesystem::remove(path); }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  const std::string path = std::filesystem::temp_directory_path() / fmt::format("dawdle-trace-{}.csv", getpid());
};

FakeFields trace_law(const std::string& path) { return {{"kind", "trace"}, {"file", path}}; }

ComputeModel replay(const std::string& text, int workers) {
  const TraceFile file(text);
  return compute_with({trace_law(file.path)}, 100, workers);
}

// `where_and_what` follows the path: ":3: expected ...".
void check_refused(const std::string& text, const std::string& where_and_what) {
  const TraceFile file(text);
  const std::string expected = "/compute/straggler: " + file.path + where_and_what;
  CHECK_THROWS_WITH_AS(compute_with({trace_law(file.path)}, 0, 2), expected.c_str(), std::runtime_error);
}

}  // namespace

TEST_CASE("a trace replays its seconds exactly and replaces the base") {
  const ComputeModel compute = replay("worker,step,seconds\n0,0,0.1\n0,1,1e-3\n1,0,0.30000000000000004\n1,1,0\n", 2);
  CHECK(compute.seconds(0, 0, 1) == 0.1);
  CHECK(compute.seconds(0, 1, 64) == 0.001);
  CHECK(compute.seconds(1, 0, 1) == 0.30000000000000004);
  CHECK(compute.seconds(1, 1, 1) == 0);
}

TEST_CASE("columns and rows come in any order, other columns and empty lines are skipped") {
  const ComputeModel compute =
      replay("host, seconds ,step,worker\r\nb,4,1,1\r\na,1,0,0\r\n\r\nb,3,0,1\r\na,2,1,0\r\n", 2);
  CHECK(compute.seconds(0, 0, 1) == 1);
  CHECK(compute.seconds(0, 1, 1) == 2);
  CHECK(compute.seconds(1, 0, 1) == 3);
  CHECK(compute.seconds(1, 1, 1) == 4);
}

TEST_CASE("a trace of a larger cluster serves a smaller one") {
  CHECK(replay("worker,step,seconds\n0,0,5\n1,0,6\n2,4,7\n", 1).seconds(0, 0, 1) == 5);
}

TEST_CASE("each worker starts its own trace again at its end") {
  const ComputeModel compute = replay("worker,step,seconds\n0,0,1\n0,1,2\n1,0,3\n1,1,4\n1,2,5\n", 2);
  CHECK(compute.seconds(0, 2, 1) == 1);
  CHECK(compute.seconds(0, 101, 1) == 2);
  CHECK(compute.seconds(1, 3, 1) == 3);
  CHECK(compute.seconds(1, 3 * 1'000'000'000ULL + 2, 1) == 5);
}

TEST_CASE("a trace that may not repeat is an error at its end") {
  const TraceFile file("worker,step,seconds\n0,0,1\n0,1,2\n");
  FakeFields law = trace_law(file.path);
  law.values["repeat"] = false;
  const ComputeModel compute = compute_with({law}, 0, 1);
  CHECK(compute.seconds(0, 1, 1) == 2);
  const std::string expected = file.path + ": expected step 2 of worker 0, got only 2 steps (\"repeat\" is false)";
  CHECK_THROWS_WITH_AS(compute.seconds(0, 2, 1), expected.c_str(), std::runtime_error);
}

TEST_CASE("a broken trace is refused with its line, what was expected and what was found") {
  const std::string header = "worker,step,seconds\n";
  check_refused("", ":1: expected a header with the column \"worker\", got \"\"");
  check_refused("worker,step,time\n", ":1: expected a header with the column \"seconds\", got \"worker,step,time\"");
  check_refused(header + "0,0,1\n0,1\n", ":3: expected 3 fields, as in the header, got 2");
  check_refused(header + "0,0,-1\n", ":2: expected a number >= 0 as seconds, got \"-1\"");
  check_refused(header + "0,0,nan\n", ":2: expected a number >= 0 as seconds, got \"nan\"");
  check_refused(header + "0,0,inf\n", ":2: expected a number >= 0 as seconds, got \"inf\"");
  check_refused(header + "0,0,1 ms\n", ":2: expected a number >= 0 as seconds, got \"1 ms\"");
  check_refused(header + "0,0,\n", ":2: expected a number >= 0 as seconds, got \"\"");
  check_refused(header + "0.5,0,1\n", ":2: expected a whole number >= 0 as worker, got \"0.5\"");
  check_refused(header + "0,-1,1\n", ":2: expected a whole number >= 0 as step, got \"-1\"");
}

TEST_CASE("a trace with holes or repetitions is refused") {
  const std::string header = "worker,step,seconds\n";
  check_refused(header + "0,0,1\n1,0,1\n0,0,2\n", ":4: expected step 1 of worker 0, got step 0 again");
  check_refused(header + "0,2,1\n0,0,1\n1,0,1\n", ":2: expected step 1 of worker 0, got step 2");
  check_refused(header + "0,1,1\n", ":2: expected step 0 of worker 0, got step 1");
  check_refused(header + "0,0,1\n", ": expected rows of workers 0 to 1, got none of worker 1");
  check_refused(header + "1,0,1\n", ": expected rows of workers 0 to 1, got none of worker 0");
  check_refused(header, ": expected rows of workers 0 to 1, got none of worker 0");
}

TEST_CASE("a trace that is not there is refused") {
  CHECK_THROWS_WITH_AS(
      compute_with({trace_law("no/such/trace.csv")}),
      "/compute/straggler: no/such/trace.csv: expected a file that can be read, got an error on opening it",
      std::runtime_error);
}
