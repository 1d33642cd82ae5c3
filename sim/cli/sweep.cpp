// dawdle sweep SWEEP
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/prepared_sweep.hpp"
#include "sim/cli/processors.hpp"
#include "sim/cli/scenario_options.hpp"
#include "sim/cli/sweep_output.hpp"
#include "sim/cli/sweep_progress.hpp"
#include "sim/scenario/whole_file.hpp"
#include "sim/sweep/estimate.hpp"
#include "sim/sweep/mpi.hpp"
#include "sim/sweep/slurm.hpp"
#include "sim/sweep/tables.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace dawdle {

namespace {

namespace fs = std::filesystem;

struct SweepOptions {
  std::string file, folder, shard = "1/1";
  int threads = 0;  // 0: as many as the machine has
  bool dry_run = false, compress = false, retry_failed = false;
  bool slurm = false, submit = false;
  std::size_t tasks = 0;  // 0: chosen by the number of runs
  std::vector<std::string> sbatch;

  int threads_to_use() const { return threads > 0 ? threads : processors(); }
  fs::path output() const { return folder.empty() ? fs::path("results") / fs::path(file).stem() : fs::path(folder); }
};

// "2/8": the second of eight.
std::optional<Shard> shard_of(std::string_view text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto [slash, bad_i] = std::from_chars(text.data(), end, shard.i);
  if (bad_i != std::errc{} || slash == end || *slash != '/')
    return std::nullopt;
  const auto [last, bad_n] = std::from_chars(slash + 1, end, shard.n);
  if (bad_n != std::errc{} || last != end || shard.i < 1 || shard.i > shard.n)
    return std::nullopt;
  --shard.i;
  return shard;
}

std::string check_shard(const std::string& text) {
  return shard_of(text) ? "" : "expected i/n with i from 1 to n, such as 2/8, got " + text;
}

int dry_run(const SweepOptions& options, const SweepContext& context, const std::vector<std::size_t>& runs) {
  print_points(context.plan);
  print_size(context.sweep, context.plan);
  const auto estimated = estimate(context, runs);
  if (!estimated) {
    fmt::print("{:<16}unknown: no run got anywhere within seconds\n", "estimate");
    return kDone;
  }
  const double threads = std::min<double>(options.threads_to_use(), static_cast<double>(runs.size()));
  fmt::print("{:<16}about {} on {} threads, {:.2g} MB of disk, from {} trial runs\n", "estimate",
             duration_text(estimated->seconds / threads), threads, estimated->bytes / 1e6, estimated->trials);
  return kDone;
}

std::string own_path() { return fs::read_symlink("/proc/self/exe").string(); }

// Writes the script of a job array; with --submit gives it to sbatch.
int use_slurm(const SweepOptions& options, const SweepContext& context) {
  constexpr std::size_t most_tasks = 100;
  SlurmJob job = {.name = context.sweep.name(),
                  .program = own_path(),
                  .sweep_file = fs::absolute(options.file).string(),
                  .folder = fs::absolute(options.output()).string(),
                  .tasks = std::min(options.tasks > 0 ? options.tasks : most_tasks, context.plan.runs.size()),
                  .threads = std::max(1, options.threads),
                  .directives = options.sbatch,
                  .arguments = {}};
  if (options.compress)
    job.arguments.emplace_back("--compress");
  if (options.retry_failed)
    job.arguments.emplace_back("--retry-failed");
  const fs::path script = fs::path(job.folder) / "sweep.sbatch";
  fs::create_directories(job.folder);
  write_whole_file(script, slurm_script(job));
  if (!options.submit) {
    fmt::print("sbatch {}\n", script.string());
    return kDone;
  }
  const std::string command = "sbatch " + quoted(script.string());
  return std::system(command.c_str()) == 0 ? kDone : kRunFailed;
}

// Runs that were under way when an MPI job ended before its time; gone when the sweep goes on.
constexpr const char* lost_file = "lost.csv";

// What is to do here and now: on the threads of this process, or on the ranks of `world`.
void run_missing(const SweepOptions& options, const SweepContext& context, const std::vector<std::size_t>& runs,
                 RunStore& store, MpiWorld* world) {
  SweepProgress progress;
  progress.all = runs.size();
  for (std::size_t run : runs) progress.cost_all += context.plan.runs[run].cost;
  const SweepProgressLine line(progress);
  if (world && !world->is_alone())
    world->deal(context, runs, store, progress, options.output() / lost_file);
  else
    execute(context, runs, options.threads_to_use(), store, progress);
}

int run_sweep(const SweepOptions& options, const SweepContext& context, MpiWorld* world) {
  const fs::path folder = options.output();
  RunStore store(folder / run_folder);
  for (const fs::path& place : {folder, folder / run_folder}) remove_old_drafts(place);
  write_whole_file(folder / plan_file, context.plan.csv());
  write_whole_file(folder / sweep_file, context.sweep.text());
  const auto work = work_of(context.plan, *shard_of(options.shard));
  const auto runs = missing(context.plan, work, store, options.retry_failed);
  if (!runs.empty()) {
    remove_tables(folder);
    fs::remove(folder / lost_file);
    run_missing(options, context, runs, store, world);
  }
  store.refresh();
  const std::size_t left = missing(context.plan, every_run(context.plan), store, false).size();
  if (left == 0)
    return write_and_report(folder, context.plan, store, options.compress);
  fmt::print("{:<16}{} of {} done\n", "runs", context.plan.runs.size() - left, context.plan.runs.size());
  if (context.interrupt) {
    fmt::print(stderr, "dawdle: interrupted; the same command goes on from here\n");
    return kRunFailed;
  }
  fmt::print("{:<16}{}: the other shards have the rest\n", "results", folder.string());
  return kDone;
}

// A rank that rank 0 will hand runs to. Rank 0 also says what is wrong with the sweep.
int serve(const SweepOptions& options, const std::atomic<bool>& interrupt, MpiWorld& world) {
  std::vector<std::string> said_by_rank_0;
  const auto sweep = ParameterSweep::read(options.file, said_by_rank_0);
  DataCache data(models::available_memory() / 4);
  if (sweep)
    world.serve({*sweep, {}, data, interrupt});
  return kDone;
}

int sweep(const SweepOptions& options) {
  const std::atomic<bool>& interrupt = catch_interrupts();
  const auto world = launched_by_mpi() ? std::make_unique<MpiWorld>() : nullptr;
  if (world && !world->is_dealer())
    return serve(options, interrupt, *world);
  PreparedSweep prepared;
  if (!prepared.prepare(options.file, options.threads_to_use(), interrupt))
    return interrupt ? kRunFailed : kBadInput;
  const SweepContext context = {*prepared.sweep, *prepared.plan, prepared.data, interrupt};
  try {
    require_not_replaced(options.file, options.output() / sweep_file, context.sweep.text());
  } catch (const std::runtime_error& e) {
    return complain({fmt::format("dawdle: {}", e.what())});
  }
  if (options.dry_run)
    return dry_run(options, context, work_of(*prepared.plan, *shard_of(options.shard)));
  if (options.slurm)
    return use_slurm(options, context);
  return run_sweep(options, context, world.get());
}

}  // namespace

