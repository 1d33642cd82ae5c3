// Training with local steps: local SGD, post-local SGD, AdaComm, SlowMo, DiLoCo, elastic averaging, Downpour.
#include "tests/training/quadratic_runs.hpp"

#include <cmath>
#include <numeric>

using namespace dawdle;

namespace {

Override strategy(std::string_view text) { return {"/strategy", std::string(text)}; }

std::vector<double> losses(const RunResult& r) { return figures(r, "train_loss"); }

const Changes slow_network = {{"/network", R"({"kind": "star", "bandwidth": "10 Mbit/s"})"}};

RunResult train(std::string_view with, const Changes& changes = {}) {
  return run(regression, slow_network + changes + Changes{strategy(with)});
}

void check_equal(const RunResult& a, const RunResult& b) {
  CHECK(losses(a) == losses(b));
  REQUIRE(a.curve.size() == b.curve.size());
  // The same messages by another road may differ in the last bits of their times.
  for (std::size_t i = 0; i < a.curve.size(); ++i)
    CHECK(a.curve[i].time == doctest::Approx(b.curve[i].time).epsilon(1e-12));
}

// The curve of `a` at those updates that `b` has, relative to `epsilon`.
void check_close(const RunResult& a, const RunResult& b, double epsilon) {
  for (const CurveRow& row : b.curve) {
    const auto same = std::find_if(a.curve.begin(), a.curve.end(),
                                   [&](const CurveRow& other) { return other.updates == row.updates; });
    REQUIRE(same != a.curve.end());
    CHECK(std::abs(figure(a, *same, "train_loss") - figure(b, row, "train_loss")) <=
          epsilon * figure(b, row, "train_loss"));
  }
}

}  // namespace

TEST_CASE("D23: with an average after every step the local family is synchronous SGD") {
  const Changes momentum = {{"/optimizer/momentum", "0.8"}};
  const Changes at_worker = momentum + Changes{{"/optimizer/momentum_at", "\"worker\""}};
  const Changes epochs = {{"/optimizer/schedule", R"({"kind": "step", "every": 0.5, "factor": 0.5, "per": "epochs"})"},
                          {"/optimizer/warmup", R"({"length": 0.7})"}};
  for (const Changes& optimizer : {Changes{}, momentum, at_worker, epochs}) {
    const RunResult sync = train("\"sync_allreduce\"", optimizer);
    for (const std::string with : {
             R"({"kind": "local_sgd", "period": 1})",
             R"({"kind": "post_local_sgd", "period": 9, "switch_at": 1000})",
             R"({"kind": "hierarchical_local_sgd", "group": 2, "period": 1, "block": 1})",
             R"({"kind": "adacomm", "initial_period": 1})",
             R"({"kind": "slowmo", "period": 1, "slow_momentum": 0})",
             R"({"kind": "diloco", "period": 1, "outer": {"kind": "sgd", "learning_rate": 1}})",
         }) {
      CAPTURE(with);
      const RunResult local = train(with, optimizer);
      check_close(sync, local, 1e-12);
      REQUIRE(local.curve.size() == sync.curve.size());
      for (std::size_t i = 0; i < sync.curve.size(); ++i)
        CHECK(local.curve[i].time == doctest::Approx(sync.curve[i].time).epsilon(1e-12));
    }
  }
}

