// dawdle explain: the steps of backup workers, n-softsync, local steps and neighbours, each against runs.
#include "tests/cli/explaining.hpp"

#include <fmt/format.h>
#include <cmath>

using namespace cli;
using doctest::Approx;

namespace {

// Exponential workers whose messages take no time.
string free_workers(int workers, int updates) {
  json change = json::parse(exponential);
  change["network"] = {{"kind", "instant"}, {"latency", nullptr}, {"bandwidth", nullptr}};
  change["workers"] = workers;
  change["stop"]["updates"] = updates;
  return change.dump();
}

double harmonic(int n) { return n == 0 ? 0 : harmonic(n - 1) + 1.0 / n; }

double simulated(std::map<string, json>& lines, const string& quantity) {
  REQUIRE_MESSAGE(lines[quantity].contains("simulated"), quantity);
  return lines[quantity]["simulated"];
}

// One column of curve.csv from the second half of a run on.
double late_mean(const string& text, const string& column) {
  const Folder folder;
  folder.write("s.json", text);
  REQUIRE(dawdle(folder, {"run", "s.json", "-o", "o"}).code == 0);
  const auto rows = lines(folder.read("o/curve.csv"));
  const auto cells = [](const string& row) {
    std::vector<string> out{""};
    for (const char c : row) c == ',' ? out.emplace_back() : out.back() += c, void();
    return out;
  };
  const auto names = cells(rows.front());
  const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin());
  REQUIRE(at < names.size());
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 1 + rows.size() / 2; i < rows.size(); ++i, ++count) sum += std::stod(cells(rows[i])[at]);
  return sum / static_cast<double>(count);
}

// 50 coordinates of a quadratic with noise, so that a run's late mean is close to the expectation.
json noisy_quadratic(int workers, double rate, int updates) {
  json change = json::parse(free_workers(workers, updates));
  change["model"] = {{"kind", "quadratic"},
                     {"dimension", 50},
                     {"noise", 1},
                     {"gradient_bytes", nullptr},
                     {"parameter_bytes", nullptr}};
  change["compute"]["per_batch"] = 0;
  change["precision"] = "float64";
  change["optimizer"] = {{"kind", "sgd"}, {"learning_rate", rate}, {"batch", 1}};
  change["record"]["evaluate_every"] = {{"updates", 10}};
  return change;
}

}  // namespace

TEST_CASE("of N + b workers the first N make an update: order statistics") {
  for (const auto& [P, b] : {std::pair{8, 0}, {8, 1}, {8, 3}, {100, 4}}) {
    CAPTURE(P);
    CAPTURE(b);
    auto lines =
        explain(scenario(fmt::format(R"({{"kind": "backup_workers", "backups": {}}})", b), free_workers(P, 4000)));
    CHECK(predicted(lines, "update") == Approx(10e-3 * (harmonic(P) - harmonic(b))).epsilon(1e-9));
    CHECK(simulated(lines, "update") == Approx(predicted(lines, "update")).epsilon(0.03));
  }
  CHECK(
      mentions(explain(scenario(R"({"kind": "backup_workers", "backups": 1})", exponential), {})["update"], "first K"));
}

TEST_CASE("n-softsync: nobody waits, and gradients are (P-1)/c updates old, c = P/n") {
  for (const auto& [P, n] : {std::pair{30, 1}, {30, 15}, {30, 30}, {8, 3}}) {
    CAPTURE(n);
    auto lines = explain(scenario(fmt::format(R"({{"kind": "n_softsync", "n": {}}})", n), free_workers(P, 4000)));
    const double c = P / n;
    CHECK(predicted(lines, "updates") == Approx(P / c / 10e-3).epsilon(1e-9));
    CHECK(simulated(lines, "updates") == Approx(P / c / 10e-3).epsilon(0.03));
    CHECK(predicted(lines, "mean, in updates") == Approx((P - 1) / c).epsilon(1e-12));
    CHECK(simulated(lines, "mean, in updates") == Approx((P - 1) / c).epsilon(0.01));
  }
}

TEST_CASE("weights on stale gradients change no times; what drops gradients has no closed form") {
  auto weighted = explain(scenario(R"({"kind": "staleness_aware"})", free_workers(8, 8000)));
  CHECK(predicted(weighted, "updates") == Approx(800).epsilon(1e-9));
  CHECK(simulated(weighted, "updates") == Approx(800).epsilon(0.03));
  auto dropping = explain(scenario(R"({"kind": "drop_stale", "bound": 2})", free_workers(8, 100)), {});
  CHECK_FALSE(dropping["update"].contains("predicted"));
  CHECK(mentions(dropping["update"], "too stale"));
}

