// dawdle run --trace: what is recorded, and the file it goes to.
#pragma once

#include "sim/cluster/timeline.hpp"
#include "sim/scenario/whole_file.hpp"
#include "sim/training/record.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace dawdle {

struct TraceOptions {
  std::string file;  // empty: no trace
  TimelineLimits limits;

  void add_to(CLI::App& command);
};

class Trace {
 public:
  // Begins the file, so that one that cannot be written is found before the run. Throws as WholeFile.
  explicit Trace(const TraceOptions& options) : name_(options.file), file_(options.file), timeline_(options.limits) {}

  Timeline& timeline() { return timeline_; }
  // Writes the file, and says on standard error what had to be left out.
  void write(std::string_view run_name, const RunResult& result);

 private:
  std::string name_;
  WholeFile file_;
  Timeline timeline_;
};

}  // namespace dawdle
