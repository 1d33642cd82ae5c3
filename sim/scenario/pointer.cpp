#include "sim/scenario/pointer.hpp"

#include "sim/scenario/json_text.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace dawdle {
namespace {

using nlohmann::json;

// The member or element `token` of a node, added to an object that lacks it; null where there can be none.
json* step_into(json& node, const std::string& token) {
  if (node.is_object())
    return &*node.emplace(token, json::object()).first;
  std::size_t index = 0;
  const char* const end = token.data() + token.size();
  const auto [parsed, error] = std::from_chars(token.data(), end, index);
  const bool is_index = error == std::errc{} && parsed == end && node.is_array() && index < node.size();
  return is_index ? &node[index] : nullptr;
}

// The parts of a JSON Pointer, unescaped; nothing when it is not one or addresses the whole document.
std::optional<std::vector<std::string>> split_pointer(std::string_view pointer) {
  if (!pointer.starts_with('/'))
    return std::nullopt;
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] != '~') {
      tokens.back() += pointer[i];
    } else {
      if (++i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1'))
        return std::nullopt;
      tokens.back() += pointer[i] == '0' ? '~' : '/';
    }
  }
  return tokens;
}

}  // namespace

bool set_pointer(json& document, std::string_view pointer, json value, std::vector<Problem>& problems) {
  const auto tokens = split_pointer(pointer);
  if (!tokens) {
    problems.push_back(expected_got("", "a JSON Pointer such as /strategy/staleness", in_quotes(pointer)));
    return false;
  }
  json* node = &document;
  std::string here;
  for (const std::string& token : *tokens) {
    json* next = step_into(*node, token);
    if (!next) {
      problems.push_back(expected_got(here, "an object or array with member " + in_quotes(token), shown(*node)));
      return false;
    }
    node = next;
    here = child_pointer(here, token);
  }
  *node = std::move(value);
  return true;
}

bool set_pointer_text(json& document, std::string_view pointer, std::string_view text, std::vector<Problem>& problems) {
  std::vector<Problem> not_json;
  std::optional<json> value = parse_json(text, not_json);
  return set_pointer(document, pointer, value ? std::move(*value) : json(std::string(text)), problems);
}

}  // namespace dawdle
