#include "sim/scenario/scenario.hpp"

#include "sim/scenario/hash.hpp"
#include "sim/scenario/json_text.hpp"
#include "sim/scenario/pointer.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/scenario_json.hpp"
#include "sim/scenario/schema.hpp"
#include "sim/scenario/sweep_file.hpp"

#include <new>

namespace dawdle {

namespace {

// What the data are, to tell them from those of other runs: their section and, unless it has a seed, the run's.
std::string data_key(const nlohmann::ordered_json& effective) {
  const auto& data = effective["data"];
  return data.contains("seed") ? data.dump() : data.dump() + effective["seed"].dump();
}

}  // namespace

std::unique_ptr<Scenario> scenario_of(const nlohmann::json& document, const std::filesystem::path& file,
                                      std::vector<Problem>& found) {
  auto scenario = std::make_unique<Scenario>();
  scenario->file = file.string();
  JsonReader::Context context{file.parent_path(), found};
  const auto effective =
      JsonReader::read(document, "", context, [&](Fields& fields) { scenario->experiment.describe(fields); });
  scenario->data_files = std::move(context.files);
  if (!found.empty())
    return nullptr;
  scenario->effective = effective.dump(2) + "\n";
  // The name is a label; two scenarios that differ in nothing else are the same experiment.
  auto nameless = effective;
  nameless.erase("name");
  scenario->hash = hash_of(nameless.dump());
  scenario->experiment.data_key = data_key(effective);
  return scenario;
}

namespace {

std::unique_ptr<Scenario> build(std::optional<nlohmann::json> document, const std::filesystem::path& file,
                                const std::vector<Override>& overrides, std::vector<Problem>& found) {
  if (!document)
    return nullptr;
  if (looks_like_sweep(*document)) {
    found.push_back({"", "expected a scenario, got a sweep: dawdle sweep takes it"});
    return nullptr;
  }
  for (const auto& [pointer, value] : overrides) set_pointer_text(*document, pointer, value, found);
  return scenario_of(*document, file, found);
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

std::unique_ptr<Simulation> prepare(Scenario& scenario, Pool& pool, DataCache* shared, std::vector<Problem>& found) {
  try {
    return std::make_unique<Simulation>(scenario.experiment, pool, shared);
  } catch (const Misfits& misfits) {
    for (const Misfit& misfit : misfits.all) found.push_back({misfit.pointer, misfit.what()});
  } catch (const std::bad_alloc&) {
    found.push_back({"", "expected a scenario that fits into memory, but it does not"});
  } catch (const std::length_error&) {
    found.push_back({"", "expected a scenario that fits into memory, but it does not"});
  }
  return nullptr;
}

std::unique_ptr<Simulation> prepare(Scenario& scenario, Pool& pool, std::vector<std::string>& problems) {
  std::vector<Problem> found;
  auto simulation = prepare(scenario, pool, nullptr, found);
  for (const Problem& problem : found) problems.push_back(message(scenario.file, problem));
  return simulation;
}

std::string scenario_schema() {
  Experiment experiment;
  return schema([&](Fields& fields) { experiment.describe(fields); }, "Dawdle scenario").dump(2) + "\n";
}

}  // namespace dawdle
