// Reads a JSON object into whatever describes itself (sim/core/options.hpp), finding every mistake in one pass.
//
// A value that cannot be used is reported and leaves its default standing, so that reading goes on; a kind that cannot
// be built leaves its slot empty. What was read counts only if there are no problems at the end.
#pragma once

#include "sim/core/options.hpp"
#include "sim/scenario/number.hpp"
#include "sim/scenario/problem.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace dawdle {

// Reads `document` with `describe`; files are relative to `folder`. Returns the effective object: each field with its
// value in SI units, defaults filled in. Left out: numbers that are absent or not finite, and "$schema", which editors
// read. Files keep the text of the document. Reading the effective object gives the same values and itself again.
nlohmann::ordered_json read_object(const nlohmann::json& document, const std::filesystem::path& folder,
                                   const Fields::Describe& describe, std::vector<Problem>& problems);

// Reads one object of a document.
class JsonReader : public Fields {
 public:
  struct Context {
    std::filesystem::path folder;
    std::vector<Problem>& problems;
    std::vector<std::string> files{};  // that were named, as they can be opened
  };

  // Reads the object found at `pointer`; returns the effective one, which is empty when `value` is no object.
  static nlohmann::ordered_json read(const nlohmann::json& value, std::string pointer, Context& context,
                                     const Describe& describe);

  void quantity(std::string_view key, double& value, Unit unit, Rule rule, Doc) override;
  void maybe(std::string_view key, std::optional<double>& value, Unit unit, Rule rule, Doc) override;
  void list(std::string_view key, std::vector<double>& value, Unit unit, Rule rule, Doc) override;
  void integer(std::string_view key, std::int64_t& value, Rule rule, Doc) override;
  void integer(std::string_view key, std::optional<std::int64_t>& value, Rule rule, Doc) override;
  void integers(std::string_view key, std::vector<std::int64_t>& value, Rule rule, Doc) override;
  void flag(std::string_view key, bool& value, Doc) override;
  void text(std::string_view key, std::string& value, Doc) override;
  void file(std::string_view key, std::string& path, Rule rule, Doc) override;
  void choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> words, Doc) override;
  void section(std::string_view key, const Describe& describe, Doc) override;
  void variant(std::string_view key, std::span<const Kind> kinds, std::string_view fallback, Doc) override;
  void variants(std::string_view key, std::span<const Kind> kinds, Doc) override;
  void array(std::string_view key, const Describe& describe_element, Doc) override;
  bool given(std::string_view key) const override { return object_.contains(key); }
  void complain(std::string_view key, std::string_view expected) override;

 private:
  JsonReader(const nlohmann::json& object, std::string pointer, Context& context)
      : object_(object), pointer_(std::move(pointer)), context_(context) {}

  // Reports the keys that nobody described; returns the effective object.
  nlohmann::ordered_json finish();

  std::string at(std::string_view key) const { return child_pointer(pointer_, key); }
  void report(Problem problem) { context_.problems.push_back(std::move(problem)); }
  void record(std::string_view key, nlohmann::ordered_json value) { effective_[std::string(key)] = std::move(value); }

  // The given value of a key, or null. Knows the key from now on; reports it when it is required and missing.
  const nlohmann::json* find(std::string_view key, bool required, std::string_view expected);

  // T is double or std::int64_t.
  template <class T>
  void read_one(std::string_view key, T& value, const Number& number);
  template <class T>
  void read_optional(std::string_view key, std::optional<T>& value, const Number& number);
  template <class T>
  void read_list(std::string_view key, std::vector<T>& value, const Number& number);

  // Visits (element, its pointer) for an array, or (value, pointer) for a lone value in place of one.
  void for_each(const nlohmann::json& list, const std::string& pointer, const auto& visit);

  // Which of the names the value is; reported when none.
  std::optional<std::size_t> pick(const nlohmann::json& value, std::string pointer, std::string_view what,
                                  std::span<const std::string_view> names);

  // The effective object of the kind that `value` names, be it an object or the bare name; null when it names none.
  nlohmann::ordered_json read_kind(const nlohmann::json& value, std::string pointer, std::span<const Kind> kinds);

  const nlohmann::json& object_;
  std::string pointer_;
  Context& context_;
  std::vector<std::string> known_;
  nlohmann::ordered_json effective_ = nlohmann::ordered_json::object();
};

}  // namespace dawdle
