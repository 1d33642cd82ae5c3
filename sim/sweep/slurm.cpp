#include "sim/sweep/slurm.hpp"

#include <fmt/format.h>

namespace dawdle {

std::string quoted(const std::string& word) {
  std::string out = "'";
  for (char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::string slurm_script(const SlurmJob& job) {
  std::string out = "#!/bin/bash\n";
  const auto directive = [&out](const std::string& text) { out += fmt::format("#SBATCH {}\n", text); };
  directive("--job-name=" + quoted(job.name));
  directive(fmt::format("--array=1-{}", job.tasks));
  directive(fmt::format("--cpus-per-task={}", job.threads));
  directive("--output=" + quoted(job.folder + "/slurm-%a.log"));
  for (const std::string& more : job.directives) directive(more);
  out += fmt::format("exec {} sweep {} -o {} -j {} --shard \"$SLURM_ARRAY_TASK_ID/{}\"", quoted(job.program),
                     quoted(job.sweep_file), quoted(job.folder), job.threads, job.tasks);
  for (const std::string& argument : job.arguments) out += " " + argument;
  return out + "\n";
}

}  // namespace dawdle
