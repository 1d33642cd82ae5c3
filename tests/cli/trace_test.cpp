// dawdle run --trace: the rules of the Chrome trace event format, and the same figures as the tables.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

using namespace cli;
using nlohmann::json;
using std::string;

namespace {

using Nanoseconds = std::int64_t;
using Track = std::pair<int, int>;  // process, thread

struct Span {
  Nanoseconds begin, end;
  string category;
};

Nanoseconds ns(const json& microseconds) {
  CHECK(microseconds.is_number());
  return std::llround(microseconds.get<double>() * 1e3);
}

// A trace, taken apart; what is in no trace fails the test.
struct Trace {
  explicit Trace(const string& text) : all(json::parse(text)) {
    for (const json& event : all["traceEvents"]) {
      const string phase = event["ph"];
      if (phase == "X")
        add_span(event);
      else if (phase == "s" || phase == "f")
        (phase == "s" ? starts : ends)[event["id"]].push_back(event);
      else if (phase == "C")
        counters[event["name"]].emplace_back(ns(event["ts"]), event["args"]["utilisation"].get<double>());
      else if (event["name"] == "process_name")
        pids[event["args"]["name"]] = event["pid"];
      else
        CHECK(phase == "M");
    }
  }
  void add_span(const json& event) {
    const Nanoseconds begin = ns(event["ts"]), length = ns(event["dur"]);
    CHECK(length >= 0);
    CHECK(event["name"].get<string>() != "");
    names.insert(event["name"]);
    spans[{event["pid"], event["tid"]}].push_back({begin, begin + length, event["cat"]});
  }
  bool inside(const json& event) const {
    const Nanoseconds at = ns(event["ts"]);
    const auto& track = spans.at({event["pid"], event["tid"]});
    return std::any_of(track.begin(), track.end(), [at](const Span& s) { return s.begin <= at && at <= s.end; });
  }

  json all;
  std::map<Track, std::vector<Span>> spans;
  std::map<int, std::vector<json>> starts, ends;  // of arrows, by id
  std::map<string, std::vector<std::pair<Nanoseconds, double>>> counters;
  std::map<string, int> pids;
  std::set<string> names;
};

void check_format(Trace& trace) {
  for (auto& [track, spans] : trace.spans) {
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < spans.size(); ++i) CHECK(spans[i].begin >= spans[i - 1].end);
  }
  CHECK(trace.starts.size() == trace.ends.size());
  for (const auto& [id, start] : trace.starts) {
    const auto& end = trace.ends[id];
    REQUIRE((start.size() == 1 && end.size() == 1));
    CHECK((trace.inside(start[0]) && trace.inside(end[0])));
    CHECK(ns(start[0]["ts"]) <= ns(end[0]["ts"]));
    for (const char* key : {"cat", "name"}) CHECK(start[0][key] == end[0][key]);
    CHECK_FALSE(start[0].contains("args"));  // an importer need not merge those of two phases
  }
}

// Rows of a CSV of numbers, the first line left out.
std::vector<std::vector<double>> rows(const string& text) {
  std::vector<std::vector<double>> out;
  for (const string& line : lines(text)) {
    std::vector<double>& row = out.emplace_back();
    std::istringstream cells(line);
    for (string cell; std::getline(cells, cell, ',');) row.push_back(std::atof(cell.c_str()));
  }
  out.erase(out.begin());
  return out;
}

// Each worker's spans of a category last as long as its column of workers.csv says, but for rounding.
void check_seconds(const Trace& trace, const string& workers_csv) {
  for (const auto& row : rows(workers_csv)) {
    const auto& spans = trace.spans.at({trace.pids.at("workers"), static_cast<int>(row[0])});
    std::map<string, double> sums;
    for (const Span& s : spans) sums[s.category] += static_cast<double>(s.end - s.begin) * 1e-9;
    const double rounding = 1e-9 * static_cast<double>(spans.size());
    for (std::size_t i = 0; const char* category : {"compute", "wait", "transfer", "server", "down"})
      CHECK_MESSAGE(std::abs(sums[category] - row[++i]) <= rounding, category << " of worker " << row[0]);
  }
}

