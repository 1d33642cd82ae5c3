#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

extern char** environ;

namespace cli {

namespace fs = std::filesystem;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void redirect(posix_spawn_file_actions_t& files, int stream, const std::string& path) {
  if (path == "-")
    posix_spawn_file_actions_addclose(&files, stream);
  else
    posix_spawn_file_actions_addopen(&files, stream, path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
}

}  // namespace

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "dawdle-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Folder::write(std::string_view name, std::string_view content) const {
  const fs::path file = path_ / name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

std::string Folder::read(const fs::path& name) const {
  REQUIRE_MESSAGE(has(name), name.string());
  return slurp(path_ / name);
}

Child::Child(const Folder& folder, std::vector<std::string> words, const std::string& out, const std::string& err)
    : begin_(now()),
      out_(out.empty() ? folder.path() / ".out" : fs::path(out)),
      err_(err.empty() ? folder.path() / ".err" : fs::path(err)) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addchdir_np(&files, folder.path().c_str());
  redirect(files, STDOUT_FILENO, out_);
  redirect(files, STDERR_FILENO, err_);
  REQUIRE(::posix_spawnp(&pid_, arguments[0], &files, nullptr, arguments.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&files);
}

void Child::signal(int number) const { ::kill(pid_, number); }

Ended Child::wait(double limit_seconds) {
  Ended ended;
  int status = 0;
  while (::waitpid(pid_, &status, WNOHANG) == 0) {
    if (!ended.timed_out && now() - begin_ > limit_seconds) {
      ended.timed_out = true;
      ::kill(pid_, SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ended.seconds = now() - begin_;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (fs::is_regular_file(out_))
    ended.out = slurp(out_);
  if (fs::is_regular_file(err_))
    ended.err = slurp(err_);
  return ended;
}

Ended dawdle_to(const Folder& folder, const std::string& out, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), DAWDLE_BINARY);
  Ended ended = Child(folder, std::move(arguments), out).wait();
  CHECK_FALSE(ended.timed_out);
  return ended;
}

Ended dawdle(const Folder& folder, std::vector<std::string> arguments) {
  return dawdle_to(folder, "", std::move(arguments));
}

Ended shell(const Folder& folder, const std::string& line) {
  return Child(folder, {"bash", "-c", "DAWDLE=" DAWDLE_BINARY "; " + line}).wait();
}

std::string small_scenario(std::string_view change) {
  return R"({"workers": 4, "model": {"kind": "quadratic", "dimension": 10, "noise": 1},
  "optimizer": {"kind": "sgd", "learning_rate": 0.1}, "compute": {"per_batch": "1 ms"}, "network": "instant")" +
         std::string(change.find("\"strategy\"") == change.npos ? ", \"strategy\": \"async\"" : "") +
         std::string(change.find("\"stop\"") == change.npos ? ", \"stop\": {\"updates\": 100}" : "") +
         std::string(change) + "}\n";
}

void skip(const std::string& why) { MESSAGE("SKIPPED: " << why); }

std::vector<std::string> lines(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

}  // namespace cli
