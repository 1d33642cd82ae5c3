// dawdle completion: a script that teaches bash (and zsh, through bashcompinit) this program's words
#include "sim/cli/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dawdle {

namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

// Made from the parser itself, so that it knows every command and option there is.
void print_completion(const CLI::App& app) {
  std::vector<std::string> commands;
  std::string cases;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(command->get_name());
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), fmt::join(option_names(*command), " "));
  }
  fmt::print(
      "# source <(dawdle completion)\n"
      "_dawdle() {{\n"
      "  local here=${{COMP_WORDS[COMP_CWORD]}} words\n"
      "  case ${{COMP_WORDS[1]}} in\n{}"
      "    *) words=\"{} {}\" ;;\n"
      "  esac\n"
      "  if ((COMP_CWORD == 1)); then words=\"{} {}\"; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$here\"))\n"
      "  if [[ $here != -* ]] && ((COMP_CWORD > 1)); then COMPREPLY+=($(compgen -f -- \"$here\")); fi\n"
      "}}\n"
      "complete -o filenames -F _dawdle dawdle\n",
      cases, fmt::join(commands, " "), fmt::join(option_names(app), " "), fmt::join(commands, " "),
      fmt::join(option_names(app), " "));
}

}  // namespace

void add_completion(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("completion", "Print a completion script for bash: source <(dawdle completion)");
  command->callback([&app, &exit_code] {
    print_completion(app);
    exit_code = kDone;
  });
}

}  // namespace dawdle