TEST_CASE("members of the local family meet where their options do, bit for bit") {
  check_equal(train(R"({"kind": "post_local_sgd", "period": 5, "switch_at": 0})"),
              train(R"({"kind": "local_sgd", "period": 5})"));
  check_equal(train(R"({"kind": "hierarchical_local_sgd", "group": 2, "period": 5, "block": 1})"),
              train(R"({"kind": "local_sgd", "period": 5})"));
  check_equal(train(R"({"kind": "adacomm", "initial_period": 5})"), train(R"({"kind": "local_sgd", "period": 5})"));
  const std::string outer = R"("outer": {"kind": "sgd", "learning_rate": 0.7, "momentum": 0.9, "nesterov": true}})";
  const RunResult streaming = train(R"({"kind": "streaming_diloco", "period": 10, "fragments": 1, )" + outer);
  const RunResult diloco = train(R"({"kind": "diloco", "period": 10, )" + outer);
  CHECK(losses(streaming) == losses(diloco));
  CHECK(streaming.time == doctest::Approx(diloco.time).epsilon(1e-12));
  check_equal(train(R"({"kind": "downpour", "fetch_every": 1, "push_every": 1})"), train("\"async\""));
  check_equal(train(R"({"kind": "grouped_async", "group": 1})"), train("\"async\""));
}

TEST_CASE("a run of so many epochs or samples ends with a short round") {
  for (const char* strategy : {R"({"kind": "local_sgd", "period": 50})",
                               R"({"kind": "hierarchical_local_sgd", "group": 2, "period": 30, "block": 2})"})
    for (const char* stop : {R"({"epochs": 2})", R"({"samples": 1000})"}) {
      CAPTURE(strategy);
      // 4 x 8 samples a step, of 500: the 32nd reaches 1,000.
      const RunResult r = run(regression, {{"/strategy", strategy}, {"/stop", stop}});
      CHECK(r.updates == 32);
      CHECK(r.samples == 32 * 32);
    }
}

TEST_CASE("one group of all workers takes synchronous steps") {
  for (const char* reduce : {"mean", "sum"}) {
    const RunResult grouped = train(fmt::format(R"({{"kind": "grouped_async", "group": 4, "reduce": "{}"}})", reduce));
    const RunResult sync = train(fmt::format(R"({{"kind": "sync_server", "reduce": "{}"}})", reduce));
    check_close(sync, grouped, 1e-12);
    CHECK(grouped.staleness_counts.size() == 1);
  }
}

TEST_CASE("slow momentum: an outer SGD of learning rate alpha with momentum beta, when the rate is constant") {
  // u of SlowMo is the velocity of the outer gradient over gamma.
  check_close(train(R"({"kind": "diloco", "period": 6,
                        "outer": {"kind": "sgd", "learning_rate": 0.9, "momentum": 0.6}})"),
              train(R"({"kind": "slowmo", "period": 6, "slow_learning_rate": 0.9, "slow_momentum": 0.6})"), 1e-11);
}

TEST_CASE("D14: with equal Hessians and the same noise, local SGD is minibatch SGD at every average") {
  const Changes bowl = {{"/data", "\"none\""},
                        {"/model", R"({"kind": "quadratic", "curvature": [1, 0.3, 0.1], "noise": 1})"}};
  for (int K : {2, 3, 8})
    for (int H : {2, 5, 12}) {
      CAPTURE(K);
      CAPTURE(H);
      const Changes common = bowl + Changes{set("/workers", K)};
      const RunResult sync = train("\"sync_allreduce\"", common);
      const RunResult local = train(fmt::format(R"({{"kind": "local_sgd", "period": {}}})", H), common);
      CHECK(local.curve.size() == 1 + static_cast<std::size_t>(120 / H));
      check_close(sync, local, 1e-10);
    }
}

