// An evaluation of one version of the parameters over a data set, cut into pieces for the pool.
#pragma once

#include "models/objective.hpp"
#include "sim/training/pool.hpp"
#include "sim/training/version.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <vector>

namespace dawdle {

// Each piece sums its rows by itself; the pieces are added in their order, so the result knows nothing of the threads.
template <class T>
class Evaluation {
 public:
  Evaluation(const models::Objective<T>& objective, Version x, std::size_t train_rows, double* out)
      : objective_(&objective), x_(std::move(x)), out_(out) {
    cut(false, train_rows);
    cut(true, objective.evaluation_rows(true));
  }

  void submit(Pool& pool) {
    for (Piece& piece : pieces_) pool.submit(piece);
  }

  // Waits for the pieces and writes the figures.
  void finish(Pool& pool) {
    const std::size_t width = objective_->figures().size();
    std::vector<double> sums(2 * width);
    double rows[2] = {0, 0};
    for (Piece& piece : pieces_) {
      pool.finish(piece);
      pool.note_evaluation(piece.cpu_seconds);
      rows[piece.test] += static_cast<double>(piece.end - piece.begin);
      for (std::size_t i = 0; i < width; ++i) sums[(piece.test ? width : 0) + i] += piece.sums[i];
    }
    for (int test = 0; test < 2; ++test)
      for (std::size_t i = 0; i < width && rows[test] > 0; ++i)
        *out_++ = plain(sums[(test ? width : 0) + i] / rows[test]);
  }

 private:
  struct Piece final : Work {
    void compute() override {
      const double started = thread_cpu_seconds();
      sums.assign(owner->objective_->figures().size(), 0.0);
      owner->objective_->evaluate({owner->x_.template values<const T>(), owner->objective_->size()}, test, begin, end,
                                  sums);
      cpu_seconds = thread_cpu_seconds() - started;
    }
    Evaluation* owner = nullptr;
    bool test = false;
    std::size_t begin = 0, end = 0;
    std::vector<double> sums;
    double cpu_seconds = 0;
  };

  // The sign of a NaN is not the same on all processors.
  static double plain(double x) { return std::isnan(x) ? std::numeric_limits<double>::quiet_NaN() : x; }

  // Half a microsecond: nothing beside hundreds of rows, too much beside a small gradient.
  static double thread_cpu_seconds() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  }

  void cut(bool test, std::size_t rows) {
    constexpr std::size_t kRows = 512;
    for (std::size_t begin = 0; begin < rows; begin += kRows) {
      Piece& piece = pieces_.emplace_back();
      piece.owner = this;
      piece.test = test;
      piece.begin = begin;
      piece.end = std::min(rows, begin + kRows);
    }
  }

  const models::Objective<T>* objective_;
  Version x_;
  double* out_;
  std::deque<Piece> pieces_;
};

}  // namespace dawdle