std::map<int, double> staleness_of_arrows(const Trace& trace) {
  std::map<int, double> counts;
  for (const auto& [id, end] : trace.ends) ++counts[end[0]["args"]["staleness"]];
  return counts;
}

// A short run with stragglers and a network that takes time.
constexpr const char* scenario = R"({
  "workers": 4, "seed": 3,
  "data": {"kind": "linear", "samples": 200, "features": 10, "noise": 0.1}, "model": {"kind": "linear_regression"},
  "optimizer": {"kind": "sgd", "learning_rate": 0.01, "batch": 4},
  "strategy": "async", "compute": {"per_sample": "1 ms", "straggler": {"kind": "exponential", "mean": "3 ms"}},
  "network": {"kind": "star", "latency": "10 us", "bandwidth": "1 Mbit/s"}, "stop": {"updates": 60}})";

Trace traced(const Folder& folder, const string& strategy, std::vector<string> more = {}) {
  folder.write("s.json", scenario);
  std::vector<string> words = {"run", "s.json", "-o", "o", "--trace", "o/trace.json", "--set", "/strategy=" + strategy};
  words.insert(words.end(), more.begin(), more.end());
  const Ended ended = dawdle(folder, words);
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  CAPTURE(strategy);
  Trace trace(folder.read("o/trace.json"));
  check_format(trace);
  return trace;
}

}  // namespace

TEST_CASE("the spans of a track never overlap, arrows pair up inside spans, and seconds are those of workers.csv") {
  const Folder folder;
  for (const string strategy :
       {"async", "ssp", R"({"kind": "sync_server", "update_time": "200 us", "servers": 2})", "sync_allreduce",
        R"({"kind": "sync_allreduce", "algorithm": "closed_form"})", R"({"kind": "k_sync", "gradients": 2})",
        R"({"kind": "local_sgd", "period": 5})",
        R"({"kind": "streaming_diloco", "period": 4, "overlap": 2, "outer": {"kind": "sgd", "learning_rate": 0.7}})",
        R"({"kind": "grouped_async", "group": 2})", "d_psgd", "ad_psgd", "async_easgd", "downpour", "hogwild"}) {
    const Trace trace = traced(folder, strategy);
    CAPTURE(strategy);
    check_seconds(trace, folder.read("o/workers.csv"));
  }
}

TEST_CASE("where workers are down, what they did is cut, and the seconds are those of workers.csv") {
  const Folder folder;
  for (const string strategy :
       {"async", "sync_allreduce", R"({"kind": "sync_server", "update_time": "200 us", "servers": 2})",
        R"({"kind": "sync_server", "overlap": {"kind": "wait_free", "bucket_bytes": 0}})", "d_psgd"})
    for (const string stop : {R"({"updates": 60})", R"({"time": 0.3})"}) {
      const Trace trace = traced(
          folder, strategy,
          {"--set", "/model/layer_bytes=[40, 20, 60]", "--set", "/stop=" + stop, "--set",
           R"(/faults={"kind": "checkpoint_restart", "mtbf": 0.05, "restart": 0.02, "interval": 0.03, "dump": 0.004})"});
      CAPTURE(strategy);
      CHECK(trace.names.contains("down"));
      check_seconds(trace, folder.read("o/workers.csv"));
    }
}

TEST_CASE("an arrow leads from each applied gradient to the version that has it, and says its staleness") {
  const Folder folder;
  for (const string strategy :
       {"async", "ssp", "sync_server", "sync_allreduce", R"({"kind": "k_batch_async", "gradients": 3})",
        R"({"kind": "drop_stale", "bound": 2})", "d_psgd", "hogwild"}) {
    const Trace trace = traced(folder, strategy);
    CAPTURE(strategy);
    std::map<int, double> counts;
    for (const auto& row : rows(folder.read("o/staleness.csv"))) counts[static_cast<int>(row[0])] = row[1];
    CHECK(staleness_of_arrows(trace) == counts);
  }
}

