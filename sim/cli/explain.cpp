// dawdle explain SCENARIO
#include "sim/cli/commands.hpp"
#include "sim/cli/processors.hpp"
#include "sim/cli/scenario_options.hpp"
#include "sim/theory/theory.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <memory>

namespace dawdle {

namespace {

struct ExplainOptions {
  ScenarioOptions scenario;
  std::string results;  // folder of a finished run
  bool run = false;
  bool json = false;
};

// With the unit's usual prefix: 1.25 ms.
std::string scaled(double value, std::string_view unit, double factor, std::span<const std::string_view> prefixes,
                   std::size_t at) {
  for (; at > 0 && std::abs(value) < 1; --at) value *= factor;
  for (; at + 1 < prefixes.size() && std::abs(value) >= factor; ++at) value /= factor;
  return fmt::format("{:.4g} {}{}", value, prefixes[at], unit);
}

std::string shown(const std::optional<double>& value, std::string_view unit) {
  static constexpr std::array<std::string_view, 4> small = {"n", "u", "m", ""};
  static constexpr std::array<std::string_view, 5> large = {"", "k", "M", "G", "T"};
  if (!value)
    return "-";
  if (*value == 0)
    return fmt::format("0 {}", unit == "bytes" ? "B" : unit);
  if (unit == "s")
    return scaled(*value, unit, 1000, small, 3);
  if (unit == "bytes")
    return scaled(*value, "B", 1000, large, 0);
  return fmt::format("{:.4g}{}{}", *value, unit.empty() ? "" : " ", unit);
}

void print(const std::vector<TheoryLine>& lines, bool with_run) {
  std::string_view section;
  fmt::print("{:<31}{:>10}{}\n", "", "predicted", with_run ? "  simulated  difference" : "");
  for (const TheoryLine& line : lines) {
    if (line.section != section)
      fmt::print("{}\n", line.section);
    section = line.section;
    std::string text = fmt::format("  {:<29}{:>10}", line.quantity, shown(line.predicted, line.unit));
    if (with_run) {
      const std::optional<double> difference = line.difference();
      text += fmt::format("{:>11}{:>12}", line.simulated ? shown(line.simulated, line.unit) : "",
                          difference ? fmt::format("{:+.2f} %", 100 * *difference) : "");
    }
    if (line.note.empty())
      text.erase(text.find_last_not_of(' ') + 1);
    else
      text += "   " + line.note;
    fmt::print("{}\n", text);
  }
}

int explain(const ExplainOptions& options) {
  std::vector<std::string> problems;
  auto scenario = options.scenario.read(problems);
  Pool pool(processors());
  std::unique_ptr<Simulation> simulation;
  if (scenario)
    simulation = prepare_and_warn(*scenario, pool, problems);
  if (!simulation)
    return complain(problems);
  std::optional<RunTotals> totals;
  if (!options.results.empty()) {
    try {
      totals = read_totals(options.results, *scenario);
    } catch (const std::runtime_error& e) {
      return complain({e.what()});
    }
  } else if (options.run) {
    totals = totals_of(simulation->run());
  }
  const Experiment& e = scenario->experiment;
  const std::vector<TheoryLine> lines = explain(e, simulation->size(), totals);
  if (options.json) {
    fmt::print("{}", explanation_json(lines));
  } else {
    fmt::print("{}: {} worker{}\n\n", e.name, e.workers, e.workers == 1 ? "" : "s");
    print(lines, totals.has_value());
  }
  return kDone;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "Say what theory predicts of a scenario; beside a run on request");
  options->scenario.add_to(*command);
  CLI::Option* run = command->add_flag("--run", options->run, "Run it too: simulated against predicted");
  command->add_option("--results", options->results, "The same with a finished run, from its folder")->excludes(run);
  command->add_flag("--json", options->json, "Print JSON, in seconds and bytes");
  command->callback([options, &exit_code] { exit_code = explain(*options); });
}

}  // namespace dawdle
