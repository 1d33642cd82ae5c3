#include "sim/sweep/store.hpp"
#include "sim/scenario/whole_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <chrono>
#include <fstream>
#include <thread>

using dawdle::failure;
using dawdle::RunRecord;
using dawdle::RunStore;
namespace fs = std::filesystem;

namespace {

class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / ("dawdle-store-" + std::to_string(::getpid()))) {}
  ~Scratch() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }
  std::vector<fs::path> groups() const { return {fs::directory_iterator(path_), {}}; }

 private:
  fs::path path_;
};

RunRecord success(const std::string& key) { return {key, "outcome,reason\ndone,\n", "time_s\n0\n1.5\n"}; }

}  // namespace

TEST_CASE("what was flushed is there for the next process; what was not is lost") {
  const Scratch scratch;
  {
    RunStore store(scratch.path());
    store.add(success("a"));
    store.flush();
    store.add(success("b"));
    CHECK(store.has("b"));
  }
  const RunStore store(scratch.path());
  CHECK(store.has("a"));
  CHECK_FALSE(store.has("b"));
  CHECK(store.read("a")->figures == success("a").figures);
  CHECK(store.read("a")->curve == success("a").curve);
  CHECK_FALSE(store.read("b").has_value());
}

TEST_CASE("two stores on one folder see each other's results") {
  const Scratch scratch;
  RunStore one(scratch.path()), other(scratch.path());
  one.add(success("a"));
  one.flush();
  CHECK_FALSE(other.has("a"));
  other.refresh();
  CHECK(other.has("a"));
}

TEST_CASE("a success counts more than a failure, whichever came first") {
  const Scratch scratch;
  RunStore store(scratch.path());
  for (const auto& record : {failure("a", "out of luck"), success("a"), success("b"), failure("b", "out of luck")}) {
    store.add(record);
    store.flush();
  }
  const RunStore later(scratch.path());
  for (const char* key : {"a", "b"}) {
    CHECK_FALSE(store.failed(key));
    CHECK_FALSE(later.failed(key));
    CHECK(later.read(key)->curve == success(key).curve);
  }
}

TEST_CASE("a damaged group is as good as absent, wherever the damage is") {
  const Scratch scratch;
  {
    RunStore store(scratch.path());
    store.add(success("a"));
    store.flush();
  }
  const fs::path group = scratch.groups().at(0);
  std::string content;
  std::getline(std::ifstream(group, std::ios::binary), content, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) {
    std::string damaged = content;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    std::ofstream(group, std::ios::binary) << damaged;
    CHECK_FALSE(RunStore(scratch.path()).has("a"));
    std::ofstream(group, std::ios::binary) << content.substr(0, i);
    CHECK_FALSE(RunStore(scratch.path()).has("a"));
  }
}

TEST_CASE("many threads may add while one flushes") {
  const Scratch scratch;
  RunStore store(scratch.path());
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&store, t] {
        for (int i = 0; i < 50; ++i) {
          store.add(success(std::to_string(50 * t + i)));
          if (t == 0 && i % 10 == 0)
            store.flush();
        }
      });
  }
  store.flush();
  const RunStore later(scratch.path());
  for (int i = 0; i < 200; ++i) CHECK(later.has(std::to_string(i)));
}

TEST_CASE("a draft that a killed process left goes away when it is old; one that somebody may be at stays") {
  const Scratch scratch;
  const RunStore store(scratch.path());
  for (const char* name : {"old.tmp", "new.tmp"}) std::ofstream(scratch.path() / name) << "half";
  fs::last_write_time(scratch.path() / "old.tmp", fs::file_time_type::clock::now() - std::chrono::hours(2));
  dawdle::remove_old_drafts(scratch.path());
  CHECK(scratch.groups() == std::vector<fs::path>{scratch.path() / "new.tmp"});
}
