#include "sim/cluster/trace_file.hpp"

#include "models/data/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <tuple>

namespace dawdle {

namespace {

constexpr std::array<std::string_view, 3> columns = {"worker", "step", "seconds"};

struct Row {
  std::uint64_t worker, step;
  double seconds;
  std::size_t line;
};

class TraceReader {
 public:
  TraceReader(const std::string& path, int workers) : path_(path), workers_(static_cast<std::size_t>(workers)) {}

  TraceTimes read() {
    read_rows();
    std::ranges::stable_sort(rows_, {}, [](const Row& row) { return std::tie(row.worker, row.step); });
    return pack();
  }

 private:
  [[noreturn]] static void fail(const std::string& where, std::string_view expected, std::string_view got) {
    throw std::runtime_error(fmt::format("{}: expected {}, got {}", where, expected, got));
  }
  [[noreturn]] void fail(std::size_t line, std::string_view expected, std::string_view got) const {
    fail(fmt::format("{}:{}", path_, line), expected, got);
  }

  void read_rows() {
    std::ifstream in(path_);
    if (!in)
      fail(path_, "a file that can be read", "an error on opening it");
    std::string line;
    std::getline(in, line);
    if (line.starts_with("\xef\xbb\xbf"))  // a byte-order mark
      line.erase(0, 3);
    read_header(line);
    for (std::size_t number = 2; std::getline(in, line); ++number)
      if (!models::trim(line).empty())
        read_row(line, number);
    if (in.bad())
      fail(path_, "a file that can be read", "an error on reading it");
  }

  void read_header(std::string_view line) {
    fields_ = models::cells_of(line);
    header_size_ = fields_.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto found = std::ranges::find(fields_, columns[i]);
      if (found == fields_.end())
        fail(1, fmt::format("a header with the column \"{}\"", columns[i]), fmt::format("\"{}\"", models::trim(line)));
      column_[i] = static_cast<std::size_t>(found - fields_.begin());
    }
  }

  void read_row(std::string_view line, std::size_t number) {
    fields_ = models::cells_of(line);
    if (fields_.size() != header_size_)
      fail(number, fmt::format("{} fields, as in the header", header_size_), fmt::format("{}", fields_.size()));
    const Row row = {parse<std::uint64_t>(0, "a whole number", number),
                     parse<std::uint64_t>(1, "a whole number", number), parse<double>(2, "a number", number), number};
    if (row.worker < workers_)
      rows_.push_back(row);
  }

  // The value of column i of the current row: finite and >= 0. NaN fails the comparison.
  template <class T>
  T parse(std::size_t i, std::string_view type, std::size_t line) const {
    const std::string_view text = fields_[column_[i]];
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || !(value >= 0) || !std::isfinite(static_cast<double>(value)))
      fail(line, fmt::format("{} >= 0 as {}", type, columns[i]), fmt::format("\"{}\"", text));
    return value;
  }

  // REQUIRES: rows sorted by worker, then step.
  TraceTimes pack() const {
    TraceTimes times;
    auto row = rows_.begin();
    for (std::uint64_t worker = 0; worker < workers_; ++worker) {
      times.begin.push_back(times.seconds.size());
      for (std::uint64_t step = 0; row != rows_.end() && row->worker == worker; ++step, ++row) {
        check_step(*row, step);
        times.seconds.push_back(row->seconds);
      }
      if (times.seconds.size() == times.begin.back())
        fail(path_, fmt::format("rows of workers 0 to {}", workers_ - 1), fmt::format("none of worker {}", worker));
    }
    times.begin.push_back(times.seconds.size());
    return times;
  }

  void check_step(const Row& row, std::uint64_t step) const {
    if (row.step != step)
      fail(row.line, fmt::format("step {} of worker {}", step, row.worker),
           fmt::format("step {}{}", row.step, row.step < step ? " again" : ""));
  }

  const std::string& path_;
  std::size_t workers_;
  std::size_t header_size_ = 0;
  std::array<std::size_t, columns.size()> column_{};  // where each of `columns` is in a row
  std::vector<std::string_view> fields_;              // of the current line
  std::vector<Row> rows_;
};

}  // namespace

TraceTimes read_trace(const std::string& path, int workers) { return TraceReader(path, workers).read(); }

}  // namespace dawdle
