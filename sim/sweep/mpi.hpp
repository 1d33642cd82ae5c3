// A sweep on the processes that an MPI launcher started: rank 0 hands out runs one at a time and keeps the results, the
// other ranks compute. Built when CMake finds MPI.
//
// MPI ends a job in which a rank dies. The results so far are then on the disk, those under way are named, and the same
// command goes on.
#pragma once

#include "sim/sweep/execution.hpp"

#include <filesystem>

namespace dawdle {

// Whether a launcher started this process as one of several.
bool launched_by_mpi();

// REQUIRES: launched_by_mpi(). One at a time; the end of rank 0's sends the others home.
class MpiWorld {
 public:
  // Throws std::runtime_error when this program was built without MPI.
  MpiWorld();
  MpiWorld(const MpiWorld&) = delete;
  MpiWorld& operator=(const MpiWorld&) = delete;
  ~MpiWorld();

  bool is_dealer() const { return rank_ == 0; }
  bool is_alone() const { return size_ == 1; }  // then there is nobody to deal to

  // The dealer's part of execute(), unless it is alone. On an interrupt it says which runs were under way, in the file
  // `lost` too, and ends the job.
  void deal(const SweepContext& context, const std::vector<std::size_t>& runs, RunStore& store, SweepProgress& progress,
            const std::filesystem::path& lost);

  // Everybody else's: computes what it is handed until it is sent home.
  void serve(const SweepContext& context);

 private:
  int rank_ = 0, size_ = 1;
};

}  // namespace dawdle
