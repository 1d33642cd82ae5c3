#include "sim/scenario/schema.hpp"

#include "sim/scenario/units.hpp"

#include <fmt/format.h>
#include <cmath>
#include <map>

namespace dawdle {
namespace {

using Json = nlohmann::ordered_json;

Json number_schema(std::string_view type, const Rule& rule) {
  Json result{{"type", type}};
  const auto bound = [&result](const char* word, double value) {
    if (std::isfinite(value))
      result[word] = value;
  };
  bound("minimum", rule.min);
  bound("exclusiveMinimum", rule.above);
  bound("maximum", rule.max);
  bound("exclusiveMaximum", rule.below);
  return result;
}

// Either of two that exclude each other.
Json either(Json a, Json b) { return {{"oneOf", Json::array({std::move(a), std::move(b)})}}; }

Json quantity_schema(Unit unit, const Rule& rule) {
  Json number = number_schema("number", rule);
  if (unit == Unit::none)
    return number;
  return either(std::move(number), {{"type", "string"}, {"pattern", quantity_pattern(unit)}});
}

Json one_or_list(Json element, bool required) {
  Json list{{"type", "array"}, {"items", element}};
  if (required)
    list["minItems"] = 1;
  return either(std::move(element), std::move(list));
}

// The schemas of families of kinds, each described once: families may contain one another, or themselves.
class Definitions {
 public:
  // A reference to the family's definition, named after the first key it was met under.
  Json reference(std::string_view key, std::span<const Fields::Kind> kinds);
  Json take() { return std::move(schemas_); }

 private:
  Json family_schema(std::span<const Fields::Kind> kinds);

  std::map<std::string, std::string> names_;  // by what the family consists of
  Json schemas_ = Json::object();
};

// The schema of one object.
class SchemaWriter : public Fields {
 public:
  explicit SchemaWriter(Definitions& definitions) : definitions_(definitions) {}

  static Json object(const Describe& describe, Definitions& definitions) {
    SchemaWriter writer(definitions);
    describe(writer);
    return writer.finish();
  }

  void add(std::string_view key, Json value) { properties_[std::string(key)] = std::move(value); }
  void require(std::string_view key) { required_.push_back(key); }

  Json finish() {
    Json result{{"type", "object"}, {"properties", std::move(properties_)}, {"additionalProperties", false}};
    if (!required_.empty())
      result["required"] = std::move(required_);
    return result;
  }

  void quantity(std::string_view key, double& value, Unit unit, Rule rule, Doc doc) override {
    add(key, quantity_schema(unit, rule), doc, rule.required, finite(value));
  }
  void maybe(std::string_view key, std::optional<double>& value, Unit unit, Rule rule, Doc doc) override {
    add(key, quantity_schema(unit, rule), doc, rule.required, value ? finite(*value) : Json());
  }
  void list(std::string_view key, std::vector<double>& value, Unit unit, Rule rule, Doc doc) override {
    add(key, one_or_list(quantity_schema(unit, rule), rule.required), doc, rule.required, value);
  }
  void integer(std::string_view key, std::int64_t& value, Rule rule, Doc doc) override {
    add(key, number_schema("integer", rule), doc, rule.required, value);
  }
  void integer(std::string_view key, std::optional<std::int64_t>& value, Rule rule, Doc doc) override {
    add(key, number_schema("integer", rule), doc, rule.required, value ? Json(*value) : Json());
  }
  void integers(std::string_view key, std::vector<std::int64_t>& value, Rule rule, Doc doc) override {
    add(key, one_or_list(number_schema("integer", rule), rule.required), doc, rule.required, value);
  }
  void flag(std::string_view key, bool& value, Doc doc) override { add(key, {{"type", "boolean"}}, doc, false, value); }
  void text(std::string_view key, std::string& value, Doc doc) override {
    add(key, {{"type", "string"}}, doc, false, value);
  }
  void file(std::string_view key, std::string& path, Rule rule, Doc doc) override {
    add(key, {{"type", "string"}}, doc, rule.required, path);
  }
  void choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> words,
              Doc doc) override {
    add(key, {{"enum", std::vector<std::string_view>(words)}}, doc, false, value);
  }
  void section(std::string_view key, const Describe& describe, Doc doc) override {
    add(key, object(describe, definitions_), doc, false, Json());
  }
  void variant(std::string_view key, std::span<const Kind> kinds, std::string_view fallback, Doc doc) override {
    // Beside a "$ref" draft-07 ignores all else, hence the allOf.
    add(key, {{"allOf", Json::array({definitions_.reference(key, kinds)})}}, doc, fallback.empty(),
        Json{{"kind", fallback}});
  }
  void variants(std::string_view key, std::span<const Kind> kinds, Doc doc) override {
    add(key, one_or_list(definitions_.reference(key, kinds), false), doc, false, Json::array());
  }
  void array(std::string_view key, const Describe& describe_element, Doc doc) override {
    add(key, one_or_list(object(describe_element, definitions_), false), doc, false, Json::array());
  }
  bool given(std::string_view) const override { return false; }
  void complain(std::string_view, std::string_view) override {}

