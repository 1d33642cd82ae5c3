#include "sim/scenario/sweep_file.hpp"

#include "sim/scenario/json_text.hpp"
#include "sim/scenario/number.hpp"
#include "sim/scenario/sweep_values.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <stdexcept>

namespace dawdle {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// strategy.staleness, of /strategy/staleness
std::string dotted(std::string pointer) {
  std::replace(pointer.begin(), pointer.end(), '/', '.');
  return pointer.substr(1);
}

// Each once, in the order of appearance.
std::vector<std::string> pointers_of(const Axis& axis) {
  std::vector<std::string> all;
  for (const Setting& setting : axis)
    for (const auto& [pointer, value] : setting)
      if (std::find(all.begin(), all.end(), pointer) == all.end())
        all.push_back(pointer);
  return all;
}

class SweepReader {
 public:
  SweepReader(const json& document, fs::path file, SweepFile& sweep, std::vector<Problem>& problems)
      : document_(document), file_(std::move(file)), sweep_(sweep), problems_(problems) {}

  void read() {
    look_for_unknown_keys();
    sweep_.name = file_.stem().string();
    if (const json* name = find("name"); name && name->is_string())
      sweep_.name = name->get<std::string>();
    else if (name)
      problems_.push_back(expected_got("/name", "a string", shown(*name)));
    read_base();
    read_axes();
    read_linked();
    read_where();
    read_seeds();
    look_for_clashes();
  }

 private:
  const json* find(const char* key) const {
    const auto found = document_.find(key);
    return found == document_.end() ? nullptr : &*found;
  }

  void look_for_unknown_keys() {
    static constexpr std::array<std::string_view, 7> keys = {"$schema", "axes",  "base", "linked",
                                                             "name",    "seeds", "where"};
    for (const auto& [key, value] : document_.items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        problems_.push_back(unknown_name(child_pointer("", key), "key", keys, "the key " + in_quotes(key), key));
  }

  void read_base() {
    const json* base = find("base");
    if (base && base->is_object()) {
      sweep_.base = *base;
      sweep_.base_file = file_;
      sweep_.base_pointer = "/base";
    } else if (base && base->is_string()) {
      read_base_file(file_.parent_path() / base->get<std::string>(), *base);
    } else {
      problems_.push_back(expected_got("/base", "a scenario or the name of its file", base ? shown(*base) : "nothing"));
    }
  }

  void read_base_file(const fs::path& file, const json& name) {
    if (const std::string why = why_unreadable(file); !why.empty()) {
      problems_.push_back(expected_got("/base", "a readable file",
                                       fmt::format("{} ({}: {})", shown(name), in_quotes(file.string(), 200), why)));
      return;
    }
    std::vector<Problem> found;
    if (auto base = read_json(file, found))
      sweep_.base = std::move(*base);
    for (const Problem& problem : found) problems_.push_back({"/base", message(file.string(), problem)});
    if (found.empty() && !sweep_.base.is_object())
      problems_.push_back(expected_got("/base", "a file that holds a scenario", shown(sweep_.base)));
    sweep_.base_file = file;
  }

  void read_axes() {
    const json* axes = find("axes");
    if (!axes)
      return;
    if (!axes->is_array())
      return problems_.push_back(expected_got("/axes", "an array of axes", shown(*axes)));
    for (std::size_t i = 0; i < axes->size(); ++i) {
      const std::string pointer = fmt::format("/axes/{}", i);
      sweep_.axes.push_back((*axes)[i].is_array() ? read_points((*axes)[i], pointer) : read_zip((*axes)[i], pointer));
    }
  }

  // [{"/workers": 4, "/seed": 1}, {"/workers": 8, "/seed": 2}]
  Axis read_points(const json& points, const std::string& pointer) {
    Axis axis;
    if (points.empty())
      problems_.push_back(expected_got(pointer, "at least one point", shown(points)));
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!points[i].is_object())
        problems_.push_back(
            expected_got(fmt::format("{}/{}", pointer, i), "an object of JSON Pointers and values", shown(points[i])));
      else
        add_point(points[i], axis);
    }
    return axis;
  }

  static void add_point(const json& values, Axis& axis) {
    Setting& setting = axis.emplace_back();
    for (const auto& [pointer, value] : values.items()) setting.emplace_back(pointer, value);
  }

