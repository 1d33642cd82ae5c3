// In the steady state a run allocates nothing: buffers are pooled.
#include "tests/training/run_scenario.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

// The sanitizers bring an operator new of their own.
#if !defined(__SANITIZE_ADDRESS__)

namespace {

std::atomic<std::uint64_t> allocations{0};

void* allocate(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, std::max(whole, alignment)))
    return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

using namespace dawdle;

namespace {

std::uint64_t allocations_of(const Changes& changes, int updates) {
  const Changes quiet = {set("/stop/updates", updates), set("/record/evaluate_every/updates", 1000000)};
  const std::unique_ptr<Scenario> scenario = parse(regression, changes + quiet);
  Pool pool(1);
  std::vector<std::string> problems;
  const std::unique_ptr<Simulation> simulation = prepare(*scenario, pool, problems);
  REQUIRE(problems.empty());
  const std::uint64_t before = allocations;
  simulation->run();
  return allocations - before;
}

}  // namespace

TEST_CASE("in the steady state updates allocate nothing") {
  const Changes softmax = {{"/data", R"({"kind": "blobs", "samples": 600, "features": 7, "classes": 3})"},
                           {"/model", R"({"kind": "softmax_regression"})"}};
  const Changes mlp = {softmax[0], {"/model", R"({"kind": "mlp", "hidden": [5]})"}};
  const Changes sparse = {
      {"/data", R"({"kind": "libsvm", "file": ")" DAWDLE_SOURCE_DIR R"(/scenarios/golden/sparse.svm"})"},
      {"/model", R"({"kind": "logistic_regression"})"}};
  const Changes ratings = {{"/data", R"({"kind": "ratings", "separator": ";", "file": ")" DAWDLE_SOURCE_DIR
                                     R"(/scenarios/golden/ratings.csv"})"},
                           {"/model", R"({"kind": "matrix_factorization", "rank": 3})"}};
  for (const Changes& problem : {Changes{}, softmax, mlp, sparse, ratings})
    for (const char* strategy :
         {R"("async")", R"({"kind": "ssp", "staleness": 3})", R"({"kind": "k_async", "gradients": 2})",
          R"("sync_server")", R"("sync_allreduce")", R"({"kind": "local_sgd", "period": 5})"})
      for (const char* network : {R"("instant")", R"({"kind": "star", "bandwidth": "10 Mbit/s"})"}) {
        CAPTURE(problem.empty() ? "linear" : problem.back().second);
        const std::string run_of = fmt::format("{} {}", strategy, network);
        CAPTURE(run_of);
        // Drawn with replacement: a new order of the samples each epoch is no part of a step.
        const Changes changes =
            problem + Changes{{"/strategy", strategy}, {"/network", network}, {"/data/order", "replacement"}};
        const std::uint64_t some = allocations_of(changes, 1000), twice = allocations_of(changes, 2000);
        // Tables that grow to the largest gradient may have grown, and a queue of rounds takes a block for many of
        // them.
        CHECK(twice <= some + 100);
      }
}

#endif
