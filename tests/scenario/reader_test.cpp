#include "sim/scenario/reader.hpp"

#include "sim/scenario/json_text.hpp"
#include "tests/scenario/lines.hpp"
#include "tests/scenario/sample.hpp"

#include <doctest/doctest.h>
#include <cmath>
#include <fstream>

using namespace dawdle;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

struct Reading {
  sample::Job job;
  ordered_json effective;
  std::string lines;
};

Reading read(const json& document, const std::filesystem::path& folder = "nowhere") {
  Reading result;
  std::vector<Problem> problems;
  result.effective = read_object(
      document, folder, [&](Fields& fields) { result.job.describe(fields); }, problems);
  result.lines = lines(problems);
  return result;
}

// The members of an otherwise good object.
Reading with(const std::string& members) { return read(json::parse("{\"workers\": 8, " + members + "}")); }

const char* const full = R"({
  "workers": 8, "updates": 3000, "milestones": [10, 20], "rate": 0.5, "latency": "20 us", "gradient": "97.5 MB",
  "bandwidth": "10 Gbit/s", "delays": ["1 ms", 2], "speeds": 2, "duplex": false, "name": "x", "reduce": "sum",
  "stop": {"time": "60 s", "loss": 0.25}, "law": {"kind": "pareto", "shape": 1.5, "scale": "1 ms"},
  "more": [{"kind": "mixture", "of": {"kind": "constant", "mean": 3}}, {"kind": "constant"}]})";

}  // namespace

TEST_CASE("every mistake is named in one exact line") {
  const std::string keys =
      R"(one of "workers", "updates", "milestones", "rate", "latency", "gradient", "bandwidth", "delays", "speeds", )"
      R"("duplex", "name", "data", "reduce", "stop", "law", "more")";
  const std::pair<const char*, std::string> cases[] = {
      // Numbers.
      {R"("rate": 0)", "/rate: expected a number above 0 and of at most 1, got 0"},
      {R"("rate": "fast")", "/rate: expected a number above 0 and of at most 1, got the string \"fast\""},
      {R"("rate": null)", "/rate: expected a number above 0 and of at most 1, got null"},
      {R"("rate": [1, 2, 3])", "/rate: expected a number above 0 and of at most 1, got an array of 3"},
      {R"("rate": {"a": 1})", "/rate: expected a number above 0 and of at most 1, got an object"},
      {R"("stop": {"time": 1, "loss": true})", "/stop/loss: expected a number, got true"},
      // Integers.
      {R"("updates": 8.7)", "/updates: expected an integer of at least 1, got 8.7"},
      {R"("updates": -1)", "/updates: expected an integer of at least 1, got -1"},
      {R"("updates": "8")", "/updates: expected an integer of at least 1, got the string \"8\""},
      {R"("updates": 9223372036854775808)", "/updates: expected an integer that fits 64 bits, got 9223372036854775808"},
      {R"("updates": 1e300)", "/updates: expected an integer that fits 64 bits, got 1e+300"},
      {R"("milestones": [1, 2.5, -3])",
       "/milestones/1: expected an integer of at least 0, got 2.5\n"
       "f.json: /milestones/2: expected an integer of at least 0, got -3"},
      // Quantities.
      {R"("latency": "10 Gbit/s")",
       "/latency: expected a duration such as \"20 us\" or a number of seconds, got the string \"10 Gbit/s\", "
       "whose unit is none of ns, us, ms, s, min, h, d, days"},
      {R"("latency": "5")",
       "/latency: expected a duration such as \"20 us\" or a number of seconds, got the string \"5\" without a unit"},
      {R"("latency": "-5 us")", "/latency: expected a duration of at least 0 seconds, got the string \"-5 us\""},
      {R"("gradient": 0)", "/gradient: expected a size above 0 bytes, got 0"},
      {R"("gradient": true)", "/gradient: expected a size such as \"100 MB\" or a number of bytes, got true"},
      {R"("bandwidth": "1 GB")",
       "/bandwidth: expected a bandwidth such as \"10 Gbit/s\" or a number of bytes/s, got the string \"1 GB\", "
       "whose unit is none of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, "
       "Tbit/s"},
      {R"("delays": [1, "x"])",
       "/delays/1: expected a duration such as \"20 us\" or a number of seconds, got the string \"x\""},
      {R"("speeds": "x")", "/speeds: expected a number above 0, got the string \"x\""},
      // Flags, strings, words, files.
      {R"("duplex": "yes")", "/duplex: expected true or false, got the string \"yes\""},
      {R"("name": 7)", "/name: expected a string, got 7"},
      {R"("reduce": "maen")",
       "/reduce: expected one of \"mean\", \"sum\", got the string \"maen\"; did you mean \"mean\"?"},
      {R"("reduce": "newest")", "/reduce: expected one of \"mean\", \"sum\", got the string \"newest\""},
      {R"("reduce": [])", "/reduce: expected one of \"mean\", \"sum\", got an empty array"},
      {R"("data": 7)", "/data: expected the name of a file, got 7"},
      {R"("data": "a.csv")",
       "/data: expected a readable file, got the string \"a.csv\" (\"nowhere/a.csv\": No such file or directory)"},
      {R"("data": "/")", "/data: expected a readable file, got the string \"/\" (\"/\": Is a directory)"},
      // Keys.
      {R"("latencey": 1)", "/latencey: expected a known key, got the key \"latencey\"; did you mean \"latency\"?"},
      {R"("zzz": 1)", "/zzz: expected " + keys + ", got the key \"zzz\""},
      {R"("a/b~c\n": 1)", "/a~1b~0c\\n: expected " + keys + ", got the key \"a/b~c\\n\""},
      {R"("stop": {"tyme": 1})",
       "/stop/tyme: expected one of \"time\", \"loss\", got the key \"tyme\"; did you mean \"time\"?"},
      // Nested objects.
      {R"("stop": 3)", "/stop: expected an object, got 3"},
      {R"("law": "pareto")", "/law/scale: expected a duration such as \"20 us\" or a number of seconds, got nothing"},
      {R"("law": "mixtur")",
       "/law: expected one of \"constant\", \"pareto\", \"mixture\", got the string \"mixtur\"; "
       "did you mean \"mixture\"?"},
      {R"("law": [])", "/law: expected an object such as {\"kind\": \"constant\"}, got an empty array"},
      {R"("law": {"mean": 1})", "/law/kind: expected one of \"constant\", \"pareto\", \"mixture\", got nothing"},
      {R"("law": {"kind": 3})", "/law/kind: expected one of \"constant\", \"pareto\", \"mixture\", got 3"},
      {R"("law": {"kind": "parato", "x": 1})",
       "/law/kind: expected one of \"constant\", \"pareto\", \"mixture\", got the string \"parato\"; "
       "did you mean \"pareto\"?"},
      {R"("law": {"kind": "constant", "shape": 1})",
       "/law/shape: expected one of \"kind\", \"mean\", got the key \"shape\""},
      {R"("law": {"kind": "pareto"})",
       "/law/scale: expected a duration such as \"20 us\" or a number of seconds, got nothing"},
      {R"("more": [{"kind": "mixture", "of": [{"kind": "constant"}, {"kind": "constant", "mean": -1}]}])",
       "/more/0/of/1/mean: expected a duration of at least 0 seconds, got -1"},
      {R"("more": [7])", "/more/0: expected an object such as {\"kind\": \"constant\"}, got 7"},
      // Rules between fields.
      {R"("rate": 0.9)", "/rate: expected at most a tenth of the workers, got 0.9"},
      {R"("stop": {"loss": 1})", "/stop/time: expected a limit beside the loss, got nothing"},
  };
  for (const auto& c : cases) {
    const auto& members = c.first;  // a structured binding cannot be captured under clang 14
    CAPTURE(members);
    CHECK(with(members).lines == "f.json: " + c.second);
  }
}

