// Short scenarios whose results are kept beside them. Every change of a number shows here, meant or not.
#include "sim/scenario/hash.hpp"
#include "sim/scenario/results.hpp"
#include "sim/scenario/whole_file.hpp"
#include "tests/scenario/golden_scenarios.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(fs::temp_directory_path() / fmt::format("dawdle-golden-{}", ::getpid())) {}
  ~TemporaryFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Runs it and writes its results into `folder`; false: it cannot be run, and the test has said why.
bool run(const std::string& name, int threads, const fs::path& folder) {
  std::vector<std::string> problems;
  dawdle::Pool pool(threads);
  const auto scenario = dawdle::read_scenario(golden::path(name), {}, problems);
  const auto simulation = scenario ? dawdle::prepare(*scenario, pool, problems) : nullptr;
  for (const std::string& problem : problems) FAIL_CHECK(problem);
  if (simulation)
    dawdle::write_results(folder, *scenario, simulation->run(), {});
  return simulation != nullptr;
}

// What is kept of the results: the summary and a hash of each table. Nothing when there are none.
std::string result(const std::string& name, int threads) {
  const TemporaryFolder folder;
  if (!run(name, threads, folder.path()))
    return "";
  Json out = Json::parse(golden::text_of(folder.path() / "summary.json"));
  // Not results: who computed them, and how many events the clock needed.
  out.erase("provenance");
  out.erase("events");
  for (const char* table : {"curve.csv", "workers.csv", "staleness.csv", "links.csv", "links_over_time.csv"})
    if (fs::exists(folder.path() / table))  // links are not measured in every network
      out["hashes"][table] = dawdle::hash_of(golden::text_of(folder.path() / table));
  return out.dump(2) + "\n";
}

std::string value_at(const Json& figures, const std::string& pointer) {
  const auto found = figures.find(pointer);
  return found == figures.end() ? "nothing" : found->dump();
}

// A line for each figure that moved.
std::string moved(const std::string& expected, const std::string& got) {
  const Json before = Json::parse(expected, nullptr, false).flatten();
  const Json after = Json::parse(got).flatten();
  Json all = before.is_object() ? before : Json::object();
  all.update(after);
  std::string out;
  for (const auto& [pointer, value] : all.items())
    if (value_at(before, pointer) != value_at(after, pointer))
      out += fmt::format("\n  {}: {} -> {}", pointer, value_at(before, pointer), value_at(after, pointer));
  return out.empty() ? "\n  only the layout of the file" : out;
}

// DAWDLE_ACCEPT=1 makes the results at hand the expected ones.
bool accepting() {
  const char* accept = std::getenv("DAWDLE_ACCEPT");
  return accept && std::string_view(accept) == "1";
}

void check_expected(const std::string& name, const std::string& got) {
  const std::string expected = golden::text_of(golden::path(name, golden::expected_suffix));
  if (expected != got)
    FAIL_CHECK(
        fmt::format("{} moved:{}\nIf that is meant: DAWDLE_ACCEPT=1 build/test_scenario -tc='golden*', and name the "
                    "new hash in the commit",
                    name, moved(expected, got)));
}

}  // namespace

TEST_CASE("golden scenarios give the results that were accepted, on any number of threads") {
  std::string all;
  for (const std::string& name : golden::names(false)) {
    const std::string got = result(name, 1);
    if (got.empty())
      continue;
    if (accepting())
      dawdle::write_whole_file(golden::path(name, golden::expected_suffix), got);
    check_expected(name, got);
    CHECK_MESSAGE(result(name, 3) == got, name << " differs between one thread and three");
    all += name + got;
  }
  fmt::print("Results: {}\n", dawdle::hash_of(all));
}

TEST_CASE("the effective scenario, read again, is itself") {
  for (const std::string& name : golden::names(false)) {
    std::vector<std::string> problems;
    const auto first = dawdle::read_scenario(golden::path(name), {}, problems);
    const auto second = dawdle::parse_scenario(first->effective, golden::path(name), {}, problems);
    for (const std::string& problem : problems) FAIL_CHECK(problem);
    if (second)
      CHECK(second->effective == first->effective);
  }
}

TEST_CASE("golden scenarios have their expected results beside them, and nothing else has") {
  CHECK(fmt::format("{}", fmt::join(golden::names(false), " ")) ==
        fmt::format("{}", fmt::join(golden::names(true), " ")));
}
