// D-PSGD and stochastic gradient push: their periods, and their exact dynamics.
#include "sim/training/peers/given.hpp"
#include "sim/training/peers/one_peer_exponential.hpp"
#include "sim/training/peers/ring.hpp"
#include "tests/training/dense_mixing.hpp"
#include "tests/training/quadratic_runs.hpp"

#include <numeric>

using namespace dawdle;

namespace {

// Seconds of an update, the first fifth of the run left out.
double period(const RunResult& r) {
  const CurveRow& begin = r.curve[r.curve.size() / 5];
  return (r.time - begin.time) / static_cast<double>(r.updates - begin.updates);
}

const std::string latency_only = R"({{"kind": "star", "latency": {}}})";

// The longest mean of a cycle: of waiting for oneself, for a neighbour and back, or all around the ring.
double worst_cycle(const std::vector<double>& T, double L) {
  const std::size_t n = T.size();
  double worst = std::accumulate(T.begin(), T.end(), 0.0) / static_cast<double>(n) + L;
  for (std::size_t i = 0; i < n; ++i) worst = std::max({worst, T[i], (T[i] + T[(i + 1) % n]) / 2 + L});
  return worst;
}

// Bowls of curvature 1 with other minima o_i, without noise, on workers of random speed behind a slow network.
const Eigen::VectorXd minima = Eigen::VectorXd::LinSpaced(5, -1, 3).array().square();
constexpr double eta = 0.1;

Changes unlike_bowls(std::string_view strategy) {
  std::string own;
  for (const double o : minima) own += fmt::format(R"({}{{"optimum": {}}})", own.empty() ? "" : ", ", o);
  return {set("/workers", minima.size()),
          {"/strategy", std::string(strategy)},
          {"/model/per_worker", "[" + own + "]"},
          {"/model/parameter_bytes", "2e6"},
          {"/network", R"({"kind": "star", "bandwidth": 1e7})"},
          {"/compute", R"({"per_batch": 0.1, "straggler": {"kind": "exponential", "mean": 0.3}})"},
          set("/stop/updates", 60)};
}

struct Moments {
  double mean, spread;
};
Moments moments_of(const Eigen::VectorXd& x) { return {x.mean(), (x.array() - x.mean()).square().mean()}; }

// The run's models after each update are those of next() called again and again.
template <class Next>
void check_dynamics(const RunResult& r, Next next) {
  REQUIRE(r.curve.size() == r.updates + 1);
  const std::vector<double> mean = figures(r, "train_mean_x"), spread = figures(r, "consensus_distance");
  for (std::size_t t = 1; t <= r.updates; ++t) {
    CAPTURE(t);
    const Moments expected = moments_of(next());
    REQUIRE(std::abs(mean[t] - expected.mean) < 1e-12);
    REQUIRE(std::abs(spread[t] - expected.spread) < 1e-12);
  }
}

Eigen::VectorXd start() { return Eigen::VectorXd::Ones(minima.size()); }

// Push-sum by dense matrices: what sets out at step k is taken at the end of step k + tau, where k is a multiple of
// tau.
class DensePushSum {
 public:
  DensePushSum(std::vector<Mixing> rounds, std::uint64_t tau) : rounds_(std::move(rounds)), tau_(tau) {}

  Eigen::VectorXd operator()() {
    x_ -= eta * (x_.cwiseQuotient(w_) - minima);
    const std::uint64_t period = std::max<std::uint64_t>(1, tau_);
    const bool sends = k_ % period == 0;
    const Eigen::VectorXd x = x_, w = w_;
    if (sends && k_ >= tau_ && tau_ > 0)
      arrive(sent_x_, sent_w_);
    if (sends) {
      const Eigen::MatrixXd P = dense(rounds_[k_ / period % rounds_.size()]);
      const Eigen::VectorXd kept = P.diagonal();
      const Eigen::MatrixXd given = P - Eigen::MatrixXd(kept.asDiagonal());
      x_ += kept.cwiseProduct(x) - x;
      w_ += kept.cwiseProduct(w) - w;
      sent_x_ = given * x;
      sent_w_ = given * w;
      if (tau_ == 0)
        arrive(sent_x_, sent_w_);
    }
    ++k_;
    return x_.cwiseQuotient(w_);
  }

 private:
  void arrive(const Eigen::VectorXd& x, const Eigen::VectorXd& w) {
    x_ += x;
    w_ += w;
  }

  std::vector<Mixing> rounds_;
  std::uint64_t tau_, k_ = 0;
  Eigen::VectorXd x_ = start(), w_ = start(), sent_x_, sent_w_;
};

// 0 gives to three, the others to one or two: far from doubly stochastic.
const std::string one_way = R"({"kind": "given", "directed": true, "edges": [
    {"from": 0, "to": 1}, {"from": 1, "to": 2}, {"from": 2, "to": 3}, {"from": 3, "to": 4}, {"from": 4, "to": 0},
    {"from": 0, "to": 2}, {"from": 0, "to": 3}, {"from": 2, "to": 0}]})";