TEST_CASE("what is sent is called by its purpose, and a server shows what it takes in") {
  const Folder folder;
  using Names = std::set<string>;
  const auto names = [&folder](const string& strategy) {
    Names all = traced(folder, strategy).names;
    std::erase_if(all, [](const string& name) { return name.starts_with("version "); });
    return all;
  };
  CHECK(names("async") == Names{"compute", "push", "pull"});
  CHECK(names(R"({"kind": "ssp", "update_time": "1 ms"})") ==
        Names{"compute", "wait", "push", "pull", "server", "take in"});
  CHECK(names("sync_allreduce") == Names{"compute", "wait", "reduce"});
  CHECK(names("d_psgd") == Names{"compute", "wait", "exchange"});
}

TEST_CASE("buckets sent beside a computation are on a track of their own, each after the one before it") {
  const Folder folder;
  for (const string rest : {R"("kind": "sync_allreduce")", R"("kind": "sync_allreduce", "algorithm": "closed_form")",
                            R"("kind": "sync_server", "update_time": "200 us", "servers": 2)", R"("kind": "async")"}) {
    CAPTURE(rest);
    const Trace trace = traced(folder, "{" + rest + R"(, "overlap": {"kind": "wait_free", "bucket_bytes": 0}})",
                               {"--set", "/model/layer_bytes=[40, 20, 60]"});
    check_seconds(trace, folder.read("o/workers.csv"));
    for (const char* name : {"bucket 1", "bucket 2", "bucket 3"}) CHECK(trace.names.contains(name));
    CHECK_FALSE(trace.names.contains("bucket 4"));
    for (const auto& row : rows(folder.read("o/workers.csv"))) {
      const auto& buckets = trace.spans.at({trace.pids.at("buckets"), static_cast<int>(row[0])});
      CHECK(buckets.size() >= 3 * 5);
      const auto& own = trace.spans.at({trace.pids.at("workers"), static_cast<int>(row[0])});
      CHECK(std::any_of(own.begin(), own.end(), [&](const Span& s) {  // beside a computation
        return s.category == "compute" && s.begin < buckets[0].begin && buckets[0].begin < s.end;
      }));
    }
  }
}

TEST_CASE("a trace is the same bytes on any number of threads, and changes nothing else") {
  const Folder folder;
  traced(folder, "ssp", {"-j", "1"});
  const string first = folder.read("o/trace.json"), workers = folder.read("o/workers.csv");
  traced(folder, "ssp", {"-j", "3"});
  CHECK(folder.read("o/trace.json") == first);
  REQUIRE(dawdle(folder, {"run", "s.json", "-o", "o", "--set", "/strategy=ssp"}).code == 0);
  CHECK(folder.read("o/workers.csv") == workers);
  CHECK(!folder.has("o/trace.json"));
}

TEST_CASE("a window keeps the spans that touch it") {
  const Folder folder;
  const Trace trace = traced(folder, "async", {"--trace-window", "50 ms:0.08"});
  CHECK(trace.all["otherData"]["window_s"] == json::array({0.05, 0.08}));
  CHECK(trace.all["otherData"]["left_out"] == 0);
  CHECK(trace.ends.size() > 2);
  for (const auto& [track, spans] : trace.spans) {
    CHECK(spans.front().begin <= 50'000'000);
    CHECK(spans.front().end >= 50'000'000);
    CHECK(spans.back().begin <= 80'000'000);
    CHECK(spans.back().end >= 80'000'000);
  }
}