TEST_CASE("D15: local SGD on different quadratics ends at the wrong point, by an amount that is known") {
  struct Case {
    std::vector<double> lambda, optimum;
    double eta;
    int H;
  };
  const std::vector<Case> cases = {{{1, 0.2, 0.05}, {1, -2, 4}, 0.3, 20},
                                   {{1, 0.2, 0.05}, {1, -2, 4}, 0.3, 1},
                                   {{0.5, 0.1}, {3, -1}, 0.2, 7},
                                   {{1, 1, 1, 1}, {0, 1, 2, 3}, 0.1, 9}};
  for (const Case& c : cases) {
    std::string own;
    double weights = 0, sum = 0;
    for (std::size_t i = 0; i < c.lambda.size(); ++i) {
      own += fmt::format(R"({}{{"curvature": {}, "optimum": {}}})", i ? ", " : "", c.lambda[i], c.optimum[i]);
      const double q = 1 - std::pow(1 - c.eta * c.lambda[i], c.H);
      weights += q;
      sum += q * c.optimum[i];
    }
    const Changes changes = {set("/workers", c.lambda.size()),
                             {"/model/per_worker", "[" + own + "]"},
                             set("/optimizer/learning_rate", c.eta),
                             set("/stop/updates", 400 * c.H)};
    const RunResult r =
        run(quadratic, changes + Changes{strategy(fmt::format(R"({{"kind": "local_sgd", "period": {}}})", c.H))});
    CHECK(figures(r, "train_mean_x").back() == doctest::Approx(sum / weights).epsilon(1e-9));
    if (c.H == 20)
      CHECK(figures(r, "train_mean_x").back() == doctest::Approx(0.316184).epsilon(1e-5));
    if (c.H == 1 && c.lambda.size() == 3)
      CHECK(figures(r, "train_mean_x").back() == doctest::Approx(0.64).epsilon(1e-9));
  }
}

TEST_CASE("T21: a step of periodic averaging takes E max (mean of H computations) + D/H") {
  // Two workers and H = 1 have the closed form 3/2; the others are the printed ones. A message of no bytes takes its
  // latency alone, and a ring 2(m-1) of them.
  struct Case {
    int m, H;
    double exact;
  };
  for (const Case& c : {Case{16, 1, 4.380729}, {16, 10, 1.733735}, {2, 1, 2.5}}) {
    CAPTURE(c.H);
    const double latency = 1.0 / (2 * (c.m - 1));
    const Changes changes = {exponential,
                             set("/workers", c.m),
                             strategy(fmt::format(R"({{"kind": "local_sgd", "period": {}}})", c.H)),
                             {"/network", fmt::format(R"({{"kind": "star", "latency": {}}})", latency)},
                             set("/stop/updates", 40000)};
    const RunResult r = run(time_alone, changes);
    std::vector<double> periods;
    for (std::size_t i = 1; i < r.curve.size(); ++i)
      periods.push_back((r.curve[i].time - r.curve[i - 1].time) /
                        static_cast<double>(r.curve[i].updates - r.curve[i - 1].updates));
    check_4_sigma(periods, c.exact);
  }
}

TEST_CASE("N16: averaging every H steps sends 1/H of the bytes") {
  const auto bytes = [](const RunResult& r) {
    double sum = 0;
    for (const Traffic& traffic : r.traffic) sum += traffic.sent;
    return sum;
  };
  const double sync = bytes(train("\"sync_allreduce\""));
  CHECK(sync == 120 * 2 * 3 * 10 * 8);  // updates x 2(p-1) x n
  for (int H : {1, 2, 5, 30})
    CHECK(bytes(train(fmt::format(R"({{"kind": "local_sgd", "period": {}}})", H))) == sync / H);
}