std::vector<Mixing> one_way_rounds() {
  peers::Given graph;
  graph.directed = true;
  graph.edges = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}, {0, 2}, {0, 3}, {2, 0}};
  return graph.rounds(5, 1);
}

}  // namespace

TEST_CASE("T16: D-PSGD on a ring of exponential workers") {
  for (const auto& [n, expected] : {std::pair{3, 1.833333}, {8, 2.171}, {16, 2.281}}) {
    CAPTURE(n);
    const Changes changes = {exponential, {"/strategy", "\"d_psgd\""}, set("/workers", n), set("/stop/updates", 20000)};
    const std::vector<double> periods = over_seeds(10, time_alone, changes, period);
    CHECK(std::abs(mean_of(periods) - expected) <= .005 * expected);
  }
}

TEST_CASE("T17: D-PSGD on a ring of constant workers over links of some latency: the worst cycle's mean") {
  const std::vector<std::vector<double>> works = {
      {1, 1.4, .9, 1.2, 2, 1.1}, {1, 1, 1}, {3, .1, .1, 2.9}, {.5, .25, 1, 2}};
  for (const std::vector<double>& T : works)
    for (const double L : {0.0, .1, .35, 1.0, 5.0}) {
      const RunResult r = run(time_alone, {{"/strategy", "\"d_psgd\""},
                                           set("/workers", T.size()),
                                           {"/compute/per_batch", fmt::format("[{}]", fmt::join(T, ", "))},
                                           {"/network", fmt::format(fmt::runtime(latency_only), L)},
                                           set("/stop/updates", 1260),
                                           set("/record/evaluate_every/updates", 60)});
      const double last = (r.curve[21].time - r.curve[20].time) / 60;
      CHECK(last == doctest::Approx(worst_cycle(T, L)).epsilon(1e-9).scale(0));
    }
  CHECK(worst_cycle(works[0], .35) == doctest::Approx(2.0));
  CHECK(worst_cycle(works[0], 1) == doctest::Approx(2.6));
}

TEST_CASE("an exchange beside the gradient costs what is longer") {
  for (const auto& [latency, expected] : {std::pair{.4, 1.0}, {1.7, 1.7}}) {
    const RunResult r = run(time_alone, {{"/strategy", R"({"kind": "d_psgd", "overlap": true})"},
                                         set("/workers", 5),
                                         set("/compute/per_batch", 1),
                                         {"/network", fmt::format(fmt::runtime(latency_only), latency)},
                                         set("/stop/updates", 10)});
    CHECK(r.time == doctest::Approx(10 * expected).epsilon(1e-12));
    CHECK(r.workers[0].seconds[static_cast<std::size_t>(Activity::transfer)] ==
          doctest::Approx(10 * (expected - 1)).epsilon(1e-12));
  }
}

TEST_CASE("a worker that waits for a neighbour waits; then its model crosses the network") {
  const RunResult r = run(time_alone, {{"/strategy", "\"d_psgd\""},
                                       set("/workers", 2),
                                       {"/compute/per_batch", "[1, 3]"},
                                       {"/network", R"({"kind": "star", "latency": 0, "bandwidth": 1e6})"},
                                       {"/model/parameter_bytes", "5e5"},
                                       set("/stop/updates", 4)});
  const auto seconds = [&](std::size_t worker, Activity activity) {
    return r.workers[worker].seconds[static_cast<std::size_t>(activity)];
  };
  // Worker 1 never waits: its neighbour's model is there long before. Half a second after its fourth step it is known.
  CHECK(r.time == doctest::Approx(4 * 3 + .5));
  CHECK(seconds(1, Activity::compute) == doctest::Approx(4 * 3));
  CHECK(seconds(0, Activity::compute) == doctest::Approx(4));
  CHECK(seconds(0, Activity::transfer) == doctest::Approx(4 * .5));
  for (const Host host : {0, 1}) CHECK(r.traffic[static_cast<std::size_t>(host)].sent == doctest::Approx(4 * 5e5));
}

TEST_CASE("D16: consensus variance of D-PSGD on a ring") {
  const auto exact = [](int n, double a) {
    double sum = 0;
    for (int k = 1; k < n; ++k) sum += 1 / (1 - std::pow((1 + 2 * std::cos(2 * M_PI * k / n)) / 3 - a, 2));
    return sum / n;
  };
  CHECK(exact(16, .05) == doctest::Approx(1.724167).epsilon(1e-6));
  for (const auto& [n, a] : {std::pair{16, .05}, {5, .3}}) {
    CAPTURE(n);
    const RunResult r =
        run(quadratic, stationary(a, 100, 10000) + Changes{set("/workers", n), {"/strategy", "\"d_psgd\""}});
    std::vector<double> variances = batch_means(figures(r, "consensus_distance"), 40);
    for (double& v : variances) v /= 100 * a * a;
    check_4_sigma(variances, exact(n, a));
  }
}

