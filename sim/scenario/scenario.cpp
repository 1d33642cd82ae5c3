#include "sim/scenario/scenario.hpp"

#include "sim/scenario/hash.hpp"
#include "sim/scenario/json_text.hpp"
#include "sim/scenario/pointer.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/schema.hpp"

#include <new>

namespace dawdle {

namespace {

std::unique_ptr<Scenario> build(std::optional<nlohmann::json> document, const std::filesystem::path& file,
                                const std::vector<Override>& overrides, std::vector<Problem>& found) {
  if (!document)
    return nullptr;
  for (const auto& [pointer, value] : overrides) set_pointer_text(*document, pointer, value, found);
  auto scenario = std::make_unique<Scenario>();
  scenario->file = file.string();
  const auto effective = read_object(
      *document, file.parent_path(), [&](Fields& fields) { scenario->experiment.describe(fields); }, found);
  if (!found.empty())
    return nullptr;
  scenario->effective = effective.dump(2) + "\n";
  // The name is a label; two scenarios that differ in nothing else are the same experiment.
  auto nameless = effective;
  nameless.erase("name");
  scenario->hash = hash_of(nameless.dump());
  return scenario;
}

std::unique_ptr<Scenario> with_messages(std::optional<nlohmann::json> document, const std::filesystem::path& file,
                                        const std::vector<Override>& overrides, std::vector<Problem>& found,
                                        std::vector<std::string>& problems) {
  auto scenario = build(std::move(document), file, overrides, found);
  for (const Problem& problem : found) problems.push_back(message(file.string(), problem));
  return scenario;
}

}  // namespace

std::unique_ptr<Scenario> read_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides,
                                        std::vector<std::string>& problems) {
  std::vector<Problem> found;
  auto document = read_json(file, found);
  return with_messages(std::move(document), file, overrides, found, problems);
}

std::unique_ptr<Scenario> parse_scenario(std::string_view text, const std::filesystem::path& file,
                                         const std::vector<Override>& overrides, std::vector<std::string>& problems) {
  std::vector<Problem> found;
  auto document = parse_json(text, found);
  return with_messages(std::move(document), file, overrides, found, problems);
}

std::unique_ptr<Simulation> prepare(Scenario& scenario, Pool& pool, std::vector<std::string>& problems) {
  try {
    return std::make_unique<Simulation>(scenario.experiment, pool);
  } catch (const Misfit& misfit) {
    problems.push_back(message(scenario.file, {misfit.pointer, misfit.what()}));
  } catch (const std::bad_alloc&) {
    problems.push_back(message(scenario.file, {"", "expected a scenario that fits into memory, but it does not"}));
  } catch (const std::length_error&) {
    problems.push_back(message(scenario.file, {"", "expected a scenario that fits into memory, but it does not"}));
  }
  return nullptr;
}

std::string scenario_schema() {
  Experiment experiment;
  return schema([&](Fields& fields) { experiment.describe(fields); }, "Dawdle scenario").dump(2) + "\n";
}

}  // namespace dawdle
