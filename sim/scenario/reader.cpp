#include "sim/scenario/reader.hpp"

#include "sim/scenario/json_text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace dawdle {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// An array or object of nothing but mistakes (somebody's data file, say) is not listed to its end.
constexpr std::size_t enough_problems = 100;

const json nothing_given = json::object();

// How to write a kind.
std::string example_kind(std::span<const Fields::Kind> kinds) {
  return fmt::format("an object such as {{\"kind\": \"{}\"}}", kinds.empty() ? "..." : kinds.front().kind);
}

std::string shown_keys(const json& object) {
  std::string keys;
  for (const auto& [key, value] : object.items()) keys += (keys.empty() ? "" : ", ") + in_quotes(key);
  return keys.empty() ? "an empty object" : keys;
}

}  // namespace

ordered_json read_object(const json& document, const std::filesystem::path& folder, const Fields::Describe& describe,
                         std::vector<Problem>& problems) {
  JsonReader::Context context{folder, problems};
  return JsonReader::read(document, "", context, describe);
}

ordered_json JsonReader::read(const json& value, std::string pointer, Context& context, const Describe& describe) {
  if (!value.is_object()) {
    context.problems.push_back(expected_got(std::move(pointer), "an object", shown(value)));
    return ordered_json::object();
  }
  JsonReader reader(value, std::move(pointer), context);
  describe(reader);
  return reader.finish();
}

ordered_json JsonReader::finish() {
  const std::vector<std::string_view> names(known_.begin(), known_.end());
  for (const auto& [key, value] : object_.items()) {
    const bool for_editors = pointer_.empty() && key == "$schema";
    if (for_editors || std::find(names.begin(), names.end(), key) != names.end())
      continue;
    report(unknown_name(at(key), "key", names, "the key " + in_quotes(key), key));
    if (context_.problems.size() >= enough_problems)
      break;
  }
  return std::move(effective_);
}

const json* JsonReader::find(std::string_view key, bool required, std::string_view expected) {
  known_.emplace_back(key);
  if (const auto found = object_.find(key); found != object_.end())
    return &*found;
  if (required)
    report(expected_got(at(key), expected, "nothing"));
  return nullptr;
}

// ---- Numbers ----

template <class T>
void JsonReader::read_optional(std::string_view key, std::optional<T>& value, const Number& number) {
  if (const json* found = find(key, number.rule.required, wanted(number)))
    if (const auto read = read_number<T>(*found, number, at(key), context_.problems))
      value = read;
  if (value && std::isfinite(static_cast<double>(*value)))  // JSON has no infinity
    record(key, *value);
}

template <class T>
void JsonReader::read_one(std::string_view key, T& value, const Number& number) {
  std::optional<T> read = value;
  read_optional(key, read, number);
  value = *read;
}

template <class T>
void JsonReader::read_list(std::string_view key, std::vector<T>& value, const Number& number) {
  const std::string expected = wanted(number) + " or an array of such";
  if (const json* found = find(key, number.rule.required, expected)) {
    value.clear();
    if (found->is_array() && found->empty() && number.rule.required)
      report(expected_got(at(key), expected, shown(*found)));
    for_each(*found, at(key), [&](const json& element, std::string pointer) {
      if (const auto read = read_number<T>(element, number, std::move(pointer), context_.problems))
        value.push_back(*read);
    });
  }
  record(key, value);
}

void JsonReader::for_each(const json& list, const std::string& pointer, const auto& visit) {
  if (!list.is_array())
    return visit(list, pointer);
  for (std::size_t i = 0; i < list.size() && context_.problems.size() < enough_problems; ++i)
    visit(list[i], child_pointer(pointer, std::to_string(i)));
}

void JsonReader::quantity(std::string_view key, double& value, Unit unit, Rule rule, Doc) {
  read_one(key, value, {false, unit, rule});
}

void JsonReader::maybe(std::string_view key, std::optional<double>& value, Unit unit, Rule rule, Doc) {
  read_optional(key, value, {false, unit, rule});
}

void JsonReader::list(std::string_view key, std::vector<double>& value, Unit unit, Rule rule, Doc) {
  read_list(key, value, {false, unit, rule});
}

void JsonReader::integer(std::string_view key, std::int64_t& value, Rule rule, Doc) {
  read_one(key, value, {true, Unit::none, rule});
}

void JsonReader::integer(std::string_view key, std::optional<std::int64_t>& value, Rule rule, Doc) {
  read_optional(key, value, {true, Unit::none, rule});
}

void JsonReader::integers(std::string_view key, std::vector<std::int64_t>& value, Rule rule, Doc) {
  read_list(key, value, {true, Unit::none, rule});
}

// ---- Flags and strings ----

void JsonReader::flag(std::string_view key, bool& value, Doc) {
  const json* found = find(key, false, "");
  if (found && found->is_boolean())
    value = found->get<bool>();
  else if (found)
    report(expected_got(at(key), "true or false", shown(*found)));
  record(key, value);
}