// Mean and centre of sync EASGD follow m' = (1-a-alpha) m + alpha c + noise, c' = (1-beta) c + beta m.
TEST_CASE("D18: stationary variance of the centre of elastic averaging") {
  struct Case {
    double a, alpha;
    int p;
    double exact;  // in units of s2 of one worker
  };
  const auto variance = [](double a, double alpha, int p) {
    const double b = p * alpha;
    double mm = 0, mc = 0, cc = 0;
    for (int t = 0; t < 20000; ++t) {
      const double k = 1 - a - alpha;
      const double mm2 = k * k * mm + 2 * k * alpha * mc + alpha * alpha * cc + 1.0 / p;
      const double mc2 = k * b * mm + (k * (1 - b) + alpha * b) * mc + alpha * (1 - b) * cc;
      cc = b * b * mm + 2 * b * (1 - b) * mc + (1 - b) * (1 - b) * cc;
      mm = mm2;
      mc = mc2;
    }
    return cc;
  };
  CHECK(variance(0.1, 0.1125, 8) == doctest::Approx(0.576670).epsilon(1e-6));
  for (const Case& c : {Case{0.1, 0.1125, 8, 0}, {0.3, 0.1, 4, 0}}) {
    CAPTURE(c.p);
    const Changes changes = {set("/workers", c.p), strategy(fmt::format(R"({{"kind": "easgd", "period": 1,
      "moving_rate": {}}})",
                                                                        c.alpha))};
    const RunResult r = run(quadratic, stationary(c.a, 100, 40000) + changes);
    std::vector<double> means = batch_means(mean_squares(r), 40);
    for (double& v : means) v /= c.a * c.a;
    check_4_sigma(means, variance(c.a, c.alpha, c.p));
  }
}

TEST_CASE("asynchronous elastic averaging draws workers and centre together, by the amount it says") {
  // One worker, no gradient: x stays, so its distance to the centre shrinks by 1 - 2 alpha an exchange.
  const Changes changes = {set("/workers", 1), set("/optimizer/learning_rate", 0.5), set("/stop/updates", 3),
                           strategy(R"({"kind": "async_easgd", "period": 1, "moving_rate": 0.25})")};
  const RunResult r = run(quadratic, changes);
  double x = 1, centre = 1;
  std::vector<double> centres = {1};
  for (int t = 0; t < 4; ++t) {
    const double before = x;
    if (t > 0) {
      const double apart = x - centre;
      x -= 0.25 * apart;
      centre += 0.25 * apart;
      centres.push_back(centre);
    }
    x -= 0.5 * before;
  }
  CHECK(figures(r, "train_mean_x") == centres);
}

TEST_CASE("AdaComm averages more often as the loss falls, and never less") {
  const RunResult r = train(R"({"kind": "adacomm", "initial_period": 20, "interval": "20 ms"})",
                            {set("/stop/updates", 600), set("/optimizer/learning_rate", 0.02)});
  std::uint64_t last = 20;
  for (std::size_t i = 1; i + 1 < r.curve.size(); ++i) {
    const std::uint64_t period = r.curve[i].updates - r.curve[i - 1].updates;
    CHECK(period <= last);
    last = period;
  }
  CHECK(last == 1);
}

TEST_CASE("fragments of streaming DiLoCo are averaged at steps of their own, and all at the end") {
  const RunResult r = train(R"({"kind": "streaming_diloco", "period": 8, "fragments": 4, "overlap": 3, "mixing": 0.5,
                                "outer": {"kind": "sgd", "learning_rate": 0.7}})",
                            {set("/stop/updates", 50)});
  std::vector<std::uint64_t> at;
  for (const CurveRow& row : r.curve) at.push_back(row.updates);
  std::vector<std::uint64_t> expected = {0};
  for (std::uint64_t t = 2; t < 50; t += 2) expected.push_back(t);
  expected.push_back(50);
  CHECK(at == expected);
  CHECK(losses(r).back() < losses(r).front() / 2);
}

TEST_CASE("communication that overlaps with enough computation costs no time") {
  const std::string common = R"("period": 10, "fragments": 2, "outer": {"kind": "sgd", "learning_rate": 1})";
  const Changes slow = {{"/network", R"({"kind": "star", "bandwidth": "1 Mbit/s"})"},
                        {"/compute", "{\"per_batch\": 0.01}"}};
  const auto seconds = [&](int tau) {
    return train(fmt::format(R"({{"kind": "streaming_diloco", "overlap": {}, {}}})", tau, common), slow).time;
  };
  CHECK(seconds(0) > 1.2 + 0.01);
  // The last average, after the last step, has nothing to hide behind.
  CHECK(seconds(4) < seconds(0) - 0.01);
}