  // {"/workers": [4, 8], "/network/latency": ["1 ms", "2 ms"]}: one pointer, or several that go together.
  Axis read_zip(const json& object, const std::string& pointer) {
    if (!object.is_object() || object.empty()) {
      problems_.push_back(
          expected_got(pointer, "an object such as {\"/workers\": [4, 8]}, or an array of points", shown(object)));
      return {};
    }
    Axis axis;
    for (const auto& [key, value] : object.items()) {
      const std::string here = child_pointer(pointer, key);
      const auto values = sweep_values(value, here, problems_);
      if (axis.empty())
        axis.resize(values.size());
      if (values.size() != axis.size() && !values.empty())
        problems_.push_back(
            expected_got(here, fmt::format("as many values as the other pointers of this axis, {}", axis.size()),
                         std::to_string(values.size())));
      for (std::size_t i = 0; i < values.size() && i < axis.size(); ++i) axis[i].emplace_back(key, values[i]);
    }
    return axis;
  }

  std::optional<Expression> read_expression(const json& value, const std::string& pointer) {
    if (value.is_string()) {
      try {
        return Expression(value.get<std::string>());
      } catch (const std::invalid_argument& e) {
        problems_.push_back({pointer, fmt::format("expected {} in {}", e.what(), shown(value))});
      }
    } else {
      problems_.push_back(expected_got(pointer, "an expression such as \"0.1 * workers\"", shown(value)));
    }
    return std::nullopt;
  }

  void read_linked() {
    const json* linked = find("linked");
    if (linked && !linked->is_object())
      return problems_.push_back(expected_got("/linked", "an object of JSON Pointers and expressions", shown(*linked)));
    const json none = json::object();
    for (const auto& [pointer, value] : (linked ? *linked : none).items())
      if (auto expression = read_expression(value, child_pointer("/linked", pointer)))
        sweep_.linked.push_back({pointer, std::move(*expression)});
    sort_linked();
  }

