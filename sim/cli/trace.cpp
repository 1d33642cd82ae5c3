#include "sim/cli/trace.hpp"

#include "sim/scenario/trace_json.hpp"
#include "sim/scenario/units.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace dawdle {

namespace {

// "1.5", in seconds, or "20 ms".
std::optional<double> seconds(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size())
    return value;
  return parse_quantity(text, Unit::seconds);
}

// Of "FROM:TO"; one left out stays as it is.
bool parse_window(std::string_view text, TimelineLimits& limits) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return false;
  const std::string_view from = text.substr(0, colon), to = text.substr(colon + 1);
  const auto begin = from.empty() ? limits.from : seconds(from), end = to.empty() ? limits.to : seconds(to);
  if (!begin || !end || !(0 <= *begin && *begin < *end))
    return false;
  limits.from = *begin;
  limits.to = *end;
  return true;
}

}  // namespace

void TraceOptions::add_to(CLI::App& command) {
  CLI::Option* trace =
      command.add_option("--trace", file, "Write what happened when, for ui.perfetto.dev (Chrome trace format)")
          ->type_name("FILE");
  const auto window = [this](const std::string& text) {
    if (!parse_window(text, limits))
      throw CLI::ValidationError(
          "--trace-window",
          fmt::format("expected two rising simulated times, such as 10:12.5 or \"5 ms:8 ms\", got {}", text));
  };
  command
      .add_option_function<std::string>("--trace-window", window, "Only what happens between these simulated seconds")
      ->type_name("FROM:TO")
      ->needs(trace);
  command
      .add_option("--trace-events", limits.events,
                  fmt::format("At most so many spans and arrows, the first; default: {}", limits.events))
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1'000'000'000}))
      ->needs(trace);
}

void Trace::write(std::string_view run_name, const RunResult& result) {
  write_trace(file_, run_name, timeline_, result);
  file_.publish();
  if (timeline_.limits().from >= result.time)
    fmt::print(stderr, "{}: holds nothing: the run ends at {:.6g} s, before the window begins\n", name_, result.time);
  if (timeline_.left_out() > 0)
    fmt::print(stderr,
               "{}: is complete until {:.6g} s; {} later spans and arrows were left out (--trace-events, "
               "--trace-window)\n",
               name_, timeline_.complete_until(), timeline_.left_out());
}

}  // namespace dawdle
