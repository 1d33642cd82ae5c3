// Sweeps on the engines of clusters, on this one machine: MPI ranks and a Slurm of its own.
#include "tests/cli/sweep_files.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cli;
using std::string;

namespace {

constexpr const char* mpirun = "mpirun --allow-run-as-root --oversubscribe -n 3 $DAWDLE sweep sweep.json -o o";

bool has_program(const Folder& folder, const string& name) { return shell(folder, "command -v " + name).code == 0; }

// Debian's packages, where they are missing and root may install them.
bool has_slurm(const Folder& folder) {
  return shell(folder,
               "command -v slurmctld slurmd munged sbatch || { [ $(id -u) = 0 ] && "
               "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends slurm-wlm munge; }")
             .code == 0;
}

string undisturbed(const Folder& folder, const string& sweep) {
  folder.write("sweep.json", sweep);
  REQUIRE(dawdle(folder, {"sweep", "sweep.json", "-o", "peace", "-j", "1"}).code == 0);
  return tables(folder, "peace");
}

}  // namespace

TEST_CASE("slow: MPI ranks give the bytes of one process") {
  const Folder folder;
  const string expected = undisturbed(folder, small_sweep());
  if (!has_program(folder, "mpirun"))
    return skip("no mpirun: install openmpi-bin");
  const Ended ended = shell(folder, mpirun);
  CAPTURE(ended.err);
  CHECK(ended.code == 0);
  CHECK(tables(folder, "o") == expected);
  CHECK(shell(folder, mpirun).code == 0);  // with nothing left to do
  folder.write("sweep.json", small_sweep(R"(, "axis": 1)"));
  CHECK(shell(folder, mpirun).code != 0);
}

TEST_CASE("slow: when an MPI rank is lost the job fails, and the same command goes on to the same bytes") {
  const Folder folder;
  const string expected = undisturbed(folder, long_sweep());
  if (!has_program(folder, "mpirun"))
    return skip("no mpirun: install openmpi-bin");
  // The youngest of the processes is never rank 0, which writes.
  const Ended ended = shell(folder, string(mpirun) + R"( & job=$!
    until ls o/runs/*.runs >/dev/null 2>&1 || ! kill -0 $job 2>/dev/null; do sleep .05; done
    kill -9 $(pgrep -P $job -n); wait $job)");
  CAPTURE(ended.err);
  CHECK(ended.code != 0);
  const string lost = folder.read("o/lost.csv");
  CHECK(std::count(lost.begin(), lost.end(), '\n') >= 2);  // a head and the runs
  CHECK_FALSE(folder.has("o/summary.csv"));
  CHECK(shell(folder, mpirun).code == 0);
  CHECK_FALSE(folder.has("o/lost.csv"));
  CHECK(tables(folder, "o") == expected);
}

TEST_CASE("the script for Slurm is a job array of shards") {
  const Folder folder;
  folder.write("sweep.json", small_sweep());
  const Ended ended = dawdle(folder, {"sweep", "sweep.json", "-o", "it's", "--slurm", "--tasks", "4", "-j", "2",
                                      "--sbatch=--time=10", "--compress", "--retry-failed"});
  CHECK(ended.code == 0);
  CHECK(ended.out.ends_with("/it's/sweep.sbatch\n"));
  const string script = folder.read("it's/sweep.sbatch");
  CHECK(script.find("#SBATCH --array=1-4\n#SBATCH --cpus-per-task=2\n") != string::npos);
  CHECK(script.find("\n#SBATCH --time=10\n") != string::npos);
  CHECK(script.find(R"(/it'\''s' -j 2 --shard "$SLURM_ARRAY_TASK_ID/4" --compress --retry-failed)") != string::npos);
  CHECK(shell(folder, "SLURM_ARRAY_TASK_ID=3 bash \"it's/sweep.sbatch\"").code == 0);
  CHECK(dawdle(folder, {"sweep", "sweep.json", "--slurm", "--shard", "1/2"}).code == 2);
}

TEST_CASE("slow: a Slurm job array gives the bytes of one process, with a task killed on the way too") {
  const Folder folder;
  const string expected = undisturbed(folder, long_sweep(6000));
  if (!has_slurm(folder))
    return skip("Slurm is not there and cannot be installed: apt-get install slurm-wlm munge");
  // Whoever is running is killed once results are there; then every task is submitted again.
  folder.write("job.sh", R"(set -e
    "$1" sweep sweep.json -o o --slurm --submit --tasks 4 -j 1
    until ls o/runs/*.runs >/dev/null 2>&1; do sleep .05; done
    until job=$(squeue -h -t R -o %A | head -n 1) && scancel --signal=KILL "$job"; do
      squeue -h | grep -q . || exit 4
      sleep .05
    done
    while squeue -h | grep -q .; do sleep .2; done
    ! "$1" merge o || exit 3  # nothing is missing: nobody was killed
    sbatch --wait o/sweep.sbatch
    "$1" merge o)");
  const Ended ended = shell(folder, DAWDLE_SOURCE_DIR "/tests/cli/slurm.sh bash -e job.sh \"$DAWDLE\"");
  CAPTURE(ended.out);
  CAPTURE(ended.err);
  CHECK(ended.code == 0);
  CHECK(tables(folder, "o") == expected);
}
