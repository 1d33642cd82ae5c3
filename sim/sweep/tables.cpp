#include "sim/sweep/tables.hpp"

#include "sim/sweep/csv.hpp"
#include "sim/sweep/summary.hpp"
#include "sim/sweep/text_file.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace dawdle {

namespace {

namespace fs = std::filesystem;

std::string_view first_row(std::string_view table) { return next_row(table); }

// The columns that the runs have between them, in the order of the runs.
struct Columns {
  CommonColumns figures, curves;
};

class Tables {
 public:
  Tables(const SweepPlan& plan, const RunStore& store) : plan_(plan), store_(store) {
    for (const PlannedRun& run : plan.runs) {
      const RunRecord record = read(run);
      columns_.figures.add(first_row(record.figures));
      if (!record.curve.empty())
        columns_.curves.add(first_row(record.curve));
    }
  }

  SweepOutcome write(const fs::path& folder, bool compress) {
    TextFile runs(folder / "runs.csv", false), summary(folder / "summary.csv", false),
        curves(folder / (compress ? "curves.csv.gz" : "curves.csv"), compress);
    Summary point(columns_.figures.names());
    runs.write("run,point,seed" + swept_header() + "," + columns_.figures.header() + "\n");
    curves.write("run,point,seed," + columns_.curves.header() + "\n");
    summary.write("point" + swept_header() + "," + point.header() + "\n");
    for (std::size_t i = 0; i < plan_.runs.size(); ++i) {
      const RunRecord record = read(plan_.runs[i]);
      const std::string row = figures_of(record);
      count(record, row);
      runs.write(fmt::format("{}{},{}\n", name_of_run(i), swept_cells(i), row));
      write_curve(i, record, curves);
      point.add(row);
      if (i + 1 == plan_.runs.size() || plan_.runs[i + 1].point != plan_.runs[i].point)
        summary.write(fmt::format("{}{},{}\n", plan_.runs[i].point, swept_cells(i), point.finish(plan_.runs[i].point)));
    }
    runs.publish();
    curves.publish();
    summary.publish();
    return outcome_;
  }

 private:
  RunRecord read(const PlannedRun& run) const {
    auto record = store_.read(run.key);
    if (!record)
      throw std::runtime_error(fmt::format("the result of point {}, seed {}, is missing", run.point, run.seed));
    return std::move(*record);
  }

  std::string swept_header() const {
    std::string out;
    for (const std::string& column : plan_.columns) out += "," + column;
    return out;
  }

  std::string swept_cells(std::size_t run) const {
    return plan_.columns.empty() ? "" : "," + plan_.points[plan_.runs[run].point];
  }

  std::string name_of_run(std::size_t i) const {
    return fmt::format("{},{},{}", i, plan_.runs[i].point, plan_.runs[i].seed);
  }

  std::string figures_of(const RunRecord& record) const {
    std::string_view table = record.figures;
    const auto places = columns_.figures.places(next_row(table));
    return rearranged(next_row(table), places);
  }

  void write_curve(std::size_t run, const RunRecord& record, TextFile& out) const {
    std::string_view table = record.curve;
    const auto places = columns_.curves.places(next_row(table));
    while (!table.empty()) out.write(fmt::format("{},{}\n", name_of_run(run), rearranged(next_row(table), places)));
  }

  void count(const RunRecord& record, std::string_view row) {
    if (record.failed())
      ++outcome_.failed;
    else if (row.starts_with(name_of(Outcome::diverged)))
      ++outcome_.diverged;
    else
      ++outcome_.succeeded;
  }

  const SweepPlan& plan_;
  const RunStore& store_;
  Columns columns_;
  SweepOutcome outcome_;
};

}  // namespace

SweepOutcome write_tables(const fs::path& folder, const SweepPlan& plan, const RunStore& store, bool compress) {
  Tables tables(plan, store);
  std::error_code ignored;
  fs::remove(folder / (compress ? "curves.csv" : "curves.csv.gz"), ignored);
  return tables.write(folder, compress);
}

void remove_tables(const fs::path& folder) {
  for (const char* name : {"summary.csv", "runs.csv", "curves.csv", "curves.csv.gz"}) {
    std::error_code error;
    fs::remove(folder / name, error);
    if (error)
      throw std::runtime_error(fmt::format("{}: {}", (folder / name).string(), error.message()));
  }
}

}  // namespace dawdle
