// The commands of the one binary. Each adds itself to the option parser and leaves its exit code behind.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace dawdle {

// What a shell sees.
enum ExitCode { kDone = 0, kRunFailed = 1, kBadInput = 2, kSomePointsFailed = 3 };

void add_run(CLI::App& app, int& exit_code);
void add_sweep(CLI::App& app, int& exit_code);
void add_merge(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_theory(CLI::App& app, int& exit_code);
void add_calibrate(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_list(CLI::App& app, int& exit_code);
void add_plot(CLI::App& app, int& exit_code);
void add_gallery(CLI::App& app, int& exit_code);
void add_table(CLI::App& app, int& exit_code);
void add_schema(CLI::App& app, int& exit_code);
void add_completion(CLI::App& app, int& exit_code);

// "dawdle 0.1.0 (commit 1a2b3c, g++ 12.2.0)"
std::string version_line();

}  // namespace dawdle
