// dawdle gallery [NAME...]: published results, simulated again and compared
#include "sim/cli/commands.hpp"
#include "sim/cli/python.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dawdle {

void add_gallery(CLI::App& app, int& exit_code) {
  auto folder = std::make_shared<std::string>("results/gallery");
  auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("gallery",
                                         "Simulate published and exact results (scenarios/gallery/) and print "
                                         "expected, simulated, verdict; exit code 1 if "
                                         "a check misses its tolerance");
  command->add_option("NAME", *names, "Entries to run; default: all");
  command->add_option("-o,--output", *folder, "Folder for results and figures; default: results/gallery");
  command->callback([folder, names, &exit_code] {
    std::vector<std::string> words = {"-o", *folder};
    words.insert(words.end(), names->begin(), names->end());
    exit_code = run_analysis("gallery", words);
  });
}

}  // namespace dawdle
