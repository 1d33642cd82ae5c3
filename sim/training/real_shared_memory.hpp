// The shared memory of a run with mathematics; see shared_memory.hpp.
#pragma once

#include "models/objective.hpp"
#include "sim/training/memory_cell.hpp"
#include "sim/training/pool.hpp"
#include "sim/training/sampler.hpp"
#include "sim/training/shared_memory.hpp"

#include <deque>
#include <vector>

namespace dawdle {

template <class T>
class RealSharedMemory final : public SharedMemory {
 public:
  RealSharedMemory(const models::Objective<T>& objective, Sampler& sampler, VersionPool& versions, Pool& pool,
                   int workers)
      : objective_(objective), sampler_(sampler), versions_(versions), pool_(pool) {
    std::vector<T> x(objective.size());
    objective.initialise(x);
    for (T value : x) cells_.emplace_back(value);
    for (int i = 0; i < workers; ++i) cores_.emplace_back(objective);
  }
  ~RealSharedMemory() override {
    for (Core& core : cores_) pool_.withdraw(core);
  }

  std::size_t samples() const override { return sampler_.batch_size(); }

  std::size_t begin(int worker, std::uint64_t step, std::size_t line) override {
    Core& core = this->core(worker);
    core.batch = sampler_.batch(worker, step, core.rows);
    objective_.support(core.batch, core.support);
    std::size_t lines = 0;
    each(core, line, [&](std::uint32_t, std::size_t place) { lines = place + 1; });
    return lines;
  }

  void read(int worker, const Sweep& sweep) override {
    Core& core = this->core(worker);
    core.read = sweep;
    each(core, sweep.line, [&](std::uint32_t j, std::size_t place) { core.x[j] = cells_[j].at(sweep.end(place)); });
    pool_.submit(core);
  }

  void write(int worker, const Sweep& sweep, Writes writes, double learning_rate) override {
    Core& core = this->core(worker);
    pool_.finish(core);
    core.write = sweep;
    const T rate = static_cast<T>(learning_rate);
    each(core, sweep.line, [&](std::uint32_t j, std::size_t place) {
      const Time load = writes == Writes::atomic ? sweep.end(place) : sweep.begin(place);
      cells_[j].announce(load, sweep.end(place), -(rate * core.out[j]));
    });
  }

  void written(int worker, Time now) override {
    Core& core = this->core(worker);
    each(core, core.read.line, [&](std::uint32_t j, std::size_t place) {
      // Its own is one of them, unless reading and writing are one instant.
      const auto stores = cells_[j].stores(core.read.end(place), core.write.end(place));
      stale_ += stores > 0 ? stores - 1 : 0;
    });
    written_ += core.support.size();
    core.read.start = now;
    Time oldest = now;
    for (const Core& other : cores_) oldest = std::min(oldest, other.read.start);
    for (std::uint32_t j : core.support) cells_[j].forget(oldest);
  }

  Version snapshot(std::uint64_t number, Time now) override {
    Version x = versions_.make(number);
    T* const values = x.template values<T>();
    for (std::size_t j = 0; j < cells_.size(); ++j) values[j] = cells_[j].at(now);
    return x;
  }

  Conflicts conflicts() const override {
    Conflicts all{.written = written_, .stale = stale_};
    for (const MemoryCell<T>& cell : cells_) all.lost += cell.lost();
    return all;
  }

 private:
  // A worker between its begin() and its written().
  struct Core final : Work {
    explicit Core(const models::Objective<T>& o) : objective(&o), x(o.size()), out(o.size()) {}
    void compute() override { objective->gradient(x, batch, out); }
    const models::Objective<T>* objective;
    models::Batch batch;
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> support;  // coordinates, ascending
    std::vector<T> x, out;               // (P), of which the support counts
    Sweep read, write;
  };

  Core& core(int worker) { return cores_[static_cast<std::size_t>(worker)]; }

  // visit(j, place): coordinate j of the support is in the place-th of the lines that a sweep goes through.
  template <class Visit>
  static void each(const Core& core, std::size_t line, Visit visit) {
    std::size_t place = 0;
    for (std::size_t i = 0; i < core.support.size(); ++i) {
      const std::uint32_t j = core.support[i];
      place += i > 0 && j / line != core.support[i - 1] / line;
      visit(j, place);
    }
  }

  const models::Objective<T>& objective_;
  Sampler& sampler_;
  VersionPool& versions_;
  Pool& pool_;
  std::vector<MemoryCell<T>> cells_;
  std::deque<Core> cores_;
  std::uint64_t written_ = 0, stale_ = 0;
};

}  // namespace dawdle