TEST_CASE("with local steps, workers of fixed times share an average among H of them, whatever is made of it") {
  const double ring = 6 * 50e-6 + 1.5 * 0.8e-3;
  for (const string kind : {R"("local_sgd", "period": )", R"("slowmo", "period": )",
                            R"("diloco", "outer": {"kind": "sgd", "learning_rate": 1}, "period": )",
                            R"("easgd", "period": )", R"("post_local_sgd", "switch_at": 0, "period": )"})
    for (const int H : {1, 4, 10}) {
      CAPTURE(kind);
      CAPTURE(H);
      const string model = R"({"model": {"kind": "quadratic"}, "optimizer": {"kind": "sgd", "learning_rate": 0.1}})";
      auto lines = explain(scenario("{\"kind\": " + kind + std::to_string(H) + "}", model));
      check_exact(lines, "update", 10e-3 + ring / H);
      check_exact(lines, "sent in all, a step", 6e6 / H);
    }
}

// T21: E max over workers of the mean of H exponential times.
TEST_CASE("with local steps, waiting for the slowest is waiting for a mean of H") {
  struct Case {
    int H;
    double means;
  };
  for (const auto& [H, means] : {Case{1, 3.380729}, Case{10, 1.633735}}) {
    CAPTURE(H);
    auto lines = explain(scenario(fmt::format(R"({{"kind": "local_sgd", "period": {}}})", H), free_workers(16, 4000)));
    CHECK(predicted(lines, "update") == Approx(10e-3 * means).epsilon(1e-6));
    CHECK(simulated(lines, "update") == Approx(10e-3 * means).epsilon(0.03));
  }
  json uniform = json::parse(free_workers(6, 4000));
  uniform["compute"]["straggler"] = {{"kind", "uniform"}, {"low", 0}, {"high", 0.02}, {"mean", nullptr}};
  auto lines = explain(scenario(R"({"kind": "local_sgd", "period": 8})", uniform.dump()));
  CHECK(mentions(lines["update"], "the slowest"));
  CHECK(mentions(lines["slowest mean of H gradients"], "Monte Carlo"));
  CHECK(simulated(lines, "update") == Approx(predicted(lines, "update")).epsilon(0.02));
  CHECK(mentions(explain(scenario(R"({"kind": "post_local_sgd", "switch_at": 9})", "{}"), {})["update"],
                 "after update t'"));
}

TEST_CASE("neighbours of one speed send at the same times: the card of each is shared by its messages") {
  const double message = 50e-6 + 0.8e-3;
  for (const auto& [peers, out] : {std::pair<string, int>{"ring", 2}, {"complete", 3}, {"exponential", 2}}) {
    CAPTURE(peers);
    auto lines = explain(scenario(fmt::format(R"({{"kind": "d_psgd", "peers": "{}"}})", peers)));
    check_exact(lines, "update", 10e-3 + 50e-6 + out * 0.8e-3);
    check_exact(lines, "sent in all, a step", 4e6 * out);
  }
  auto one_peer = explain(scenario(R"({"kind": "sgp"})", R"({"workers": 8, "stop": {"updates": 42}})"));
  check_exact(one_peer, "update", 10e-3 + message);
  CHECK(mentions(explain(scenario(R"({"kind": "d_psgd", "overlap": true})"), {})["update"], "while gradients"));
}

// T17, and a worker so slow that all wait for it alone.
TEST_CASE("neighbours of fixed times wait as the slowest cycle of the graph says") {
  struct Case {
    string times;
    double latency, period;
  };
  for (const auto& [times, latency, period] :
       {Case{"[1, 1.4, 0.9, 1.2, 2, 1.1]", 0.35, 2.0}, Case{"[1, 1.4, 0.9, 1.2, 2, 1.1]", 1, 2.6},
        Case{"[1, 1, 1, 5, 1]", 0.1, 5}, Case{"[3, 3, 0.1, 0.1, 0.1, 0.1, 0.1]", 0.5, 3.5}}) {
    CAPTURE(times);
    json change = {{"workers", json::parse(times).size()},
                   {"compute", {{"per_batch", json::parse(times)}}},
                   {"stop", {{"updates", 4000}}},
                   {"model", {{"gradient_bytes", 0}, {"parameter_bytes", 0}}},
                   {"network", {{"latency", latency}}}};
    auto lines = explain(scenario(R"({"kind": "d_psgd"})", change.dump()));
    CHECK(predicted(lines, "update") == Approx(period).epsilon(1e-9));
    CHECK(simulated(lines, "update") == Approx(period).epsilon(1e-3));
  }
  const string shared = R"({"compute": {"per_batch": [0.01, 0.02, 0.01, 0.01]}})";
  CHECK(mentions(explain(scenario(R"({"kind": "d_psgd"})", shared), {})["update"], "models share links"));
}

