#include "sim/sweep/mpi.hpp"

#include "sim/scenario/whole_file.hpp"
#include "sim/sweep/keeper.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#if DAWDLE_MPI
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#endif

namespace dawdle {

bool launched_by_mpi() {
  static constexpr std::array names = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"};
  return std::any_of(names.begin(), names.end(), [](const char* name) { return std::getenv(name) != nullptr; });
}

#if DAWDLE_MPI

namespace {

// To a worker: a run, or nothing, which sends it home. To the dealer: a result in three parts.
enum Tag { kRun, kHome, kKey, kFigures, kCurve };

struct Assignment {
  std::uint64_t point, seed_index;
  char key[40];
};

void send_text(const std::string& text, int rank, Tag tag) {
  MPI_Send(text.data(), static_cast<int>(text.size()), MPI_CHAR, rank, tag, MPI_COMM_WORLD);
}

void send_run(const PlannedRun& run, int rank) {
  Assignment assignment{run.point, run.seed_index, {}};
  run.key.copy(assignment.key, sizeof assignment.key - 1);
  MPI_Send(&assignment, sizeof assignment, MPI_BYTE, rank, kRun, MPI_COMM_WORLD);
}

// Asks until `arrived` says so, without MPI's spinning, which would take a core from the runs. False: interrupted.
template <class Arrived>
bool wait_until(Arrived arrived, const std::atomic<bool>& interrupt) {
  constexpr std::chrono::microseconds shortest(50), longest(2000);
  for (auto pause = shortest; !arrived(); pause = std::min(2 * pause, longest)) {
    if (interrupt)
      return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

bool wait_for_message(int rank, int tag, const std::atomic<bool>& interrupt, MPI_Status& status) {
  return wait_until(
      [&] {
        int arrived = 0;
        MPI_Iprobe(rank, tag, MPI_COMM_WORLD, &arrived, &status);
        return arrived != 0;
      },
      interrupt);
}

// Nothing: interrupted. A long message needs its sender until its end: whoever waited for that of a lost rank without
// looking up would wait for ever.
std::optional<std::string> receive_text(int rank, Tag tag, const std::atomic<bool>& interrupt) {
  MPI_Status status;
  if (!wait_for_message(rank, tag, interrupt, status))
    return std::nullopt;
  int size = 0;
  MPI_Get_count(&status, MPI_CHAR, &size);
  std::string text(static_cast<std::size_t>(size), 0);
  MPI_Request request;
  MPI_Irecv(text.data(), size, MPI_CHAR, rank, tag, MPI_COMM_WORLD, &request);
  const bool whole = wait_until(
      [&] {
        int done = 0;
        MPI_Test(&request, &done, MPI_STATUS_IGNORE);
        return done != 0;
      },
      interrupt);
  return whole ? std::optional(std::move(text)) : std::nullopt;
}

// The ranks and what each is at.
class Dealer {
 public:
  Dealer(const SweepContext& context, const std::vector<std::size_t>& runs, Keeper& keeper, SweepProgress& progress,
         const std::filesystem::path& lost)
      : context_(context), runs_(runs), keeper_(keeper), progress_(progress), lost_(lost) {}

  void run(int ranks) {
    for (int rank = 1; rank < ranks; ++rank) give_next(rank);
    MPI_Status status;
    while (!under_way_.empty()) {
      if (!wait_for_message(MPI_ANY_SOURCE, kKey, context_.interrupt, status))
        return end_job();
      if (!take_result(status.MPI_SOURCE))
        return end_job();
      give_next(status.MPI_SOURCE);
    }
    keeper_.finish();
  }

 private:
  void give_next(int rank) {
    if (next_ == runs_.size())
      return;
    const PlannedRun& run = context_.plan.runs[runs_[next_++]];
    send_run(run, rank);
    under_way_[rank] = &run;
    ++progress_.in_flight;
  }

  // False: interrupted before it was there.
  bool take_result(int rank) {
    RunRecord record;
    for (const auto& [tag, part] :
         {std::pair(kKey, &record.key), {kFigures, &record.figures}, {kCurve, &record.curve}}) {
      std::optional<std::string> text = receive_text(rank, tag, context_.interrupt);
      if (!text)
        return false;
      *part = std::move(*text);
    }
    keeper_.keep(record);
    progress_.failed += record.failed();
    ++progress_.done;
    progress_.cost_done += under_way_.at(rank)->cost;
    under_way_.erase(rank);
    --progress_.in_flight;
    return true;
  }

  // Ctrl-C, or the launcher taking the job down because a rank is lost. A launcher that does so may not pass on what is
  // said here, and gives little time (Open MPI a second): it stands in a file, too, and first.
  [[noreturn]] void end_job() {
    std::string table = "point,seed,rank\n";
    for (const auto& [rank, run] : under_way_) table += fmt::format("{},{},{}\n", run->point, run->seed, rank);
    write_whole_file(lost_, table);
    for (const auto& [rank, run] : under_way_)
      fmt::print(stderr, "dawdle: lost: point {}, seed {}, on rank {}\n", run->point, run->seed, rank);
    fmt::print(stderr, "dawdle: interrupted; the same command goes on from here\n");
    std::fflush(stderr);
    keeper_.finish();
    std::_Exit(1);
  }

  const SweepContext& context_;
  const std::vector<std::size_t>& runs_;
  Keeper& keeper_;
  SweepProgress& progress_;
  const std::filesystem::path& lost_;
  std::size_t next_ = 0;
  std::map<int, const PlannedRun*> under_way_;  // by rank
};

}  // namespace

MpiWorld::MpiWorld() {
  MPI_Init(nullptr, nullptr);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
}

MpiWorld::~MpiWorld() {
  if (is_dealer())
    for (int rank = 1; rank < size_; ++rank) MPI_Send(nullptr, 0, MPI_BYTE, rank, kHome, MPI_COMM_WORLD);
  MPI_Finalize();
}

void MpiWorld::deal(const SweepContext& context, const std::vector<std::size_t>& runs, RunStore& store,
                    SweepProgress& progress, const std::filesystem::path& lost) {
  Keeper keeper(store);
  Dealer(context, runs, keeper, progress, lost).run(size_);
}

void MpiWorld::serve(const SweepContext& context) {
  MPI_Status status;
  while (wait_for_message(0, MPI_ANY_TAG, context.interrupt, status)) {
    Assignment assignment{};
    MPI_Recv(&assignment, sizeof assignment, MPI_BYTE, 0, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
    if (status.MPI_TAG == kHome)
      return;
    const auto record = run_one(context, {assignment.key, assignment.point, assignment.seed_index});
    if (!record)
      break;
    send_text(record->key, 0, kKey);
    send_text(record->figures, 0, kFigures);
    send_text(record->curve, 0, kCurve);
  }
  // Interrupted. Rank 0 tells the rest, and is still at it: Open MPI kills all ranks as soon as a second one has ended.
  std::this_thread::sleep_for(std::chrono::seconds(3));
  std::_Exit(1);
}

#else

MpiWorld::MpiWorld() {
  throw std::runtime_error("started by an MPI launcher, but built without MPI: install it and build again");
}
MpiWorld::~MpiWorld() = default;
void MpiWorld::deal(const SweepContext&, const std::vector<std::size_t>&, RunStore&, SweepProgress&,
                    const std::filesystem::path&) {}
void MpiWorld::serve(const SweepContext&) {}

#endif

}  // namespace dawdle