TEST_CASE("a required key that is missing is an error") {
  CHECK(read(json::parse(R"({"rate": 1e-3})")).lines ==
        "f.json: /workers: expected an integer of at least 1, got nothing");
}

TEST_CASE("a rule between fields names the default that breaks it") {
  CHECK(read(json{{"workers", 1}}).lines ==
        "f.json: /rate: expected at most a tenth of the workers, got the default 0.2");
}

TEST_CASE("a document that is no object is one error") {
  CHECK(read(json::array({1, 2})).lines == "f.json: expected an object, got an array of 2");
}

TEST_CASE("numbers that JSON text cannot hold are refused all the same") {
  json document{{"workers", 8}};
  document["latency"] = NAN;
  document["gradient"] = INFINITY;
  CHECK(read(document).lines ==
        "f.json: /latency: expected a duration of at least 0 seconds, got NaN\n"
        "f.json: /gradient: expected a size above 0 bytes, got infinity");
}

TEST_CASE("all problems are found at once, and what is wrong leaves the defaults standing") {
  const Reading reading = read(json::parse(
      R"({"wrokers": 4, "rate": "x", "latency": -1, "law": {"kind": "?"}, "stop": {"time": 0, "los": 1}})"));
  CHECK(reading.lines ==
        "f.json: /workers: expected an integer of at least 1, got nothing\n"
        "f.json: /rate: expected a number above 0 and of at most 1, got the string \"x\"\n"
        "f.json: /latency: expected a duration of at least 0 seconds, got -1\n"
        "f.json: /stop/time: expected a duration above 0 seconds, got 0\n"
        "f.json: /stop/los: expected one of \"time\", \"loss\", got the key \"los\"; did you mean \"loss\"?\n"
        "f.json: /law/kind: expected one of \"constant\", \"pareto\", \"mixture\", got the string \"?\"\n"
        "f.json: /wrokers: expected a known key, got the key \"wrokers\"; did you mean \"workers\"?");
  CHECK(reading.job.rate == 0.2);
  CHECK(reading.job.latency == 5e-5);
  CHECK(reading.job.law == nullptr);
}

