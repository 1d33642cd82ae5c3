// Hostile scenarios through the whole program: each ends with code 2 and lines that say where and what was expected.
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cli;
using nlohmann::json;
using std::string;

namespace {

// What check says about a text: code 0, or code 2 and nothing but lines about the file.
Ended check(const Folder& folder, std::string_view text) {
  folder.write("s.json", text);
  Ended ended = dawdle(folder, {"check", "s.json"});
  CAPTURE(ended.err);
  CHECK((ended.code == 0 || ended.code == 2));
  CHECK((ended.code == 2) == !ended.err.empty());
  CHECK(ended.err.size() < 20'000);
  for (const string& line : lines(ended.err)) CHECK((line.starts_with("s.json:") || line.starts_with("... and ")));
  return ended;
}

void refused(const Folder& folder, const json& scenario, const string& line) {
  const Ended ended = check(folder, scenario.dump());
  CAPTURE(line);
  CAPTURE(ended.err);
  CHECK(ended.code == 2);
  CHECK(("\n" + ended.err).find("\n" + line) != string::npos);
}

// A small run of everything, with every default written out.
json effective(const Folder& folder) {
  folder.write("q.json", slurp(DAWDLE_SOURCE_DIR "/scenarios/quickstart.json"));
  const Ended ended = dawdle(folder, {"run", "q.json", "-o", "o", "--set", "/data/samples=60", "--set",
                                      "/stop/updates=1", "--set", "/stop/time=60 s", "--set", "/stop/samples=1000"});
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  return json::parse(folder.read("o/scenario.json"));
}

// Visits (pointer, value) of every value that is no object or array.
void for_each_leaf(const json& document, const auto& visit) {
  const json leaves = document.flatten();
  for (const auto& [pointer, value] : leaves.items())
    if (!value.is_structured() && !value.is_null())
      visit(json::json_pointer(pointer), value);
}

json with(json document, const json::json_pointer& at, json value) {
  document[at] = std::move(value);
  return document;
}

string expected_at(const json::json_pointer& at) { return "s.json: " + at.to_string() + ": expected "; }

}  // namespace

TEST_CASE("every value of a scenario given the wrong type is reported at its pointer") {
  const Folder folder;
  const json document = effective(folder);
  int leaves = 0;
  for_each_leaf(document, [&](const json::json_pointer& at, const json& value) {
    refused(folder, with(document, at, value.is_string() ? json(7) : json("seven")), expected_at(at));
    refused(folder, with(document, at, nullptr), expected_at(at));
    ++leaves;
  });
  CHECK(leaves > 25);
}

TEST_CASE("every number with a minus, or in furlongs, is refused; a huge one at least does no harm") {
  const Folder folder;
  const json document = effective(folder);
  for_each_leaf(document, [&](const json::json_pointer& at, const json& value) {
    if (!value.is_number())
      return;
    refused(folder, with(document, at, -3), expected_at(at));
    refused(folder, with(document, at, "5 furlongs"), expected_at(at));
    if (value.is_number_integer())
      refused(folder, with(document, at, 1e30), expected_at(at));
    else
      check(folder, with(document, at, 1e300).dump());
  });
}

TEST_CASE("every misspelt key is reported, with the right spelling") {
  const Folder folder;
  const json document = effective(folder);
  for_each_leaf(document, [&](const json::json_pointer& at, const json& value) {
    const json::json_pointer object = at.parent_pointer();
    if (document[object].is_array())
      return;
    json changed = document;
    changed[object].erase(at.back());
    if (at.back() == "kind")
      return refused(folder, changed, expected_at(at));
    changed[object][at.back() + "q"] = value;
    folder.write("s.json", changed.dump());
    const string said = dawdle(folder, {"check", "s.json"}).err;
    CAPTURE(said);
    CHECK(said.find((object / (at.back() + "q")).to_string() + ": expected ") != string::npos);
    CHECK(said.find("did you mean \"" + at.back() + "\"?") != string::npos);
  });
}

TEST_CASE("what is not a scenario at all is refused with a line") {
  const Folder folder;
  const string good = small_scenario();
  for (const string& text :
       {string(), string("not json"), string("[]"), string("7"), string("null"), string("{}"), string("\"star\""),
        good + good, good.substr(0, good.size() / 2), string("\xFF\xFE{\0}\0", 6), string("{\"a\0\": 1}", 9),
        "{\"workers\": 4, \"workers\": 5, " + good.substr(1), string(100'000, '['), string(100'000, '{'),
        "{\"a\":" + string(200'000, '[')}) {
    CAPTURE(text.substr(0, 40));
    CHECK(check(folder, text).code == 2);
  }
}

TEST_CASE("a hundred megabytes of garbage are refused quickly") {
  const Folder folder;
  for (const string& unit : {string("\x93garbage\n"), string("\n"), string("[{"), string("\"\\u00e9")}) {
    string text = unit;
    while (text.size() < 100'000'000) text += text;
    const Ended ended = check(folder, text);
    CHECK(ended.code == 2);
    CHECK(ended.seconds < 5);
  }
}

TEST_CASE("megabytes of newlines before a mistake do not take seconds") {
  const Folder folder;
  const Ended ended = check(folder, string(15'000'000, '\n') + "garbage");
  CHECK(ended.code == 2);
  CHECK(ended.seconds < 2);
}

TEST_CASE("after thirty problems only their number is told") {
  const Folder folder;
  json scenario = json::parse(small_scenario());
  for (int i = 0; i < 50; ++i) scenario["key" + std::to_string(i)] = i;
  const auto said = lines(check(folder, scenario.dump()).err);
  REQUIRE(said.size() == 31);
  CHECK(said.back() == "... and 20 more");
}

TEST_CASE("a scenario that cannot end, or whose parts do not fit, is refused where it is wrong") {
  const Folder folder;
  const json good = json::parse(small_scenario());
  const json learning = {{"kind", "linear"}, {"samples", 8}, {"features", 2}};
  struct Case {
    json change;
    string line;
  };
  for (const auto& [change, line] : std::vector<Case>{
           {{{"workers", 0}}, "s.json: /workers: expected an integer from 1 to 1000000, got 0"},
           {{{"workers", 2000000}}, "s.json: /workers: expected an integer from 1 to 1000000, got 2000000"},
           {{{"stop", json::object()}}, "s.json: /stop: expected \"updates\", \"samples\", \"epochs\" or \"time\""},
           {{{"stop", {{"loss", 0.1}}}},
            "s.json: /stop: expected \"updates\", \"samples\", \"epochs\" or \"time\", so that the run ends even if no "
            "target is reached, got \"loss\"\n"},
           {{{"stop", {{"epochs", 1}}}}, "s.json: /stop/epochs: expected data"},
           {{{"model", "linear_regression"}}, "s.json: /data/kind: expected data to train on, got \"none\""},
           {{{"model", "linear_regression"}, {"data", learning}, {"workers", 9}, {"data", "linear"}}, ""},
           {{{"compute", {{"per_batch", {1, 2, 3}}}}},
            "s.json: /compute/per_batch: expected one number, or 4 (one a worker), got 3"},
           {{{"stop", {{"updates", 9}, {"accuracy", 0.9}}}},
            "s.json: /stop/accuracy: expected a model whose evaluations have the accuracy, got one with train_loss, "},
           {{{"record", {{"target_accuracy", 0.9}}}}, "s.json: /record/target_accuracy: expected a model"},
           {{{"network", "starr"}}, "s.json: /network: expected one of "}}) {
    json scenario = good;
    scenario.update(change);
    if (line.empty())
      CHECK(check(folder, scenario.dump()).code == 0);
    else
      refused(folder, scenario, line);
  }
}

TEST_CASE("more workers than samples share them, but cannot each own some") {
  const Folder folder;
  json scenario = json::parse(small_scenario());
  scenario.update({{"workers", 9}, {"model", "linear_regression"}, {"data", {{"kind", "linear"}, {"samples", 8}}}});
  folder.write("s.json", scenario.dump());
  CHECK(dawdle(folder, {"run", "s.json", "-o", "o"}).code == 0);
  scenario["data"]["partition"] = "sharded";
  refused(folder, scenario,
          "s.json: /data/partition: expected at least one row of the training set for each of the 9 workers, got 8");
  scenario["workers"] = 1;
  CHECK(check(folder, scenario.dump()).code == 0);
}

TEST_CASE("data files that are missing, a folder or cut off are named") {
  const Folder folder;
  json scenario = json::parse(small_scenario());
  scenario["model"] = "linear_regression";
  folder.write("cut.csv", "1,2,3\n4,5\n");
  folder.write("cut.gz", "\x1f\x8b\x08\x00\x01");
  for (const auto& [file, said] : std::vector<std::pair<string, string>>{{"none.csv", "No such file or directory"},
                                                                         {".", "Is a directory"},
                                                                         {"cut.csv", "cut.csv"},
                                                                         {"cut.gz", "cut.gz"}}) {
    scenario["data"] = {{"kind", "csv"}, {"file", file}};
    const Ended ended = check(folder, scenario.dump());
    CAPTURE(ended.err);
    CHECK(ended.code == 2);
    CHECK(ended.err.find("s.json: /data") == 0);
    CHECK(ended.err.find(said) != string::npos);
  }
}

TEST_CASE("what can run but is hardly meant is a warning, on standard error alone") {
  const Folder folder;
  const string time_alone =
      R"({"workers": 2, "model": {"kind": "none"}, "strategy": "sync_server", "compute": {"per_batch": 1},
          "stop": {"updates": 3})";
  folder.write("silent.json", time_alone + R"(, "network": "instant"})");
  folder.write("empty.json", time_alone + "}");
  CHECK(dawdle(folder, {"check", "silent.json"}).err.empty());
  for (const std::vector<string>& words :
       {std::vector<string>{"check", "empty.json"}, {"run", "empty.json", "-o", "o"}}) {
    const Ended ended = dawdle(folder, words);
    CHECK(ended.code == 0);
    CHECK(ended.err.find("empty.json: /model: warning: without a model messages have 0 bytes") != string::npos);
  }
  const Ended sized = dawdle(folder, {"explain", "empty.json", "--set", "/model/gradient_bytes=5"});
  CHECK(sized.err.empty());
  folder.write("q.json", small_scenario(R"(, "data": {"kind": "linear", "samples": 10, "features": 2})"));
  CHECK(dawdle(folder, {"check", "q.json"}).err ==
        "q.json: /data: warning: the model has no use for data, which are ignored; leave them out\n");
}
