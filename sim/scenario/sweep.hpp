// A sweep, read and counted out: its points in their order, and the scenario of each run.
//
// A point is one choice of the swept values; it is run once for each seed. All points have the same seeds, so that they
// meet the same samples and the same stragglers, and what differs is the point's doing (common random numbers).
#pragma once

#include "sim/scenario/scenario.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dawdle {

struct Problem;
struct SweepFile;

class ParameterSweep {
 public:
  // Reads the file and its base, evaluates linked values and conditions. Nothing when `problems` grew.
  static std::unique_ptr<ParameterSweep> read(const std::filesystem::path& file, std::vector<std::string>& problems);
  ~ParameterSweep();

  const std::string& name() const;
  // The file as text, with the base scenario inside. Data files stay relative to where that stood.
  std::string text() const;
  std::size_t points() const { return points_.size(); }
  std::size_t seeds() const;                        // of each point, at least 1
  std::size_t dropped() const { return dropped_; }  // points that a condition left out
  std::vector<std::string> pointers() const;        // of the values that vary or are linked

  // The scenario of a point and its i-th seed; nothing when there are problems. Any thread may ask.
  std::unique_ptr<Scenario> scenario(std::size_t point, std::size_t i, std::vector<Problem>& problems) const;

  // The point's values at pointers(), as text: SI numbers where the scenario holds a number or quantity, else what the
  // sweep file says; empty where the point sets nothing.
  std::vector<std::string> values(std::size_t point, const Scenario& scenario) const;

  // The problem as a line that names the file to look at and the point.
  std::string message(std::size_t point, const Problem& problem) const;

 private:
  struct Point {
    std::size_t index;           // in the grid of all axes; the last axis varies fastest
    std::vector<double> linked;  // the linked values
  };
  explicit ParameterSweep(std::filesystem::path file, std::unique_ptr<SweepFile> content);
  void count_out(std::vector<Problem>& problems);
  bool add_point(std::size_t index, std::vector<Problem>& problems);

  std::filesystem::path file_;
  std::unique_ptr<SweepFile> content_;
  std::vector<Point> points_;
  std::size_t dropped_ = 0;
};

}  // namespace dawdle
