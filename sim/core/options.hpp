// How a part of Dawdle says what can be configured about it.
//
// Every configurable thing has `describe(Fields&)`, which names each of its members once: key, value (holding the
// default), allowed range, one sentence. The same call reads a scenario, writes the JSON Schema, feeds `dawdle list`
// and records the effective scenario, so none of them can drift. Parts under models/ write `template <class Fields>
// void describe(Fields&)` and use the same calls without including this file.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dawdle {

enum class Unit { none, seconds, bytes, bytes_per_second };

// What a number may be. A field with no sensible default is `required`.
struct Rule {
  double min = -std::numeric_limits<double>::infinity();
  double above = -std::numeric_limits<double>::infinity();  // exclusive
  double max = std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();  // exclusive
  bool required = false;
};

template <class Base>
struct Entry;

class Fields {
 public:
  using Doc = std::string_view;
  using Describe = std::function<void(Fields&)>;
  struct Kind {
    std::string_view kind, summary;
    Describe describe;  // builds that kind into its slot, reading its options
  };

  virtual ~Fields() = default;

  // Numbers, lists of numbers (a lone number is a list of one), and numbers that may be absent.
  void number(std::string_view key, double& v, Rule r, Doc doc) { quantity(key, v, Unit::none, r, doc); }
  void seconds(std::string_view key, double& v, Rule r, Doc doc) { quantity(key, v, Unit::seconds, r, doc); }
  void bytes(std::string_view key, double& v, Rule r, Doc doc) { quantity(key, v, Unit::bytes, r, doc); }
  void bandwidth(std::string_view key, double& v, Rule r, Doc doc) { quantity(key, v, Unit::bytes_per_second, r, doc); }
  void number(std::string_view key, std::optional<double>& v, Rule r, Doc doc) { maybe(key, v, Unit::none, r, doc); }
  void seconds(std::string_view key, std::optional<double>& v, Rule r, Doc doc) {
    maybe(key, v, Unit::seconds, r, doc);
  }
  void bytes(std::string_view key, std::optional<double>& v, Rule r, Doc doc) { maybe(key, v, Unit::bytes, r, doc); }
  void bandwidth(std::string_view key, std::optional<double>& v, Rule r, Doc doc) {
    maybe(key, v, Unit::bytes_per_second, r, doc);
  }
  void numbers(std::string_view key, std::vector<double>& v, Rule r, Doc doc) { list(key, v, Unit::none, r, doc); }
  void seconds(std::string_view key, std::vector<double>& v, Rule r, Doc doc) { list(key, v, Unit::seconds, r, doc); }
  void bytes(std::string_view key, std::vector<double>& v, Rule r, Doc doc) { list(key, v, Unit::bytes, r, doc); }
  void bandwidth(std::string_view key, std::vector<double>& v, Rule r, Doc doc) {
    list(key, v, Unit::bytes_per_second, r, doc);
  }

  virtual void quantity(std::string_view key, double& value, Unit unit, Rule rule, Doc doc) = 0;
  virtual void maybe(std::string_view key, std::optional<double>& value, Unit unit, Rule rule, Doc doc) = 0;
  virtual void list(std::string_view key, std::vector<double>& value, Unit unit, Rule rule, Doc doc) = 0;
  virtual void integer(std::string_view key, std::int64_t& value, Rule rule, Doc doc) = 0;
  virtual void integer(std::string_view key, std::optional<std::int64_t>& value, Rule rule, Doc doc) = 0;
  virtual void integers(std::string_view key, std::vector<std::int64_t>& value, Rule rule, Doc doc) = 0;
  virtual void flag(std::string_view key, bool& value, Doc doc) = 0;
  virtual void text(std::string_view key, std::string& value, Doc doc) = 0;

  // A file to read, relative to the scenario's folder; the value becomes a path that can be opened. Reported when it
  // cannot be read. An empty value means no file unless the field is required.
  virtual void file(std::string_view key, std::string& path, Rule rule, Doc doc) = 0;

  // One of a few words.
  virtual void choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> words,
                      Doc doc) = 0;

  // A nested object.
  virtual void section(std::string_view key, const Describe& describe, Doc doc) = 0;

  // A nested object {"kind": ..., its options}, or the kind's name alone; absent means {"kind": fallback}, or an error
  // when fallback is empty.
  template <class Base>
  void kind(std::string_view key, std::unique_ptr<Base>& slot, std::span<const Entry<Base>> entries,
            std::string_view fallback, Doc doc);
  // The same, or an array of them.
  template <class Base>
  void kinds(std::string_view key, std::vector<std::unique_ptr<Base>>& slots, std::span<const Entry<Base>> entries,
             Doc doc);

  // An array of objects, each of which describes itself; a lone object is an array of one.
  template <class T>
  void objects(std::string_view key, std::vector<T>& items, Doc doc) {
    array(
        key, [&items](Fields& fields) { items.emplace_back().describe(fields); }, doc);
  }

  // Whether the scenario has this key; and a cross-field complaint about it, or about the object when the key is "".
  virtual bool given(std::string_view key) const = 0;
  virtual void complain(std::string_view key, std::string_view expected) = 0;

  virtual void variant(std::string_view key, std::span<const Kind> kinds, std::string_view fallback, Doc doc) = 0;
  virtual void variants(std::string_view key, std::span<const Kind> kinds, Doc doc) = 0;
  virtual void array(std::string_view key, const Describe& describe_element, Doc doc) = 0;
};

// A row of a registry: how to make one thing of a family (a strategy, a straggler law, a data source, ...).
template <class Base>
struct Entry {
  std::string_view kind;
  std::string_view summary;
  std::unique_ptr<Base> (*make)(Fields&);  // default-constructs it and lets it describe itself
};

// The row of T, which has `kind`, `summary` and `describe`.
template <class Base, class T>
constexpr Entry<Base> entry() {
  return {T::kind, T::summary, [](Fields& fields) -> std::unique_ptr<Base> {
            auto made = std::make_unique<T>();
            made->describe(fields);
            return made;
          }};
}

template <class Base>
void Fields::kind(std::string_view key, std::unique_ptr<Base>& slot, std::span<const Entry<Base>> entries,
                  std::string_view fallback, Doc doc) {
  std::vector<Kind> table;
  for (const Entry<Base>& e : entries)
    table.push_back({e.kind, e.summary, [&slot, &e](Fields& fields) { slot = e.make(fields); }});
  variant(key, table, fallback, doc);
}

template <class Base>
void Fields::kinds(std::string_view key, std::vector<std::unique_ptr<Base>>& slots,
                   std::span<const Entry<Base>> entries, Doc doc) {
  std::vector<Kind> table;
  for (const Entry<Base>& e : entries)
    table.push_back({e.kind, e.summary, [&slots, &e](Fields& fields) { slots.push_back(e.make(fields)); }});
  variants(key, table, doc);
}

}  // namespace dawdle
