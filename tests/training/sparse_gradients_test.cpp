// Gradients of sparse data: what they cost, and that they are the dense ones.
#include "tests/training/run_scenario.hpp"

#include <cmath>

using namespace dawdle;

namespace {

// Sixty features, of which a sample has about five.
const Changes sparse = {{"/data", R"({"kind": "libsvm", "file": ")" DAWDLE_SOURCE_DIR
                                  R"(/scenarios/golden/sparse.svm", "test_file": ")" DAWDLE_SOURCE_DIR
                                  R"(/scenarios/golden/sparse-test.svm"})"},
                        {"/model", R"({"kind": "logistic_regression"})"},
                        {"/optimizer", R"({"kind": "sgd", "learning_rate": 0.5, "batch": 2})"},
                        set("/stop/updates", 80)};

// Vectors of three numbers, for users and items.
const Changes ratings = {{"/data", R"({"kind": "ratings", "separator": ";", "file": ")" DAWDLE_SOURCE_DIR
                                   R"(/scenarios/golden/ratings.csv"})"},
                         {"/model", R"({"kind": "matrix_factorization", "rank": 3, "l2": 0.05})"},
                         {"/optimizer", R"({"kind": "sgd", "learning_rate": 0.2, "batch": 2})"},
                         set("/stop/updates", 80)};

double sent(const RunResult& r, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t host = from; host < to; ++host) sum += r.traffic[host].sent;
  return sum;
}

}  // namespace

// A momentum so small that adding it changes no number makes every step a dense one.
TEST_CASE("sparse steps are the dense steps, bit for bit") {
  for (const Changes& problem : {sparse, ratings})
    for (const char* precision : {"float32", "float64"})
      for (const std::string strategy :
           {R"("async")", R"("sync_server")", R"("sync_allreduce")", R"({"kind": "k_async", "gradients": 3})",
            R"({"kind": "ssp", "staleness": 1})", R"({"kind": "local_sgd", "period": 3})",
            R"({"kind": "staleness_aware"})", R"({"kind": "clipped_async", "norm": 0.1})",
            R"({"kind": "dc_asgd", "adaptive": true})", R"({"kind": "downpour", "fetch_every": 2, "push_every": 2})",
            R"({"kind": "grouped_async", "group": 2})", R"("d_psgd")"}) {
        CAPTURE(strategy);
        const Changes common = problem + Changes{{"/precision", precision},
                                                 {"/strategy", strategy},
                                                 {"/network", R"({"kind": "star", "bandwidth": "1 Mbit/s"})"},
                                                 set("/model/gradient_bytes", 200),
                                                 set("/model/parameter_bytes", 400)};
        const RunResult few = run(regression, common);
        const RunResult all = run(regression, common + Changes{set("/optimizer/momentum", 1e-300)});
        REQUIRE(few.curve.size() == all.curve.size());
        for (std::size_t i = 0; i < few.curve.size(); ++i) {
          CHECK(few.curve[i].figure == all.curve[i].figure);
          CHECK(few.curve[i].time == all.curve[i].time);
        }
      }
}

// Those of x_0 and of the run's last evaluation, and the one that steps change in place.
TEST_CASE("a sparse step makes no vector of all parameters, whatever the thread count") {
  for (const Changes& problem : {sparse, ratings})
    for (int threads : {1, 3}) {
      const RunResult r = run(regression,
                              problem + Changes{{"/strategy", "\"async\""},
                                                set("/workers", 16),
                                                {"/record/evaluate_every", R"({"updates": 1000})"}},
                              threads);
      CHECK(r.version_bytes <= 3 * 8 * r.parameters);
    }
}

TEST_CASE("a sparse gradient costs its non-zeros on the wire, and its worker asks for no other parameters") {
  const Changes one = sparse + Changes{set("/workers", 1), {"/strategy", "\"async\""}, set("/optimizer/batch", 1)};
  const RunResult r = run(regression, one);
  // Worker 0 sends what the server sends, but for the first pull, which is free, and the last, which nobody needs.
  const double pushed = sent(r, 0, 1), pulled = sent(r, 1, 2);
  CHECK(pushed > 0);
  CHECK(pushed <= 80 * 8 * (8 + 4));
  CHECK(pulled < pushed);
  CHECK(pushed - pulled <= 2 * 8 * (8 + 4));
  CHECK(std::fmod(pushed, 8 + 4) == 0);
  const RunResult dense = run(regression, one + Changes{set("/optimizer/momentum", 0.5)});
  CHECK(sent(dense, 0, 1) == pushed);  // the server's momentum is no part of what is sent
  const RunResult given = run(regression, one + Changes{set("/model/gradient_bytes", 1000)});
  CHECK(sent(given, 0, 1) == 80 * 1000);
}

TEST_CASE("a gradient of samples without features costs nothing on the wire") {
  const TemporaryFile file("0.3 17:1\n0.3\n0.3 17:1\n0.5 1000:1\n");
  const RunResult r = run(regression, {{"/data", fmt::format(R"({{"kind": "libsvm", "file": "{}", "task": "regression",
                                                                  "order": "sequential"}})",
                                                             file.path())},
                                       {"/model", R"({"kind": "linear_regression"})"},
                                       set("/workers", 1),
                                       set("/optimizer/batch", 1),
                                       {"/strategy", "\"async\""},
                                       {"/network", R"({"kind": "star", "latency": 0})"},
                                       set("/stop/updates", 4)});
  CHECK(sent(r, 0, 1) == 3 * (8 + 4));
}

TEST_CASE("a rating's gradient costs the vectors and biases of its user and its item on the wire") {
  const RunResult r =
      run(regression, ratings + Changes{set("/workers", 1), {"/strategy", "\"async\""}, set("/optimizer/batch", 1)});
  constexpr double one = 2 * (3 + 1) * (8 + 4);
  CHECK(sent(r, 0, 1) == 80 * one);
  CHECK(sent(r, 1, 2) == 79 * one);  // the first pull is free
}
