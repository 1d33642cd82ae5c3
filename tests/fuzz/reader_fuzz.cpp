// Any bytes, read as a scenario, give problems or values: no crash, no exception, no endless loop; and what was read
// without a problem reads the same when its effective form is read.
#include "sim/scenario/json_text.hpp"
#include "sim/scenario/pointer.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/scenario/sample.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

nlohmann::ordered_json read(const nlohmann::json& document, std::vector<dawdle::Problem>& problems) {
  sample::Job job;
  return dawdle::read_object(
      document, ".", [&job](dawdle::Fields& fields) { job.describe(fields); }, problems);
}

void check(bool holds) {
  if (!holds)
    std::abort();
}

void check_document(const nlohmann::json& document) {
  std::vector<dawdle::Problem> problems;
  const nlohmann::ordered_json effective = read(document, problems);
  for (const dawdle::Problem& problem : problems)
    check(dawdle::message("f.json", problem).find('\n') == std::string::npos);
  if (problems.empty()) {
    check(read(nlohmann::json::parse(effective.dump()), problems) == effective);
    check(problems.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<dawdle::Problem> problems;
  const auto document = dawdle::parse_json(text, problems);
  check(document.has_value() == problems.empty());
  if (document)
    check_document(*document);
  // The same bytes as an assignment on the command line.
  const std::size_t equals = std::min(text.find('='), size);
  nlohmann::json changed{{"workers", 4}, {"more", {{{"kind", "constant"}}}}};
  dawdle::set_pointer_text(changed, text.substr(0, equals), text.substr(equals), problems);
  check_document(changed);
  return 0;
}