TEST_CASE("D-PSGD takes the steps of its formula, however late who is") {
  const Eigen::MatrixXd W = dense(peers::Ring().rounds(5, 1)[0]);
  for (const bool overlap : {false, true}) {
    Eigen::VectorXd x = start();
    const std::string strategy = fmt::format(R"({{"kind": "d_psgd", "overlap": {}}})", overlap);
    check_dynamics(run(quadratic, unlike_bowls(strategy)), [&] { return x = (W * x - eta * (x - minima)).eval(); });
  }
  Eigen::VectorXd x = start();
  check_dynamics(run(quadratic, unlike_bowls(R"({"kind": "d_psgd", "order": "adapt_then_combine"})")),
                 [&] { return x = (W * (x - eta * (x - minima))).eval(); });
}

TEST_CASE("a learning rate that falls by epochs falls at the same steps, however late who is") {
  const auto falling = [](std::string_view strategy, std::string_view every) {
    return run(regression, {{"/strategy", std::string(strategy)},
                            set("/data/samples", 320),  // ten updates of 4 x 8
                            {"/compute", R"({"per_batch": [1, 1, 1, 10]})"},
                            {"/optimizer/schedule", fmt::format(R"({{"kind": "step", "factor": 0.5, {}}})", every)}});
  };
  for (const char* strategy : {R"({"kind": "d_psgd"})", R"({"kind": "d_psgd", "overlap": true})",
                               R"({"kind": "d_psgd", "order": "adapt_then_combine"})", R"({"kind": "sgp"})",
                               R"({"kind": "sgp", "overlap": 2})"}) {
    CAPTURE(strategy);
    const RunResult epochs = falling(strategy, R"("per": "epochs", "every": 0.3)");
    CHECK(figures(epochs, "train_loss") == figures(falling(strategy, R"("every": 3)"), "train_loss"));
  }
}

TEST_CASE("stochastic gradient push takes the steps of its formula, however late who is") {
  check_dynamics(run(quadratic, unlike_bowls(R"({"kind": "sgp", "peers": )" + one_way + "}")),
                 DensePushSum(one_way_rounds(), 0));
  check_dynamics(run(quadratic, unlike_bowls("\"sgp\"")), DensePushSum(peers::OnePeerExponential().rounds(5, 1), 0));
}

TEST_CASE("overlap SGP takes messages up to tau steps later, and waits for older ones") {
  struct Overlap {
    std::uint64_t tau;
    double latency, update_seconds;  // of a second's computation
  };
  for (const auto& [tau, latency, update_seconds] :
       {Overlap{0, .5, 1.5}, {1, .5, 1}, {1, 1.5, 1.25}, {2, 1.5, 1}, {2, 2.5, 1.125}, {5, 4.5, 1}}) {
    CAPTURE(tau);
    const std::string strategy = fmt::format(R"({{"kind": "sgp", "overlap": {}, "peers": {}}})", tau, one_way);
    const RunResult r =
        run(quadratic, unlike_bowls(strategy) + Changes{{"/network", fmt::format(fmt::runtime(latency_only), latency)},
                                                        {"/model/parameter_bytes", "0"},
                                                        {"/compute", R"({"per_batch": 1})"}});
    CHECK(period(r) == doctest::Approx(update_seconds));
    check_dynamics(r, DensePushSum(one_way_rounds(), tau));
  }
}

TEST_CASE("on a graph that is doubly stochastic, stochastic gradient push is D-PSGD that adapts first") {
  const RunResult push = run(quadratic, unlike_bowls(R"({"kind": "sgp", "peers": "ring"})"));
  const RunResult average = run(quadratic, unlike_bowls(R"({"kind": "d_psgd", "order": "adapt_then_combine"})"));
  const std::vector<double> x = figures(push, "train_mean_x"), y = figures(average, "train_mean_x");
  REQUIRE(x.size() == y.size());
  for (std::size_t t = 0; t < x.size(); ++t) CHECK(std::abs(x[t] - y[t]) < 1e-12);
  CHECK(push.time == average.time);
}

TEST_CASE("on a complete graph D-PSGD is synchronous SGD: its mean; every model, if it adapts first") {
  const Changes noisy = {set("/model/noise", 1), {"/model/curvature", "[1, 0.3, 0.1]"}, set("/workers", 6)};
  const auto train = [&](std::string_view strategy) {
    return run(quadratic, noisy + Changes{{"/strategy", std::string(strategy)}});
  };
  const RunResult sync = train("\"sync_allreduce\"");
  for (const char* order : {"combine_then_adapt", "adapt_then_combine"}) {
    const RunResult r = train(fmt::format(R"({{"kind": "d_psgd", "peers": "complete", "order": "{}"}})", order));
    const std::vector<double> loss = figures(r, "train_loss"), exact = figures(sync, "train_loss");
    REQUIRE(loss.size() == exact.size());
    for (std::size_t t = 0; t < loss.size(); ++t) CHECK(std::abs(loss[t] - exact[t]) < 1e-12);
    if (order == std::string("adapt_then_combine"))
      for (const double distance : figures(r, "consensus_distance")) CHECK(distance < 1e-24);
  }
}
