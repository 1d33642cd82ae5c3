// A section of a scenario held in memory, to test describe() without the JSON reader.
#pragma once

#include "sim/core/options.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace dawdle {

class FakeFields : public Fields {
 public:
  using Value = std::variant<bool, double, std::vector<double>, std::string>;

  FakeFields(std::initializer_list<std::pair<const std::string, Value>> given_values) : values(given_values) {}

  std::map<std::string, Value> values;
  std::map<std::string, std::vector<FakeFields>> sections;
  std::vector<std::string> complaints;  // "key: expected ..."

  void quantity(std::string_view key, double& value, Unit /*unit*/, Rule rule, Doc /*doc*/) override {
    for (const double number : numbers_of(key, rule)) value = number;
  }
  void maybe(std::string_view key, std::optional<double>& value, Unit /*unit*/, Rule rule, Doc /*doc*/) override {
    for (const double number : numbers_of(key, rule)) value = number;
  }
  void list(std::string_view key, std::vector<double>& value, Unit /*unit*/, Rule rule, Doc /*doc*/) override {
    if (given(key))
      value = numbers_of(key, rule);
  }
  void integer(std::string_view key, std::int64_t& value, Rule rule, Doc /*doc*/) override {
    for (const double number : numbers_of(key, rule)) value = static_cast<std::int64_t>(number);
  }
  void integer(std::string_view key, std::optional<std::int64_t>& value, Rule rule, Doc /*doc*/) override {
    for (const double number : numbers_of(key, rule)) value = static_cast<std::int64_t>(number);
  }
  void integers(std::string_view key, std::vector<std::int64_t>& value, Rule rule, Doc /*doc*/) override {
    for (const double number : numbers_of(key, rule)) value.push_back(static_cast<std::int64_t>(number));
  }
  void flag(std::string_view key, bool& value, Doc /*doc*/) override { read(key, value); }
  void text(std::string_view key, std::string& value, Doc /*doc*/) override { read(key, value); }
  void file(std::string_view key, std::string& path, Rule rule, Doc /*doc*/) override {
    read(key, path);
    require(key, rule);
  }
  void choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> /*words*/,
              Doc /*doc*/) override {
    read(key, value);
  }
  void section(std::string_view key, const Describe& describe, Doc /*doc*/) override {
    for (FakeFields& child : sections[std::string(key)]) describe_child(child, describe);
  }
  bool given(std::string_view key) const override { return values.contains(std::string(key)); }
  void complain(std::string_view key, std::string_view expected) override {
    complaints.push_back(fmt::format("{}: expected {}", key, expected));
  }
  void variant(std::string_view key, std::span<const Kind> kinds, std::string_view /*fallback*/, Doc doc) override {
    variants(key, kinds, doc);
  }
  void variants(std::string_view key, std::span<const Kind> kinds, Doc /*doc*/) override {
    for (FakeFields& child : sections[std::string(key)])
      for (const Kind& kind : kinds)
        if (kind.kind == std::get<std::string>(child.values.at("kind")))
          describe_child(child, kind.describe);
  }
  void array(std::string_view key, const Describe& describe_element, Doc doc) override {
    section(key, describe_element, doc);
  }

 private:
  template <class T>
  void read(std::string_view key, T& value) const {
    if (given(key))
      value = std::get<T>(values.at(std::string(key)));
  }

  void require(std::string_view key, Rule rule) {
    if (rule.required && !given(key))
      complain(key, "a value");
  }

  std::vector<double> numbers_of(std::string_view key, Rule rule) {
    require(key, rule);
    if (!given(key))
      return {};
    const Value& value = values.at(std::string(key));
    const auto* lone = std::get_if<double>(&value);
    const auto numbers = lone ? std::vector{*lone} : std::get<std::vector<double>>(value);
    for (const double x : numbers)
      if (x < rule.min || x <= rule.above || x > rule.max || x >= rule.below)
        complain(key, "a number in range");
    return numbers;
  }

  void describe_child(FakeFields& child, const Describe& describe) {
    describe(child);
    complaints.insert(complaints.end(), child.complaints.begin(), child.complaints.end());
  }
};

}  // namespace dawdle
