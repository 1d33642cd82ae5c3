// A sweep that is killed, interrupted, out of disk or not alone ends with the bytes of one that was left in peace.
#include "tests/cli/sweep_files.hpp"
#include "tests/cli/tiny_disk.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

using namespace cli;
using std::string;

namespace {

Child start(const Folder& folder, const string& output) {
  return Child(folder, {DAWDLE_BINARY, "sweep", "sweep.json", "-o", output, "-j", "2"});
}

string undisturbed(const Folder& folder, const string& sweep = long_sweep()) {
  folder.write("sweep.json", sweep);
  const Ended ended = start(folder, "peace").wait(300);
  REQUIRE_MESSAGE(ended.code == 0, ended.err);
  return tables(folder, "peace");
}

// The tables are all there with those bytes, or the sweep is not finished and summary.csv is missing.
void check_whole_or_absent(const Folder& folder, const string& output, const string& expected) {
  if (folder.has(output + "/summary.csv"))
    CHECK(tables(folder, output) == expected);
}

// Each sweep has so many lives before it is left to end.
void kill_at_random_moments(int times, int lives, int updates, unsigned longest_life_ms) {
  const Folder folder;
  const string expected = undisturbed(folder, long_sweep(updates));
  std::mt19937 random(7);
  for (int i = 0; i < times; ++i) {
    const string output = "o" + std::to_string(i / lives);
    Child child = start(folder, output);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % longest_life_ms));
    child.signal(SIGKILL);
    child.wait();
    check_whole_or_absent(folder, output, expected);
    if (i % lives < lives - 1)
      continue;
    const Ended ended = start(folder, output).wait(300);
    CHECK_MESSAGE(ended.code == 0, ended.err);
    CHECK(tables(folder, output) == expected);
  }
}

}  // namespace

TEST_CASE("a sweep killed at random moments resumes to the same bytes") { kill_at_random_moments(6, 3, 1200, 1000); }

TEST_CASE("slow: a sweep killed at 50 random moments resumes to the same bytes") {
  kill_at_random_moments(50, 5, 4000, 2000);
}

TEST_CASE("an interrupted sweep keeps its results, says so, and resumes to the same bytes") {
  const Folder folder;
  const string expected = undisturbed(folder);
  for (const int number : {SIGINT, SIGTERM}) {
    const string output = "o" + std::to_string(number);
    Child child = start(folder, output);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    child.signal(number);
    const Ended ended = child.wait();
    if (ended.code != 0) {  // a fast machine may have been done
      CHECK(ended.code == 1);
      CHECK(ended.err == "dawdle: interrupted; the same command goes on from here\n");
      CHECK_FALSE(folder.has(output + "/summary.csv"));
    }
    CHECK(start(folder, output).wait(300).code == 0);
    CHECK(tables(folder, output) == expected);
  }
}

TEST_CASE("a sweep on a full disk names the file; with room made it resumes to the same bytes") {
  const Folder folder;
  const string expected = undisturbed(folder);
  const TinyDisk disk(folder, "300k");
  if (!disk.mounted())
    return skip("only root can mount a small file system");
  const Ended ended = start(folder, "disk/o").wait(300);
  CHECK(ended.code == 1);
  CHECK(ended.err.starts_with("dawdle: disk/o/"));
  CHECK(ended.err.ends_with(": No space left on device\n"));
  CHECK(lines(ended.err).size() == 1);
  CHECK_FALSE(folder.has("disk/o/summary.csv"));
  disk.resize("100m");
  CHECK(start(folder, "disk/o").wait(300).code == 0);
  CHECK(tables(folder, "disk/o") == expected);
}

TEST_CASE("two sweeps at once in one folder end with the same bytes") {
  const Folder folder;
  const string expected = undisturbed(folder);
  Child first = start(folder, "o"), second = start(folder, "o");
  CHECK(first.wait(300).code == 0);
  CHECK(second.wait(300).code == 0);
  CHECK(tables(folder, "o") == expected);
}
