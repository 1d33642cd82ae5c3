#include "sim/scenario/sweep.hpp"

#include "sim/scenario/pointer.hpp"
#include "sim/scenario/scenario_json.hpp"
#include "sim/scenario/sweep_file.hpp"
#include "sim/scenario/sweep_values.hpp"
#include "sim/scenario/variables.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace dawdle {

namespace {

using nlohmann::json;

// Of every axis one position; those of a grid are numbered with the last axis varying fastest.
std::vector<const Setting*> settings_at(const SweepFile& sweep, std::size_t index) {
  std::vector<const Setting*> settings;
  for (auto axis = sweep.axes.rbegin(); axis != sweep.axes.rend(); ++axis) {
    settings.push_back(&(*axis)[index % axis->size()]);
    index /= axis->size();
  }
  std::reverse(settings.begin(), settings.end());
  return settings;
}

json with_settings(const SweepFile& sweep, std::size_t index, std::vector<Problem>& problems) {
  json document = sweep.base;
  for (const Setting* setting : settings_at(sweep, index))
    for (const auto& [pointer, value] : *setting) set_pointer(document, pointer, value, problems);
  return document;
}

// Whether one is the other or leads to it.
bool related(std::string_view a, std::string_view b) {
  if (a.size() > b.size())
    std::swap(a, b);
  return b.starts_with(a) && (a.size() == b.size() || b[a.size()] == '/');
}

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// The number at the pointer of an effective scenario; a list of one number is that number.
const json* number_at(const json& effective, const json::json_pointer& pointer) {
  const json* found = effective.contains(pointer) ? &effective.at(pointer) : nullptr;
  if (found && found->is_array() && found->size() == 1)
    found = &found->front();
  return found && found->is_number() ? found : nullptr;
}

}  // namespace

ParameterSweep::ParameterSweep(std::filesystem::path file, std::unique_ptr<SweepFile> content)
    : file_(std::move(file)), content_(std::move(content)) {}

ParameterSweep::~ParameterSweep() = default;

std::unique_ptr<ParameterSweep> ParameterSweep::read(const std::filesystem::path& file,
                                                     std::vector<std::string>& problems) {
  auto content = read_sweep_file(file, problems);
  if (!content)
    return nullptr;
  std::unique_ptr<ParameterSweep> sweep(new ParameterSweep(file, std::move(content)));
  std::vector<Problem> found;
  sweep->count_out(found);
  for (const Problem& problem : found) problems.push_back(dawdle::message(file.string(), problem));
  return found.empty() ? std::move(sweep) : nullptr;
}

void ParameterSweep::count_out(std::vector<Problem>& problems) {
  double runs = static_cast<double>(seeds());
  for (const Axis& axis : content_->axes) runs *= static_cast<double>(axis.size());
  if (runs > static_cast<double>(max_sweep_runs))
    return problems.push_back(
        expected_got("/axes", fmt::format("at most {} runs", max_sweep_runs), fmt::format("{:.0f}", runs)));
  const auto grid = static_cast<std::size_t>(runs) / seeds();
  for (std::size_t index = 0; index < grid && problems.empty(); ++index)
    if (!add_point(index, problems))
      ++dropped_;
  if (points_.empty() && problems.empty())
    problems.push_back(
        expected_got("/where", "conditions that at least one point meets", fmt::format("none of {}", grid)));
}

// Whether the conditions keep it.
bool ParameterSweep::add_point(std::size_t index, std::vector<Problem>& problems) {
  Point point{index, {}};
  if (!content_->linked.empty() || !content_->where.empty()) {
    json document = with_settings(*content_, index, problems);
    for (Linked& link : content_->linked) {
      const std::string here = child_pointer("/linked", link.pointer);
      point.linked.push_back(Variables(document).evaluate(link.expression, here, problems).value_or(0));
      set_pointer(document, link.pointer, as_json(point.linked.back()), problems);
    }
    const Variables variables(document);
    for (Expression& condition : content_->where)
      if (variables.evaluate(condition, "/where", problems) == 0.0)
        return false;
  }
  points_.push_back(std::move(point));
  return true;
}

const std::string& ParameterSweep::name() const { return content_->name; }

std::string ParameterSweep::text() const { return content_->document.dump(2) + "\n"; }

std::size_t ParameterSweep::seeds() const { return std::max<std::size_t>(1, content_->seeds.size()); }

std::vector<std::string> ParameterSweep::pointers() const { return content_->pointers(); }

std::unique_ptr<Scenario> ParameterSweep::scenario(std::size_t point, std::size_t i,
                                                   std::vector<Problem>& problems) const {
  const Point& p = points_[point];
  json document = with_settings(*content_, p.index, problems);
  for (std::size_t k = 0; k < p.linked.size(); ++k)
    set_pointer(document, content_->linked[k].pointer, as_json(p.linked[k]), problems);
  if (!content_->seeds.empty())
    document["seed"] = content_->seeds[i];
  return problems.empty() ? scenario_of(document, content_->base_file, problems) : nullptr;
}

std::vector<std::string> ParameterSweep::values(std::size_t point, const Scenario& scenario) const {
  const Point& p = points_[point];
  const json effective = json::parse(scenario.effective);
  std::vector<std::string> texts;
  for (const std::string& pointer : pointers()) {
    std::string text;
    for (const Setting* setting : settings_at(*content_, p.index))
      for (const auto& [key, value] : *setting)
        if (key == pointer)
          text = text_of(value);
    if (const json* number = number_at(effective, json::json_pointer(pointer)))
      text = number->is_number_float() ? fmt::format("{}", number->get<double>()) : number->dump();
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string ParameterSweep::message(std::size_t point, const Problem& problem) const {
  const auto all = pointers();
  const bool swept = problem.pointer.empty() || std::any_of(all.begin(), all.end(), [&](const std::string& pointer) {
                       return related(pointer, problem.pointer);
                     });
  std::string where;
  for (const Setting* setting : settings_at(*content_, points_[point].index))
    for (const auto& [pointer, value] : *setting)
      where += fmt::format("{}{}={}", where.empty() ? "" : ", ", pointer, in_quotes(text_of(value)));
  Problem placed = problem;
  placed.text += fmt::format(" (point {}{}{})", point, where.empty() ? "" : ": ", where);
  if (swept)
    return dawdle::message(file_.string(), placed);
  placed.pointer = content_->base_pointer + placed.pointer;
  return dawdle::message(content_->base_file.string(), placed);
}

}  // namespace dawdle
