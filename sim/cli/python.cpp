#include "sim/cli/python.hpp"

#include "sim/cli/commands.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>

extern char** environ;

namespace dawdle {

namespace {

namespace fs = std::filesystem;

// The exit code of a program, looked for on the PATH; -1 when it can't be started. `quiet` hides what it says.
int call(std::vector<std::string> words, bool quiet) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (quiet)
    for (int stream : {STDOUT_FILENO, STDERR_FILENO})
      posix_spawn_file_actions_addopen(&files, stream, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  int status = 0;
  if (error != 0 || ::waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
    return -1;
  return WEXITSTATUS(status);
}

// The one the user names, or else the first that has it: `python3` is often an environment without, while the system's
// is with matplotlib.
std::string python_with_matplotlib() {
  std::vector<std::string> candidates = {"python3", "/usr/bin/python3", "/usr/local/bin/python3"};
  if (const char* chosen = std::getenv("DAWDLE_PYTHON"))
    candidates = {chosen};
  for (const std::string& python : candidates)
    if (call({python, "-c", "import matplotlib"}, true) == 0)
      return python;
  return "";
}

fs::path analysis_folder() {
  if (const char* chosen = std::getenv("DAWDLE_ANALYSIS"))
    return chosen;
  std::error_code error;
  const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "analysis";
  return fs::exists(beside / "plot.py", error) ? beside : fs::path(DAWDLE_SOURCE_DIR) / "analysis";
}

}  // namespace

int run_analysis(const std::string& script, const std::vector<std::string>& arguments) {
  const std::string python = python_with_matplotlib();
  if (python.empty()) {
    const char* chosen = std::getenv("DAWDLE_PYTHON");
    fmt::print(
        stderr,
        "dawdle {}: {}; install the package python3-matplotlib, or name an interpreter that has it in "
        "DAWDLE_PYTHON\n",
        script,
        chosen ? fmt::format("DAWDLE_PYTHON={} cannot import matplotlib", chosen) : "no Python with matplotlib found");
    return kRunFailed;
  }
  // The scripts ask this program for theory, and to run sweeps.
  std::error_code error;
  ::setenv("DAWDLE_PROGRAM", fs::read_symlink("/proc/self/exe", error).c_str(), 1);
  std::vector<std::string> words = {python, (analysis_folder() / (script + ".py")).string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const int code = call(words, false);
  return code < 0 ? kRunFailed : code;
}

}  // namespace dawdle
