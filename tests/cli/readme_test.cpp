// The README shows code of this tree, not code that once was.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(DAWDLE_SOURCE_DIR "/" + path);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the strategy that the README shows is its file, word for word") {
  const std::string readme = text_of("README.md");
  const std::string fence = "```cpp\n";
  const std::size_t begin = readme.find(fence);
  REQUIRE(begin != std::string::npos);
  const std::size_t code = begin + fence.size();
  const std::string shown = readme.substr(code, readme.find("```", code) - code);
  CHECK(text_of("sim/training/strategies/downpour.cpp") == shown);
}
