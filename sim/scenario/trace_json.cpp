#include "sim/scenario/trace_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

namespace dawdle {

namespace {

using Span = Timeline::Span;
using Track = Timeline::Track;
using Json = nlohmann::ordered_json;

constexpr std::size_t kFlushAt = 1 << 16;  // bytes

// Whole nanoseconds, which is what Perfetto keeps: spans that touch still do. 292 years are as many as it can say.
std::int64_t nanoseconds(Time time) { return std::llround(std::min(time * 1e9, 9.2e18)); }

std::string microseconds(std::int64_t ns) { return fmt::format("{}.{:03}", ns / 1000, ns % 1000); }

std::string thread_name(Track track, int index) {
  switch (track) {
    case Track::worker:
      return fmt::format("worker {}", index);
    case Track::server:
      return fmt::format("server {}", index);
    case Track::parameters:
      return "versions";
    case Track::buckets:
      return fmt::format("buckets of worker {}", index);
  }
  return "";
}

class TraceWriter {
 public:
  TraceWriter(WholeFile& file, const Timeline& timeline, const RunResult& result)
      : file_(file), timeline_(timeline), result_(result), first_pid_(static_cast<int>(result.traffic.size()) + 1) {}

  void write(std::string_view run_name) {
    append("{{\"displayTimeUnit\":\"ms\",\"otherData\":{},\"traceEvents\":[\n", about(run_name).dump());
    name_tracks();
    for (const Span& span : timeline_.spans()) write(span);
    arrows();
    for (std::size_t link = 0; link < result_.links.links.size(); ++link) counter(link);
    append("\n]}}\n");
    flush();
  }

 private:
  // Above any thread's number: a thread of its process's number would be taken for the main one.
  int pid(Track track) const { return first_pid_ + static_cast<int>(track); }
  int links_pid() const { return first_pid_ + 4; }

  Json about(std::string_view run_name) const {
    const TimelineLimits& limits = timeline_.limits();
    Json out = {{"run", run_name},
                {"simulated_s", result_.time},
                {"spans_and_arrows", timeline_.spans().size() + timeline_.arrows().size()},
                {"left_out", timeline_.left_out()}};
    if (timeline_.left_out() > 0)
      out["complete_until_s"] = timeline_.complete_until();
    if (limits.from > 0 || limits.to < result_.time)
      out["window_s"] = {limits.from, std::min(limits.to, result_.time)};
    return out;
  }

  void name_tracks() {
    std::set<std::pair<Track, int>> tracks;
    for (const Span& span : timeline_.spans()) tracks.emplace(span.track, span.index);
    constexpr std::array processes = {"workers", "servers", "parameters", "buckets", "links"};
    for (int i = 0; const char* process : processes) {
      event(R"("ph":"M","pid":{},"name":"process_name","args":{{"name":"{}"}})", first_pid_ + i, process);
      event(R"("ph":"M","pid":{},"name":"process_sort_index","args":{{"sort_index":{}}})", first_pid_ + i, i);
      ++i;
    }
    for (const auto& [track, index] : tracks) {
      event(R"("ph":"M","pid":{},"tid":{},"name":"thread_name","args":{{"name":"{}"}})", pid(track), index,
            thread_name(track, index));
      event(R"("ph":"M","pid":{},"tid":{},"name":"thread_sort_index","args":{{"sort_index":{}}})", pid(track), index,
            index);
    }
  }

  void write(const Span& span) {
    const std::int64_t begin = nanoseconds(span.begin);
    // A server may have more to take in when the run ends.
    const std::int64_t end = nanoseconds(std::min(span.end, result_.time));
    if (end < begin)
      return;
    std::string name = span.name, more;
    if (span.track == Track::parameters || span.track == Track::buckets)
      name += fmt::format(" {}", span.number);
    else if (span.number > 0)
      more = fmt::format(R"(,"args":{{"gradient":{}}})", span.number);
    event(R"("ph":"X","pid":{},"tid":{},"ts":{},"dur":{},"name":"{}","cat":"{}"{})", pid(span.track), span.index,
          microseconds(begin), microseconds(end - begin), name, category(span), more);
  }