 private:
  static Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

  // A required field has no default; neither has one whose `fallback` is null.
  void add(std::string_view key, Json value, Doc doc, bool required, Json fallback) {
    value["description"] = doc;
    if (required)
      require(key);
    else if (!fallback.is_null())
      value["default"] = std::move(fallback);
    add(key, std::move(value));
  }

  Definitions& definitions_;
  Json properties_ = Json::object();
  Json required_ = Json::array();
};

Json Definitions::reference(std::string_view key, std::span<const Fields::Kind> kinds) {
  std::string contents;
  for (const Fields::Kind& kind : kinds) contents += fmt::format("{}: {}\n", kind.kind, kind.summary);
  auto [entry, is_new] = names_.try_emplace(contents, key);
  std::string& name = entry->second;
  if (is_new) {
    for (int i = 2; schemas_.contains(name); ++i) name = fmt::format("{}_{}", key, i);
    schemas_[name] = nullptr;  // claims the name before the kinds are described: one may contain this family
    schemas_[name] = family_schema(kinds);
  }
  return {{"$ref", "#/definitions/" + name}};
}

// The bare name of a kind that needs no options, or an object with one `if` a kind rather than a oneOf of them: an
// error is then about the kind that was meant, not about all of them.
Json Definitions::family_schema(std::span<const Fields::Kind> kinds) {
  Json names = Json::array(), bare = Json::array(), summaries = Json::array(), options = Json::array();
  for (const Fields::Kind& kind : kinds) {
    names.push_back(kind.kind);
    summaries.push_back(kind.summary);
    const Json is_kind{{"const", kind.kind}};
    SchemaWriter writer(*this);
    writer.add("kind", is_kind);
    writer.require("kind");
    kind.describe(writer);
    Json described = writer.finish();
    if (described["required"].size() == 1)
      bare.push_back(kind.kind);
    options.push_back({{"if", {{"properties", {{"kind", is_kind}}}, {"required", Json::array({"kind"})}}},
                       {"then", std::move(described)}});
  }
  const Json kind{{"enum", std::move(names)}, {"enumDescriptions", std::move(summaries)}};
  Json object{{"type", "object"},
              {"properties", {{"kind", kind}}},
              {"required", Json::array({"kind"})},
              {"allOf", std::move(options)}};
  return either({{"enum", std::move(bare)}}, std::move(object));
}

}  // namespace

Json schema(const Fields::Describe& describe, std::string_view title) {
  Definitions definitions;
  Json result{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
  result.update(SchemaWriter::object(describe, definitions));
  result["properties"]["$schema"] = {{"type", "string"}};
  result["definitions"] = definitions.take();
  return result;
}

}  // namespace dawdle
