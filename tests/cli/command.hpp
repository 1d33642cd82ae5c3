// Runs the built program as a user would: arguments in, exit code, standard output and standard error out.
#pragma once

#include <sys/types.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

struct Ended {
  int code = -1;           // exit code; 128 + the signal that killed it
  bool timed_out = false;  // it was killed at its time limit
  double seconds = 0;      // of wall time
  std::string out, err;
};

// A folder that exists as long as the object.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(std::string_view name, std::string_view content) const;
  std::string read(const std::filesystem::path& name) const;
  bool has(const std::filesystem::path& name) const { return std::filesystem::exists(path_ / name); }

 private:
  std::filesystem::path path_;
};

// A program under way. Standard output and error go to files, those of wait() or the ones named.
class Child {
 public:
  Child(const Folder& folder, std::vector<std::string> words, const std::string& out = "", const std::string& err = "");
  void signal(int number) const;
  Ended wait(double limit_seconds = 60);

 private:
  pid_t pid_ = 0;
  double begin_ = 0;
  std::string out_, err_;
};

// dawdle with these arguments, in that folder.
Ended dawdle(const Folder& folder, std::vector<std::string> arguments);
// The same with standard output going to a file of the caller's choice; "-": closed.
Ended dawdle_to(const Folder& folder, const std::string& out, std::vector<std::string> arguments);
// A line of shell, in which $DAWDLE is the program.
Ended shell(const Folder& folder, const std::string& line);

// A scenario that takes a moment: a quadratic, four workers, a network that takes no time. `change` is appended to the
// members.
std::string small_scenario(std::string_view change = "");

// Says loudly that a test could not be made here.
void skip(const std::string& why);

std::vector<std::string> lines(std::string_view text);
std::string slurp(const std::filesystem::path& file);

}  // namespace cli
