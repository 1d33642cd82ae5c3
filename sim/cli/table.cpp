// dawdle table FOLDER: a sweep's points as LaTeX, Markdown or CSV
#include "sim/cli/commands.hpp"
#include "sim/cli/python.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dawdle {

void add_table(CLI::App& app, int& exit_code) {
  struct Options {
    std::string folder, format = "md", columns;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "table", "Print a sweep's points as a table: mean and 95 % interval over the seeds, the best in bold");
  command->add_option("FOLDER", options->folder, "Folder with the results of a sweep")->required();
  command->add_option("--format", options->format, "tex (booktabs), md or csv; default: md")
      ->check(CLI::IsMember({"tex", "md", "csv"}));
  command->add_option("--columns", options->columns, "Columns of runs.csv, with commas between them");
  command->callback([options, &exit_code] {
    std::vector<std::string> words = {options->folder, "--format", options->format};
    if (!options->columns.empty())
      words.insert(words.end(), {"--columns", options->columns});
    exit_code = run_analysis("table", words);
  });
}

}  // namespace dawdle