  // The whole name of a value of the base is that value; else the end of a name may stand for it.
  bool depends(const Linked& linked, const Linked& on) const {
    const auto& names = linked.expression.variables();
    const std::string full = dotted(on.pointer);
    const auto is_whole = [this](std::string name) {
      std::ranges::replace(name, '.', '/');
      return sweep_.base.contains(json::json_pointer("/" + name));
    };
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return full == name || (full.ends_with("." + name) && !is_whole(name));
    });
  }

  // All seeds of a point have the same values.
  void check_seedless(const Expression& expression, const std::string& pointer) {
    if (!sweep_.seeds.empty() && std::ranges::count(expression.variables(), "seed") > 0)
      problems_.push_back(expected_got(pointer, "an expression without the seed, of which each point has several",
                                       "one with it; an axis of \"/seed\" makes points of them"));
  }

  // Puts each behind those it depends on.
  void sort_linked() {
    std::vector<Linked> sorted;
    for (auto& waiting = sweep_.linked; !waiting.empty();) {
      const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const Linked& one) {
        return std::none_of(waiting.begin(), waiting.end(), [&](const Linked& other) { return depends(one, other); });
      });
      if (ready == waiting.end()) {
        const Linked& first = waiting.front();
        problems_.push_back(expected_got(child_pointer("/linked", first.pointer),
                                         "an expression that does not lead back to its own value",
                                         in_quotes(first.expression.text())));
        break;
      }
      sorted.push_back(std::move(*ready));
      waiting.erase(ready);
    }
    sweep_.linked = std::move(sorted);
  }

  void read_where() {
    const json* where = find("where");
    if (!where)
      return;
    const json list = where->is_array() ? *where : json::array({*where});
    for (std::size_t i = 0; i < list.size(); ++i)
      if (auto expression = read_expression(list[i], where->is_array() ? fmt::format("/where/{}", i) : "/where"))
        sweep_.where.push_back(std::move(*expression));
  }

  void read_seeds() {
    const json* seeds = find("seeds");
    if (!seeds)
      return;
    if (seeds->is_number())
      return count_seeds(*seeds);
    const auto values = sweep_values(*seeds, "/seeds", problems_);
    for (std::size_t i = 0; i < values.size(); ++i) add_seed(values[i], fmt::format("/seeds/{}", i));
  }

  void count_seeds(const json& count) {
    constexpr Number rule{true, Unit::none, {.min = 1, .max = max_sweep_runs}};
    const auto n = read_number<std::int64_t>(count, rule, "/seeds", problems_);
    const auto first = sweep_.base.find("seed");
    std::vector<Problem> said_of_the_base;
    const auto given = first == sweep_.base.end()
                           ? 1
                           : read_number<std::int64_t>(*first, {true, Unit::none, {.min = 0}}, "", said_of_the_base);
    if (!n || !given)
      return;
    if (*given > std::numeric_limits<std::int64_t>::max() - *n)
      return problems_.push_back(expected_got("/seeds", "seeds from the base's on that are below 2^63", shown(count)));
    for (std::int64_t i = 0; i < *n; ++i) sweep_.seeds.push_back(*given + i);
  }

  void add_seed(const json& value, const std::string& pointer) {
    const auto seed = read_number<std::int64_t>(value, {true, Unit::none, {.min = 0}}, pointer, problems_);
    if (!seed)
      return;
    if (std::find(sweep_.seeds.begin(), sweep_.seeds.end(), *seed) != sweep_.seeds.end())
      problems_.push_back(expected_got(pointer, "seeds that differ", shown(value)));
    sweep_.seeds.push_back(*seed);
  }

  // Two sources of one value: one would win in silence.
  void look_for_clashes() {
    for (const Linked& linked : sweep_.linked)
      check_seedless(linked.expression, child_pointer("/linked", linked.pointer));
    for (const Expression& condition : sweep_.where) check_seedless(condition, "/where");
    std::vector<std::string> all = sweep_.pointers();
    if (!sweep_.seeds.empty())
      all.emplace_back("/seed");
    std::sort(all.begin(), all.end());
    const auto twice = std::adjacent_find(all.begin(), all.end());
    if (twice != all.end())
      problems_.push_back(expected_got("", "each value to be set by one axis, linked value or list of seeds",
                                       "two for " + in_quotes(*twice)));
    for (std::size_t later = 1; later < sweep_.axes.size(); ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier) look_for_undone(earlier, later);
  }

  // An axis that sets all of an object undoes an earlier one that sets a value in it.
  void look_for_undone(std::size_t earlier, std::size_t later) {
    for (const std::string& whole : pointers_of(sweep_.axes[later]))
      for (const std::string& part : pointers_of(sweep_.axes[earlier]))
        if (part.starts_with(whole + "/"))
          return problems_.push_back(
              expected_got(fmt::format("/axes/{}", later),
                           fmt::format("the axis of {} after that of {}", in_quotes(part), in_quotes(whole)),
                           "it before, so that its values are undone"));
  }

  const json& document_;
  fs::path file_;
  SweepFile& sweep_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::vector<std::string> SweepFile::pointers() const {
  std::vector<std::string> all;
  for (const Axis& axis : axes)
    for (std::string& pointer : pointers_of(axis)) all.push_back(std::move(pointer));
  for (const Linked& link : linked) all.push_back(link.pointer);
  return all;
}

bool looks_like_sweep(const json& document) { return document.contains("base") || document.contains("axes"); }
bool looks_like_scenario(const json& document) {
  return !looks_like_sweep(document) && (document.contains("workers") || document.contains("strategy"));
}

std::unique_ptr<SweepFile> read_sweep_file(const fs::path& file, std::vector<std::string>& problems) {
  std::vector<Problem> found;
  auto sweep = std::make_unique<SweepFile>();
  if (const auto document = read_json(file, found)) {
    if (looks_like_scenario(*document)) {
      found.push_back({"", "expected a sweep, got a scenario: dawdle run takes it, and a sweep's \"base\""});
    } else if (document->is_object()) {
      SweepReader(*document, file, *sweep, found).read();
      sweep->document = *document;
      sweep->document["base"] = sweep->base;
      sweep->document["name"] = sweep->name;
    } else {
      found.push_back(expected_got("", "an object that describes a sweep", shown(*document)));
    }
  }
  for (const Problem& problem : found) problems.push_back(message(file.string(), problem));
  return found.empty() ? std::move(sweep) : nullptr;
}

}  // namespace dawdle
