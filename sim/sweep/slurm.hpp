// A sweep as a Slurm job array: each task is a shard.
#pragma once

#include <string>
#include <vector>

namespace dawdle {

struct SlurmJob {
  std::string name, program, sweep_file, folder;  // absolute paths
  std::size_t tasks = 1;                          // of the array; an array has at most 1000 unless configured otherwise
  int threads = 1;                                // of a task
  std::vector<std::string> directives;            // more of sbatch's options: "--partition=main"
  std::vector<std::string> arguments;             // more of the sweep's
};

// A word as a shell reads it back.
std::string quoted(const std::string& word);

// For sbatch. A task reads its shard from SLURM_ARRAY_TASK_ID; any of them may be submitted again.
std::string slurm_script(const SlurmJob& job);

}  // namespace dawdle
