// dawdle plot FOLDER: matplotlib draws, through the scripts in analysis/
#include "sim/cli/commands.hpp"
#include "sim/cli/python.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dawdle {

void add_plot(CLI::App& app, int& exit_code) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "plot",
      "Draw the figures of a run (loss and accuracy, where each worker's time went, staleness) or of a sweep (curves "
      "with bands over seeds, speed-up, heat map, error-runtime trade-off) into its folder; PNG, PDF, PGF");
  command
      ->add_option("FOLDER", *folder,
                   "Folder with the results of a run or a sweep. Further options go to analysis/plot.py, such as "
                   "--format pgf, --y accuracy, --group /strategy, --target loss=0.1")
      ->required();
  command->allow_extras();
  command->callback([folder, command, &exit_code] {
    std::vector<std::string> words = command->remaining();
    words.insert(words.begin(), *folder);
    exit_code = run_analysis("plot", words);
  });
}

}  // namespace dawdle
