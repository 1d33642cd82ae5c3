// dawdle: what would this training run have looked like on that cluster?
#include "sim/cli/commands.hpp"

#include <fmt/format.h>
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
    "  dawdle check s.json                                all mistakes at once\n"
    "  dawdle list stragglers                             what a scenario can name\n"
    "  dawdle plot results/quickstart                     figures as PNG and PDF\n"
    "\nExit codes: 0 done, 1 a run failed, 2 wrong usage or scenario, 3 some points of a sweep failed.\n"
    "Results and tables go to standard output, messages to standard error.";

}  // namespace

int main(int argc, char** argv) {
  using namespace dawdle;
  CLI::App app(kDescription, "dawdle");
  app.footer(kFooter);
  app.set_version_flag("--version", version_line());
  app.set_help_all_flag("--help-all", "Print the help of all commands and exit");
  app.require_subcommand(1);
  int exit_code = kDone;
  add_run(app, exit_code);
  add_check(app, exit_code);
  add_list(app, exit_code);
  add_plot(app, exit_code);
  add_schema(app, exit_code);
  add_completion(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kDone : kBadInput;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "dawdle: out of memory\n");
    return kRunFailed;
  } catch (const std::exception& e) {
    fmt::print(stderr, "dawdle: {}\n", e.what());
    return kRunFailed;
  }
  // A table that could not be written (a full disk, a closed pipe) must not look like success.
  if (std::fflush(stdout) != 0) {
    fmt::print(stderr, "dawdle: standard output: {}\n", std::strerror(errno));
    return kRunFailed;
  }
  return exit_code;
}