  static const char* category(const Span& span) {
    return span.track == Track::parameters ? "version" : name_of(span.activity);
  }

  // An arrow binds to the spans that enclose its ends, so both have to be there.
  void arrows() {
    std::map<std::pair<int, std::uint64_t>, const Span*> computations;
    std::map<std::uint64_t, const Span*> versions;
    for (const Span& span : timeline_.spans())
      if (span.track == Track::parameters)
        versions.emplace(span.number, &span);
      else if (span.track == Track::worker && span.number > 0)
        computations[{span.index, span.number}] = &span;  // of one that failures have cut, the last piece
    for (std::size_t id = 0; const Timeline::Arrow& arrow : timeline_.arrows()) {
      const auto from = computations.find({arrow.worker, arrow.gradient});
      const auto to = versions.find(arrow.version);
      if (from != computations.end() && to != versions.end())
        write(arrow, *from->second, *to->second, id++);
    }
  }

  void write(const Timeline::Arrow& arrow, const Span& from, const Span& to, std::size_t id) {
    const std::string what = fmt::format(R"("id":{},"cat":"gradient","name":"staleness {}")", id, arrow.staleness);
    // In its middle, for at its end the next span of the worker begins.
    const std::int64_t begin = nanoseconds(from.begin), middle = begin + (nanoseconds(from.end) - begin) / 2;
    event(R"("ph":"s","pid":{},"tid":{},"ts":{},{})", pid(from.track), from.index, microseconds(middle), what);
    // Arguments at one end alone: Catapult's importer complains of an argument that two phases of an arrow have.
    event(R"("ph":"f","bp":"e","pid":{},"tid":{},"ts":{},{},"args":{{"staleness":{}}})", pid(to.track), to.index,
          microseconds(nanoseconds(to.begin)), what, arrow.staleness);
  }

  // Only where it changes.
  void counter(std::size_t link) {
    const LinkUse& use = result_.links;
    const std::string& called = use.links[link].name;
    const std::string name = Json(called.empty() ? fmt::format("link {}", link) : called).dump();
    const Time until = std::min(timeline_.limits().to, timeline_.complete_until());
    double last = 0;
    const auto set = [&](Time time, double utilisation) {
      if (std::exchange(last, utilisation) != utilisation)
        event(R"("ph":"C","pid":{},"ts":{},"name":{},"args":{{"utilisation":{}}})", links_pid(),
              microseconds(nanoseconds(time)), name, utilisation);
    };
    for (std::size_t i = 1; i < use.samples.size() && use.samples[i - 1].time <= until; ++i)
      if (use.samples[i].time >= timeline_.limits().from)
        set(use.samples[i - 1].time, utilisation(use.samples[i - 1], use.samples[i], link));
    if (!use.samples.empty())
      set(use.samples.back().time, 0);
  }

  template <class... Args>
  void event(fmt::format_string<Args...> text, Args&&... args) {
    append("{}{{", std::exchange(first_, false) ? "" : ",\n");
    append(text, std::forward<Args>(args)...);
    append("}}");
    if (buffer_.size() >= kFlushAt)
      flush();
  }
  template <class... Args>
  void append(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), text, std::forward<Args>(args)...);
  }
  void flush() {
    file_.write({buffer_.data(), buffer_.size()});
    buffer_.clear();
  }

  WholeFile& file_;
  const Timeline& timeline_;
  const RunResult& result_;
  int first_pid_;
  bool first_ = true;
  fmt::memory_buffer buffer_;
};

}  // namespace

void write_trace(WholeFile& file, std::string_view run_name, const Timeline& timeline, const RunResult& result) {
  TraceWriter(file, timeline, result).write(run_name);
}

}  // namespace dawdle
