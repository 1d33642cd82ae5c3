// What is wrong with a scenario, in one line each, and the JSON Pointers (RFC 6901) that say where.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

namespace dawdle {

struct Problem {
  std::string pointer;     // JSON Pointer of the value; empty: the whole document
  std::string text;        // "expected X, got Y"
  std::size_t line = 0;    // of a syntax error, from 1; 0 where the pointer tells
  std::size_t column = 0;  // in bytes, from 1

  bool operator==(const Problem&) const = default;
};

// `file: /pointer: text` or `file:line:column: text`: always a single line, whatever the keys contain.
std::string message(std::string_view file, const Problem& problem);

Problem expected_got(std::string pointer, std::string_view expected, std::string_view got);

// The problem of a name that is none of `names`, with the nearest of them; they are listed when they are few, or when
// none is near.
// `what` is what the names name ("key", "kind"); `got` shows what was found, whose bare spelling is `given`.
Problem unknown_name(std::string pointer, std::string_view what, std::span<const std::string_view> names,
                     std::string_view got, std::string_view given);

// The pointer to member `key` of the object at `parent`: '~' and '/' are escaped.
std::string child_pointer(std::string_view parent, std::string_view key);

// A value as a message names it: the string "fast", -1, an array of 3, an object.
std::string shown(const nlohmann::json& value);

// The text as a JSON string literal of valid UTF-8, cut to about `limit` bytes.
std::string in_quotes(std::string_view text, std::size_t limit = 40);

}  // namespace dawdle