void JsonReader::text(std::string_view key, std::string& value, Doc) {
  const json* found = find(key, false, "");
  if (found && found->is_string())
    value = found->get<std::string>();
  else if (found)
    report(expected_got(at(key), "a string", shown(*found)));
  record(key, value);
}

void JsonReader::file(std::string_view key, std::string& path, Rule rule, Doc) {
  const json* found = find(key, rule.required, "a readable file");
  const bool is_name = found && found->is_string() && !(rule.required && found->get_ref<const std::string&>().empty());
  if (found && !is_name)
    return report(expected_got(at(key), "the name of a file", shown(*found)));
  if (found)
    path = found->get<std::string>();
  record(key, path);
  if (path.empty())
    return;
  const std::string written = std::exchange(path, (context_.folder / path).string());
  context_.files.push_back(path);
  if (const std::string why = why_unreadable(path); !why.empty())
    report(expected_got(at(key), "a readable file",
                        fmt::format("{} ({}: {})", shown(written), in_quotes(path, 200), why)));
}

void JsonReader::choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> words, Doc) {
  if (const json* found = find(key, false, ""))
    if (const auto word = pick(*found, at(key), "word", {words.begin(), words.size()}))
      value = words.begin()[*word];
  record(key, value);
}

std::optional<std::size_t> JsonReader::pick(const json& value, std::string pointer, std::string_view what,
                                            std::span<const std::string_view> names) {
  const std::string_view given = value.is_string() ? value.get_ref<const std::string&>() : std::string_view();
  const auto found = std::find(names.begin(), names.end(), given);
  if (value.is_string() && found != names.end())
    return static_cast<std::size_t>(found - names.begin());
  report(unknown_name(std::move(pointer), what, names, shown(value), given));
  return std::nullopt;
}

// ---- Nested objects ----

void JsonReader::section(std::string_view key, const Describe& describe, Doc) {
  const json* found = find(key, false, "");
  record(key, read(found ? *found : nothing_given, at(key), context_, describe));
}

void JsonReader::variant(std::string_view key, std::span<const Kind> kinds, std::string_view fallback, Doc) {
  const json* found = find(key, fallback.empty(), example_kind(kinds));
  if (found)
    record(key, read_kind(*found, at(key), kinds));
  else if (!fallback.empty())
    record(key, read_kind(json{{"kind", fallback}}, at(key), kinds));
}

void JsonReader::variants(std::string_view key, std::span<const Kind> kinds, Doc) {
  ordered_json all = ordered_json::array();
  if (const json* found = find(key, false, ""))
    for_each(*found, at(key), [&](const json& element, std::string pointer) {
      all.push_back(read_kind(element, std::move(pointer), kinds));
    });
  record(key, std::move(all));
}

void JsonReader::array(std::string_view key, const Describe& describe_element, Doc) {
  ordered_json all = ordered_json::array();
  if (const json* found = find(key, false, ""))
    for_each(*found, at(key), [&](const json& element, std::string pointer) {
      all.push_back(read(element, std::move(pointer), context_, describe_element));
    });
  record(key, std::move(all));
}

ordered_json JsonReader::read_kind(const json& value, std::string pointer, std::span<const Kind> kinds) {
  if (!value.is_object() && !value.is_string()) {
    report(expected_got(std::move(pointer), example_kind(kinds), shown(value)));
    return nullptr;
  }
  const json object = value.is_string() ? json{{"kind", value}} : value;
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds) names.push_back(kind.kind);
  JsonReader reader(object, pointer, context_);
  const std::string where = value.is_string() ? pointer : reader.at("kind");
  const json* name = reader.find("kind", false, "");
  if (!name)
    report(unknown_name(where, "kind", names, "nothing", ""));
  const auto index = name ? pick(*name, where, "kind", names) : std::nullopt;
  if (!index)
    return nullptr;  // nobody can say which of the other keys are right
  reader.record("kind", kinds[*index].kind);
  kinds[*index].describe(reader);
  return reader.finish();
}

// ---- Rules between fields ----

void JsonReader::complain(std::string_view key, std::string_view expected) {
  const std::string pointer = key.empty() ? pointer_ : at(key);
  // A value that could not be read has been reported; a rule on what stands in its place would only confuse.
  const auto& reported = context_.problems;
  if (std::any_of(reported.begin(), reported.end(), [&](const Problem& p) { return p.pointer == pointer; }))
    return;
  std::string got = "nothing";
  if (key.empty())
    got = shown_keys(object_);
  else if (const auto found = object_.find(key); found != object_.end())
    got = shown(*found);
  else if (const auto filled_in = effective_.find(std::string(key)); filled_in != effective_.end())
    got = "the default " + shown(*filled_in);
  report(expected_got(pointer, expected, got));
}

}  // namespace dawdle
