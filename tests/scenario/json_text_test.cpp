#include "sim/scenario/json_text.hpp"

#include "tests/scenario/lines.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace dawdle;
using nlohmann::json;

namespace {

// Every line about the text, joined.
std::string complaints(std::string_view text) {
  std::vector<Problem> problems;
  const auto value = parse_json(text, problems);
  CHECK(value.has_value() == problems.empty());
  return lines(problems);
}

}  // namespace

TEST_CASE("good JSON is parsed to its value") {
  std::vector<Problem> problems;
  const std::string text =
      R"({"a": [1, -2, 2.5, true, null, "\u00e9", {}], "b": {"c": [[]]}, "d": 18446744073709551615})";
  CHECK(parse_json(text, problems) == json::parse(text));
  CHECK(parse_json("\xEF\xBB\xBF" + text, problems) == json::parse(text));
  CHECK(parse_json(" 7\n", problems) == json(7));
  CHECK(problems.empty());
}

TEST_CASE("a syntax error names its line and column, what was expected and what was found") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "f.json: expected a JSON object, got an empty file"},
      {" \n", "f.json: expected a JSON object, got an empty file"},
      {"{\n  \"a\": }", "f.json:2:8: expected '[', '{', or a literal, got '}'"},
      {"{\"a\": 1", "f.json:1:8: expected '}', got end of input"},
      {"{\"a\": 1,}", "f.json:1:9: expected string literal, got '}'"},
      {"{\"a\" 1}", "f.json:1:6: expected ':', got number literal"},
      {"[1 2]", "f.json:1:4: expected ']', got number literal"},
      {"{} {}", "f.json:1:4: expected end of input, got '{'"},
      {"{\"a\": nul}", "f.json:1:10: expected JSON, got an invalid literal at \"nul\""},
      {"{\"a\": NaN}", "f.json:1:7: expected JSON, got an invalid literal at \"NaN\""},
      {"{a: 1}", "f.json:1:2: expected string literal, got an invalid literal at \"a\""},
      {"{\"a\": -}", "f.json:1:8: expected JSON, got an invalid number; expected digit after '-' at \"-\""},
      {"\n\n1e999", "f.json:3:5: expected a number that a double can hold, got \"1e999\""},
      {"{\"a\xC3\": 1}",
       "f.json:1:5: expected string literal, got an invalid string: ill-formed UTF-8 byte at \"a\uFFFD\""},
      {"\xFF\xFE{\0}\0", "f.json: expected UTF-8 text, got UTF-16"},
  };
  for (const auto& c : cases) {
    const auto& text = c.first;  // a structured binding cannot be captured under clang 14
    CAPTURE(text);
    CHECK(complaints(text) == c.second);
  }
}

TEST_CASE("a NUL byte does not end the text in silence") {
  CHECK(complaints(std::string_view("{}\n\0{", 5)) == "f.json:2:1: expected text, got a NUL byte");
}

TEST_CASE("each duplicate key is reported with its pointer") {
  CHECK(complaints(R"({"a": 1, "b": [0, {"x/y": 1, "x/y": 2}], "a": 3})") ==
        "f.json: /b/1/x~1y: expected each key once, got \"x/y\" twice\n"
        "f.json: /a: expected each key once, got \"a\" twice");
  CHECK(complaints(R"([{"a": 1}, {"a": 1}])") == "");
}

TEST_CASE("nesting is allowed to 64 levels") {
  const std::string open(64, '['), close(64, ']');
  CHECK(complaints(open + close) == "");
  CHECK(complaints("[" + open + close + "]") == "f.json: expected at most 64 levels of nesting, got more");
}

TEST_CASE("a message is one short line whatever the document holds") {
  const std::string key(100'000, 'k');
  const std::string line = complaints("{\"a\\n" + key + "\": 1, \"a\\n" + key + "\": 1}");
  CHECK(line.size() < 400);
  CHECK(line.find('\n') == std::string::npos);
}

// Each took seconds to minutes once; the time limit of the whole suite would notice.
TEST_CASE("hostile texts are refused") {
  for (const std::string& text :
       {std::string(100'000, '['), std::string(100'000'000, 'x'), std::string(15'000'000, '\xFF'),
        "\"" + std::string(15'000'000, 'a'), std::string(15'000'000, '1')})
    CHECK(complaints(text) != "");
}

TEST_CASE("a file that cannot be read is named with the system's reason") {
  const auto folder = std::filesystem::temp_directory_path() / "dawdle_json_text_test";
  std::filesystem::create_directories(folder);
  const auto complaint = [](const std::filesystem::path& path) {
    std::vector<Problem> problems;
    CHECK_FALSE(read_json(path, problems));
    return message("f.json", problems.at(0));
  };
  CHECK(complaint(folder / "none.json") == "f.json: cannot be read: No such file or directory");
  CHECK(complaint(folder) == "f.json: cannot be read: Is a directory");
  CHECK(complaint("/dev/zero") == "f.json: expected at most 16 MB of JSON, got more");
  std::ofstream(folder / "good.json") << "{\"a\": 1}";
  std::vector<Problem> problems;
  CHECK(read_json(folder / "good.json", problems) == json{{"a", 1}});
  std::filesystem::remove_all(folder);
}