TEST_CASE("neighbours of exponential times: known where each waits for all, or around a one-sided ring") {
  auto all = explain(scenario(R"({"kind": "d_psgd", "peers": "complete"})", free_workers(8, 4000)));
  CHECK(predicted(all, "update") == Approx(10e-3 * harmonic(8)).epsilon(1e-9));
  CHECK(simulated(all, "update") == Approx(10e-3 * harmonic(8)).epsilon(0.03));
  for (const int n : {3, 8}) {
    json peers = {{"kind", "given"}, {"directed", true}, {"edges", json::array()}};
    for (int i = 0; i < n; ++i) peers["edges"].push_back({{"from", i}, {"to", (i + 1) % n}});
    auto ring = explain(scenario(json{{"kind", "sgp"}, {"peers", peers}}.dump(), free_workers(n, 4000)));
    CHECK(predicted(ring, "update") == Approx(10e-3 * (2 - 1.0 / n)).epsilon(1e-9));
    CHECK(simulated(ring, "update") == Approx(10e-3 * (2 - 1.0 / n)).epsilon(0.03));
  }
  auto both_sides = explain(scenario(R"({"kind": "d_psgd"})", free_workers(8, 100)), {});
  CHECK(mentions(both_sides["update"], "which neighbour is random"));
  CHECK(mentions(explain(scenario(R"({"kind": "d_psgd"})", exponential), {})["update"], "models take time to send"));
}

// D14: of equal quadratics the mean model is minibatch SGD, whatever the times.
TEST_CASE("the loss in the end of local steps and of neighbours is that of their mean model") {
  for (const string strategy : {R"({"kind": "local_sgd", "period": 10})", R"({"kind": "d_psgd"})",
                                R"({"kind": "d_psgd", "order": "adapt_then_combine"})"}) {
    CAPTURE(strategy);
    const string text = scenario(strategy, noisy_quadratic(5, 0.2, 20000).dump());
    auto lines = explain(text, {});
    CHECK(predicted(lines, "loss in the end, expected") == Approx(50 * 0.5 * 0.04 / 5 / (0.2 * 1.8)).epsilon(1e-9));
    CHECK(late_mean(text, "train_loss") == Approx(predicted(lines, "loss in the end, expected")).epsilon(0.03));
  }
  auto outer = explain(scenario(R"({"kind": "slowmo"})", noisy_quadratic(5, 0.2, 100).dump()), {});
  CHECK(mentions(outer["loss in the end, expected"], "first K gradients alone"));
}

TEST_CASE("how far neighbours on a ring drift apart is known from the ring's modes") {
  for (const auto& [n, rate] : {std::pair{5, 0.3}, {16, 0.05}}) {
    CAPTURE(n);
    const string text = scenario(R"({"kind": "d_psgd"})", noisy_quadratic(n, rate, 20000).dump());
    auto lines = explain(text, {});
    if (n == 16)
      CHECK(predicted(lines, "consensus distance") == Approx(50 * rate * rate * 1.724167).epsilon(1e-6));
    CHECK(late_mean(text, "consensus_distance") == Approx(predicted(lines, "consensus distance")).epsilon(0.03));
  }
  CHECK(
      mentions(explain(scenario(R"({"kind": "d_psgd"})", noisy_quadratic(5, 0.7, 10).dump()), {})["consensus distance"],
               "do not agree"));
  CHECK(mentions(explain(scenario(R"({"kind": "d_psgd", "peers": "complete"})", noisy_quadratic(5, 0.2, 10).dump()),
                         {})["consensus distance"],
                 "on a ring"));
}

// D15
TEST_CASE("local steps on quadratics that differ end beside the minimum, by an amount that is known") {
  json change = noisy_quadratic(3, 0.3, 8000);
  change["model"] = json::parse(R"({"kind": "quadratic", "noise": 0, "dimension": null, "per_worker": [
    {"curvature": 1, "optimum": 1}, {"curvature": 0.2, "optimum": -2}, {"curvature": 0.05, "optimum": 4}]})");
  const string text = scenario(R"({"kind": "local_sgd", "period": 20})", change.dump());
  auto lines = explain(text, {});
  const double x = 0.316184;
  const double loss = (std::pow(x - 1, 2) + 0.2 * std::pow(x + 2, 2) + 0.05 * std::pow(x - 4, 2)) / 6;
  CHECK(predicted(lines, "loss in the end") == Approx(loss).epsilon(1e-5));
  CHECK(late_mean(text, "train_loss") == Approx(predicted(lines, "loss in the end")).epsilon(1e-9));
}
