// dawdle: what would this training run have looked like on that cluster?
#include "models/memory.hpp"
#include "sim/cli/commands.hpp"
#include "sim/scenario/problem.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

namespace {

constexpr const char* kDescription =
    "Simulates distributed SGD: real mathematics on a simulated clock.\n"
    "A scenario file goes in; loss against simulated seconds, where the time went, and figures come out.";

constexpr const char* kFooter =
    "\nExamples:\n"
    "  dawdle run scenarios/quickstart.json               results in results/quickstart/\n"
    "  dawdle run s.json --set /workers=32 --seed 7 -o out\n"
    "  dawdle sweep sweep.json -o out                     many runs, all cores; the same command resumes\n"
    "  dawdle explain s.json --run                        what theory predicts, and what a run says to that\n"
    "  dawdle check s.json                                all mistakes at once\n"
    "  dawdle list stragglers                             what a scenario can name\n"
    "  dawdle plot results/quickstart                     figures of a run or a sweep: PNG, PDF, PGF\n"
    "\nExit codes: 0 done, 1 a run failed, 2 wrong usage or scenario, 3 some points of a sweep failed.\n"
    "Results and tables go to standard output, messages to standard error.";

// The sentence for a word that is no command; empty when the command line starts with none such.
std::string unknown_command(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining();
  if (words.empty() || words.front().starts_with('-'))
    return "";
  std::vector<std::string_view> commands;
  for (const CLI::App* command : app.get_subcommands(nullptr)) commands.push_back(command->get_name());
  const std::string given = dawdle::in_quotes(words.front());
  return dawdle::unknown_name("", "command", commands, given, words.front()).text;
}

// The same for an option that is none of the command's.
std::string unknown_option(const CLI::App& command) {
  for (const std::string& word : command.remaining()) {
    const std::string given = word.substr(0, word.find('='));
    if (!given.starts_with("--"))
      continue;
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    const std::vector<std::string_view> options(names.begin(), names.end());
    return dawdle::unknown_name("", "option", options, dawdle::in_quotes(given), given).text;
  }
  return "";
}

int usage_exit(const CLI::App& app, const CLI::ParseError& error) {
  const auto commands = app.get_subcommands();
  std::string unknown;
  if (commands.empty())
    unknown = unknown_command(app);
  else if (dynamic_cast<const CLI::ExtrasError*>(&error))
    unknown = unknown_option(*commands.front());
  if (unknown.empty())
    return app.exit(error) == 0 ? dawdle::kDone : dawdle::kBadInput;
  fmt::print(stderr, "dawdle: {}\nRun with --help for more information.\n", unknown);
  return dawdle::kBadInput;
}

// Beyond what the machine has, `new` then throws, and a sentence says so; otherwise the kernel would pick a process and
// kill it. (AddressSanitizer takes more address space than that for itself.)
void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__)
  const auto bytes = static_cast<rlim_t>(std::min(models::available_memory(), 0x1p62));
  const rlimit limit = {bytes, RLIM_INFINITY};
  ::setrlimit(RLIMIT_DATA, &limit);
#endif
}

// Thrown here, or by a process: the clock then nests the cause in its own error.
bool is_out_of_memory(const std::exception& error) {
  try {
    std::rethrow_if_nested(error);
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
  }
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace dawdle;
  limit_memory();
  CLI::App app(kDescription, "dawdle");
  app.footer(kFooter);
  app.set_version_flag("--version", version_line());
  app.set_help_all_flag("--help-all", "Print the help of all commands and exit");
  app.require_subcommand(1);
  int exit_code = kDone;
  add_run(app, exit_code);
  add_sweep(app, exit_code);
  add_merge(app, exit_code);
  add_explain(app, exit_code);
  add_theory(app, exit_code);
  add_calibrate(app, exit_code);
  add_check(app, exit_code);
  add_list(app, exit_code);
  add_plot(app, exit_code);
  add_table(app, exit_code);
  add_gallery(app, exit_code);
  add_schema(app, exit_code);
  add_completion(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return usage_exit(app, e);
  } catch (const std::exception& e) {
    fmt::print(stderr, "dawdle: {}{}{}\n", std::ferror(stdout) ? "standard output: " : "", e.what(),
               is_out_of_memory(e) ? ": out of memory" : "");
    return kRunFailed;
  }
  // A table that could not be written (a full disk, a closed pipe) must not look like success.
  if (std::fflush(stdout) != 0) {
    fmt::print(stderr, "dawdle: standard output: {}\n", std::strerror(errno));
    return kRunFailed;
  }
  return exit_code;
}