TEST_CASE("a cap keeps the first spans and arrows, and the file and standard error say what was left out") {
  const Folder folder;
  const Trace all = traced(folder, "async");
  const int events = all.all["otherData"]["spans_and_arrows"];
  folder.write("s.json", scenario);
  const Ended ended = dawdle(folder, {"run", "s.json", "-o", "o", "--trace", "o/trace.json", "--trace-events", "100"});
  Trace trace(folder.read("o/trace.json"));
  check_format(trace);
  const json about = trace.all["otherData"];
  CHECK(about["spans_and_arrows"] == 100);
  CHECK(about["left_out"] == events - 100);
  CHECK(ended.err.find(std::to_string(events - 100) + " later spans and arrows were left out") != string::npos);
  const auto until = static_cast<Nanoseconds>(about["complete_until_s"].get<double>() * 1e9);
  for (const auto& [track, spans] : all.spans) {
    const auto before = [until](const Span& s) { return s.end < until - 1; };
    const auto there = trace.spans.find(track);
    CHECK(std::count_if(spans.begin(), spans.end(), before) ==
          (there == trace.spans.end() ? 0 : std::count_if(there->second.begin(), there->second.end(), before)));
  }
}

TEST_CASE("links that are measured have a counter each, which agrees with links_over_time.csv") {
  const Folder folder;
  const Trace trace = traced(folder, "async", {"--set", R"(/network={"kind": "ring", "bandwidth": "1 Mbit/s"})"});
  std::map<string, std::map<Nanoseconds, double>> expected;
  for (const string& line : lines(folder.read("o/links_over_time.csv"))) {
    std::istringstream cells(line);
    string from, to, link, bytes, utilisation;
    for (string* cell : {&from, &to, &link, &bytes, &utilisation}) std::getline(cells, *cell, ',');
    if (from != "from_s")
      expected[link][std::llround(std::atof(from.c_str()) * 1e9)] = std::atof(utilisation.c_str());
  }
  REQUIRE(!expected.empty());
  CHECK(trace.counters.size() == expected.size());
  for (const auto& [link, points] : trace.counters) {
    CHECK(points.back().second == 0);
    CHECK(std::is_sorted(points.begin(), points.end()));
    for (const auto& [at, value] : points) CHECK(expected[link][at] == value);
  }
}

TEST_CASE("a trace that cannot be written and a window that is none are found before the run") {
  const Folder folder;
  folder.write("s.json", scenario);
  const Ended nowhere = dawdle(folder, {"run", "s.json", "-o", "o", "--trace", "missing/t.json"});
  CHECK(nowhere.code == 2);
  CHECK(nowhere.err.find("missing/t.json: No such file or directory") != string::npos);
  for (const char* window : {"5", "3:2", "a:b", "1 kg:2", "-1:2"}) {
    const Ended ended = dawdle(folder, {"run", "s.json", "--trace", "t.json", string("--trace-window=") + window});
    CHECK(ended.code == 2);
    CHECK(ended.err.find("two rising simulated times") != string::npos);
  }
  CHECK(dawdle(folder, {"run", "s.json", "--trace-events", "5"}).code == 2);
  CHECK(dawdle(folder, {"run", "s.json", "--trace", "t.json", "--trace-events=-1"}).code == 2);
}

TEST_CASE("a trace takes the place of no device, folder, scenario or result") {
  const Folder folder;
  folder.write("s.json", scenario);
  for (const char* file : {"/dev/null", ".", "s.json", "./s.json", "o/summary.json", "o/../o/curve.csv"}) {
    CAPTURE(file);
    CHECK(dawdle(folder, {"run", "s.json", "-o", "o", "--trace", file}).code == 2);
    CHECK(folder.read("s.json") == scenario);
    CHECK_FALSE(folder.has("o/summary.json"));
  }
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a window behind the end of the run is said to hold nothing") {
  const Folder folder;
  folder.write("s.json", scenario);
  const Ended ended = dawdle(folder, {"run", "s.json", "--trace", "t.json", "--trace-window", "1e6:2e6"});
  CHECK(ended.code == 0);
  CHECK(ended.err.find("t.json: holds nothing: the run ends at ") != string::npos);
}