TEST_CASE("what is shown of a long value is cut between characters") {
  std::string long_name;
  for (int i = 0; i < 1000; ++i) long_name += "\u00e9";
  json document{{"workers", 8}, {"reduce", "x" + long_name}};
  CHECK(read(document).lines ==
        "f.json: /reduce: expected one of \"mean\", \"sum\", got the string \"x" + long_name.substr(0, 38) + "...\"");
}

TEST_CASE("an object of a million mistakes is not listed to its end") {
  json document{{"workers", 8}, {"speeds", std::vector<int>(1'000'000, -1)}};
  for (int i = 0; i < 10'000; ++i) document[std::to_string(i)] = i;
  CHECK(read(document).lines.size() < 20'000);
}

TEST_CASE("values arrive, quantities in SI units") {
  const Reading reading = read(json::parse(full));
  const sample::Job& job = reading.job;
  CHECK(reading.lines == "");
  CHECK(job.workers == 8);
  CHECK(job.updates == 3000);
  CHECK(job.milestones == std::vector<std::int64_t>{10, 20});
  CHECK(job.rate == 0.5);
  CHECK(job.latency == 20e-6);
  CHECK(job.gradient == 97.5e6);
  CHECK(job.bandwidth == 1.25e9);
  CHECK(job.delays == std::vector<double>{1e-3, 2});
  CHECK(job.speeds == std::vector<double>{2});
  CHECK_FALSE(job.duplex);
  CHECK(job.name == "x");
  CHECK(job.reduce == "sum");
  CHECK(job.time == 60.0);
  CHECK(job.loss == 0.25);
  REQUIRE(dynamic_cast<sample::Pareto*>(job.law.get()));
  CHECK(dynamic_cast<sample::Pareto*>(job.law.get())->scale == 1e-3);
  REQUIRE(job.more.size() == 2);
  REQUIRE(dynamic_cast<sample::Mixture*>(job.more[0].get()));
  CHECK(dynamic_cast<sample::Mixture*>(job.more[0].get())->of.size() == 1);
}

TEST_CASE("1e3 is a fine integer") { CHECK(with(R"("updates": 1e3)").job.updates == 1000); }

TEST_CASE("the effective object holds every default and leaves out what is absent") {
  const Reading reading = read(json{{"$schema", "./scenario.schema.json"}, {"workers", 8}});
  CHECK(reading.lines == "");
  CHECK(reading.effective.dump() ==
        R"({"workers":8,"milestones":[],"rate":0.2,"latency":5e-05,"gradient":1000000.0,"bandwidth":1250000000.0,)"
        R"("delays":[],"speeds":[1.0],"duplex":true,"name":"job","data":"","reduce":"mean","stop":{},)"
        R"("law":{"kind":"constant","mean":0.001},"more":[]})");
}

TEST_CASE("the effective object of the effective object is itself") {
  const ordered_json effective = read(json::parse(full)).effective;
  const Reading again = read(json::parse(effective.dump()));
  CHECK(again.lines == "");
  CHECK(again.effective.dump() == effective.dump());
  CHECK(effective["law"].dump() == R"({"kind":"pareto","shape":1.5,"scale":0.001})");
  CHECK(effective["more"][0]["of"].dump() == R"([{"kind":"constant","mean":3.0}])");
}

TEST_CASE("a file is looked for in the scenario's folder, and keeps its text in the effective object") {
  const auto folder = std::filesystem::temp_directory_path() / "dawdle_reader_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "points.csv") << "1,2\n";
  const Reading reading = read(json{{"workers", 8}, {"data", "points.csv"}}, folder);
  CHECK(reading.lines == "");
  CHECK(reading.job.data == (folder / "points.csv").string());
  CHECK(reading.effective["data"] == "points.csv");
  std::filesystem::remove_all(folder);
}

TEST_CASE("the bare name of a kind stands for an object without options; the effective form is the object") {
  const Reading reading = with(R"("law": "constant", "more": ["mixture", {"kind": "constant", "mean": 2}])");
  CHECK(reading.lines == "");
  CHECK(reading.effective["law"].dump() == R"({"kind":"constant","mean":0.001})");
  CHECK(reading.effective["more"][0].dump() == R"({"kind":"mixture","of":[]})");
}
