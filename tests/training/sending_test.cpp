// What crosses the wire and how much of it: compression, momentum at the worker, accumulation; and averaged iterates.
#include "tests/training/run_scenario.hpp"

#include <cmath>

using namespace dawdle;

namespace {

const std::vector<std::string> pushing = {R"("sync_server")", R"("sync_allreduce")", R"("async")",
                                          R"({"kind": "ssp", "staleness": 1})"};

const Changes common_to_all = {{"/network", R"({"kind": "star", "bandwidth": "10 Mbit/s"})"},
                               set("/optimizer/learning_rate", 0.02),
                               set("/stop/updates", 60)};

RunResult train(const Changes& changes) { return run(regression, common_to_all + changes); }

std::vector<double> losses(const Changes& changes) { return figures(train(changes), "train_loss"); }

double sent(const RunResult& r, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t host = from; host < to; ++host) sum += r.traffic[host].sent;
  return sum;
}

void check_close(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(std::abs(a[i] - b[i]) <= 1e-12 * std::abs(b[i]));
}

}  // namespace

// Bit for bit, but where nothing is compressed and the workers' samples make one product.
TEST_CASE("D23: compression that keeps everything is none") {
  for (const std::string& strategy : pushing) {
    const Changes common = {{"/strategy", strategy}, {"/network", "\"instant\""}};
    const std::vector<double> plain = losses(common);
    for (const char* compression :
         {R"({"kind": "top_k", "ratio": 1})", R"({"kind": "random_k", "ratio": 1, "error_feedback": true})"})
      check_close(losses(common + Changes{{"/compression", compression}}), plain);
  }
}

TEST_CASE("N16: bytes on the wire, whatever is sent") {
  // n = 4e6 bytes stand for 1e6 float32 values.
  struct Case {
    std::string compression;
    double bytes;
  };
  const std::vector<Case> cases = {{"none", 4e6},
                                   {R"({"kind": "top_k", "ratio": 0.01})", 1e4 * (4 + 4)},
                                   {R"({"kind": "random_k", "ratio": 0.01})", 1e4 * 4},
                                   {R"({"kind": "qsgd", "levels": 1})", 4 + 2e6 / 8},
                                   {R"({"kind": "qsgd", "levels": 7})", 4 + 4e6 / 8},
                                   {R"({"kind": "terngrad"})", 4 + 2e6 / 8},
                                   {R"({"kind": "sign"})", 4 + 1e6 / 8}};
  for (const Case& c : cases)
    for (int P : {1, 2, 5}) {
      CAPTURE(c.compression);
      CAPTURE(P);
      const std::string compression = c.compression == "none" ? "\"none\"" : c.compression;
      const Changes common = {set("/workers", P),
                              {"/compression", compression},
                              set("/model/gradient_bytes", 4e6),
                              set("/model/parameter_bytes", 4e6),
                              set("/stop/updates", 3)};
      const auto workers = static_cast<std::size_t>(P);
      const RunResult server = train(common);
      CHECK(sent(server, 0, workers) == 3 * P * c.bytes);
      CHECK(sent(server, workers, workers + 1) == 2 * P * 4e6);  // the first pull is free
      const RunResult ring = train(common + Changes{{"/strategy", "\"sync_allreduce\""}});
      // Compressed parts are gathered: p-1 steps of each rank's own bytes.
      const double exact = c.compression == "none" ? 3 * 2 * (P - 1) * 4e6 : 3 * P * (P - 1) * c.bytes;
      CHECK(sent(ring, 0, workers) == doctest::Approx(exact).epsilon(1e-12));
    }
}

TEST_CASE("one coordinate in ten of each gradient still trains, when the others are sent later") {
  const Changes feedback = {{"/compression", R"({"kind": "top_k", "ratio": 0.1, "error_feedback": true})"},
                            set("/stop/updates", 600)};
  CHECK(losses(feedback).back() < 0.02);
}

TEST_CASE("momentum at the workers is momentum at the server, where all gradients of a round are averaged") {
  for (const char* nesterov : {"false", "true"})
    for (const std::string& strategy : {pushing[0], pushing[1]}) {
      const Changes common = {
          {"/strategy", strategy}, {"/optimizer/momentum", "0.8"}, {"/optimizer/nesterov", nesterov}};
      check_close(losses(common + Changes{{"/optimizer/momentum_at", "\"worker\""}}), losses(common));
    }
}

TEST_CASE("under asynchrony it matters who keeps the momentum, unless there is one worker") {
  const auto both = [](int workers) {
    const Changes common = {set("/workers", workers),
                            {"/strategy", "\"async\""},
                            {"/optimizer/momentum", "0.8"},
                            {"/optimizer/learning_rate", "0.005"}};
    return std::pair(losses(common), losses(common + Changes{{"/optimizer/momentum_at", "\"worker\""}}));
  };
  const auto one = both(1);
  check_close(one.first, one.second);
  const auto four = both(4);
  CHECK(std::abs(four.first.back() - four.second.back()) > 1e-6);
}