void add_sweep(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SweepOptions>();
  CLI::App* command = app.add_subcommand(
      "sweep", "Run every point of a sweep file; killed at any moment, the same command goes on where it was");
  command->add_option("SWEEP", options->file, "Sweep file (JSON)")->required();
  command->add_option("-o,--output", options->folder, "Folder for the results; default: results/NAME-OF-THE-FILE");
  command->add_option("-j,--threads", options->threads, "Runs at a time; default: one per processor")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--dry-run", options->dry_run, "Print the points and an estimate of time and disk; run nothing");
  auto* shard =
      command->add_option("--shard", options->shard, "Do every n-th run, from the i-th; dawdle merge joins the shards")
          ->type_name("i/n")
          ->check(check_shard);
  command->add_flag("--retry-failed", options->retry_failed, "Do failed runs again");
  command->add_flag("--compress", options->compress, "Write curves.csv.gz in place of curves.csv");
  auto* slurm = command
                    ->add_flag("--slurm", options->slurm,
                               "Write sweep.sbatch, a Slurm job array whose tasks are shards, and run nothing")
                    ->excludes(shard);
  command->add_flag("--submit", options->submit, "Give it to sbatch")->needs(slurm);
  command->add_option("--tasks", options->tasks, "Tasks of the job array; default: 100, or one a run")
      ->check(CLI::Range(1, 1'000'000))
      ->needs(slurm);
  command->add_option("--sbatch", options->sbatch, "An option for sbatch, such as --sbatch=--time=2:00:00; repeatable")
      ->allow_extra_args(false)
      ->needs(slurm);
  command->callback([options, &exit_code] { exit_code = sweep(*options); });
}

}  // namespace dawdle