TEST_CASE("what a compressed gradient weighs does not depend on the precision of the mathematics") {
  const auto bytes = [](const char* precision) {
    return sent(train({{"/precision", precision},
                       {"/strategy", "\"async\""},
                       {"/compression", R"({"kind": "qsgd", "levels": 1})"}}),
                0, 4);
  };
  CHECK(bytes("\"float64\"") == bytes("\"float32\""));
}

TEST_CASE("compression is refused where no gradient is sent") {
  for (const char* kind : {"d_psgd", "sgp", "ad_psgd", "local_sgd", "async_easgd"}) {
    std::vector<std::string> problems;
    parse_scenario(regression, "test.json",
                   Changes{{"/strategy", fmt::format(R"({{"kind": "{}"}})", kind)}, {"/compression", "\"sign\""}},
                   problems);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("/compression: expected none: the strategy sends no gradients") != std::string::npos);
  }
}

TEST_CASE("accumulated gradients are those of a larger batch, and take as long as their parts") {
  const Changes fixed = {{"/compute", R"({"per_sample": "10 us"})"}};
  for (const std::string& strategy : pushing) {
    const Changes common = fixed + Changes{{"/strategy", strategy}};
    const RunResult parts = train(common + Changes{set("/optimizer/batch", 2), set("/optimizer/accumulation", 6)});
    const RunResult whole = train(common + Changes{set("/optimizer/batch", 12)});
    CHECK(figures(parts, "train_loss") == figures(whole, "train_loss"));
    CHECK(parts.time == doctest::Approx(whole.time).epsilon(1e-12));
    CHECK(parts.samples == whole.samples);
  }
}

TEST_CASE("averaged iterates: the mean of x since an update, or a moving one") {
  const std::string bowl = R"({"kind": "quadratic", "curvature": 1, "noise": 1})";
  const Changes common = {{"/data", "\"none\""}, {"/model", bowl}};
  const auto x = [&](const Changes& changes) { return figures(train(common + changes), "train_mean_x"); };
  const std::vector<double> last = x({});
  const std::vector<double> uniform = x({{"/optimizer/averaging", R"({"rule": "uniform", "from": 20})"}});
  const std::vector<double> moving =
      x({{"/optimizer/averaging", R"({"rule": "exponential", "from": 5, "decay": 0.9})"}});
  double sum = 0, m = 0;
  for (std::size_t t = 0; t < last.size(); ++t) {
    if (t >= 20)
      sum += last[t];
    m = t <= 5 ? last[t] : 0.9 * m + 0.1 * last[t];
    CHECK(uniform[t] == doctest::Approx(t < 20 ? last[t] : sum / static_cast<double>(t - 19)).epsilon(1e-12));
    CHECK(moving[t] == doctest::Approx(m).epsilon(1e-12));
  }
}

TEST_CASE("a moving average forgets by update, though a round of local steps is committed at once") {
  const Changes rounds = {{"/data", "\"none\""},
                          {"/model", R"({"kind": "quadratic", "curvature": 1, "noise": 1})"},
                          {"/strategy", R"({"kind": "local_sgd", "period": 4})"},
                          set("/stop/updates", 40)};
  const std::vector<double> x = figures(train(rounds), "train_mean_x");
  const std::vector<double> moving = figures(
      train(rounds + Changes{{"/optimizer/averaging", R"({"rule": "exponential", "decay": 0.9})"}}), "train_mean_x");
  REQUIRE(x.size() == 11);
  const double kept = std::pow(0.9, 4);
  double m = 0;
  for (std::size_t t = 0; t < x.size(); ++t) {
    m = t <= 1 ? x[t] : kept * m + (1 - kept) * x[t];
    CHECK(moving[t] == doctest::Approx(m).epsilon(1e-12));
  }
}

// Hinge losses of these four samples: between w = -1/4 and 1 the gradient is 4 for one of them and -1 for three, so the
// mean loss rises to the right and is least at -1/4. The majority of the signs points the other way.
TEST_CASE("D21: the majority of signs drifts uphill, with error feedback downhill") {
  const Changes counterexample = {set("/workers", 3),
                                  {"/data", R"({"kind": "csv", "order": "replacement", "file": ")" DAWDLE_SOURCE_DIR
                                            R"(/tests/training/sign_counterexample.csv"})"},
                                  {"/model", R"({"kind": "linear_svm", "intercept": false})"},
                                  {"/optimizer", R"({"kind": "sgd", "learning_rate": 0.002, "batch": 1})"},
                                  set("/stop/updates", 3000),
                                  set("/record/evaluate_every/updates", 100)};
  const auto loss_at = [](double w) { return (std::max(0.0, 1 + 4 * w) + 3 * std::max(0.0, 1 - w)) / 4; };
  for (const std::string strategy : {R"("sync_server")", R"("async")"}) {
    CAPTURE(strategy);
    const auto last = [&](const char* feedback) {
      const std::string sign = fmt::format(R"({{"kind": "sign", "scaled": false, "error_feedback": {}}})", feedback);
      const Changes run = counterexample + Changes{{"/strategy", strategy}, {"/compression", sign}};
      return losses(run + Changes{{"/network", "\"instant\""}}).back();
    };
    CHECK(last("false") == doctest::Approx(loss_at(1)).epsilon(0.05));
    CHECK(last("true") == doctest::Approx(loss_at(-0.25)).epsilon(0.05));
  }
}
