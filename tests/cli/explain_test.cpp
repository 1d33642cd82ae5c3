// dawdle explain: theory's numbers, checked by hand and against runs where they are exact.
#include "tests/cli/explaining.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <optional>

using namespace cli;
using doctest::Approx;

TEST_CASE("a ring without randomness takes what the formula says, and a run agrees to the digit") {
  auto lines = explain(scenario(R"({"kind": "sync_allreduce", "algorithm": "ring"})"));
  const double ring = 6 * 50e-6 + 1.5 * 0.8e-3;
  CHECK(predicted(lines, "AllReduce") == Approx(ring).epsilon(1e-12));
  CHECK(predicted(lines, "ring") == Approx(ring).epsilon(1e-12));
  CHECK(predicted(lines, "textbook AllReduce") == Approx(2 * 50e-6 + 1.5 * 0.8e-3).epsilon(1e-12));
  check_exact(lines, "one gradient, mean", 10e-3);
  check_exact(lines, "update", 10e-3 + ring);
  check_exact(lines, "of it communication, waiting", ring);
  check_exact(lines, "sent in all, a step", 6e6);
  check_exact(lines, "efficiency", 10e-3 / (10e-3 + ring));
  CHECK(predicted(lines, "Amdahl's limit") == Approx(1 + 40e-3 / ring).epsilon(1e-9));
  CHECK(predicted(lines, "its share of the step") == Approx(1.2e-3 / (10e-3 + ring)).epsilon(1e-9));
  CHECK(predicted(lines, "memory of a worker") == 2e6);
}

TEST_CASE("a synchronous server without randomness: K transfers share its card each way, then K updates queue") {
  struct Case {
    string change;
    double phase, updates;
  };
  for (const auto& [change, phase, updates] :
       std::vector<Case>{{"{}", 4 * 0.8e-3, 0},
                         {R"({"network": {"server_bandwidth": "20 Gbit/s"}, "strategy": {"servers": 2}})", 0.8e-3, 0},
                         {R"({"strategy": {"update_time": "1 ms"}})", 4 * 0.8e-3, 4e-3}}) {
    CAPTURE(change);
    auto lines = explain(scenario(R"({"kind": "sync_server"})", change));
    CHECK(predicted(lines, "push, alone") == Approx(50e-6 + 0.8e-3).epsilon(1e-9));
    CHECK(predicted(lines, "pull, all at once") == Approx(50e-6 + phase).epsilon(1e-9));
    check_exact(lines, "update", 10e-3 + 2 * (50e-6 + phase) + updates);
    check_exact(lines, "sent in all, a step", 8e6);
  }
}

TEST_CASE("failures stretch the time as Daly says, and leave the steps as they are") {
  auto lines = explain(scenario(R"({"kind": "sync_allreduce", "algorithm": "ring"})",
                                R"({"faults": {"kind": "checkpoint_restart", "worker_mtbf": 2, "restart": 0.05,
                                               "interval": 0.1, "dump": 0.01}})"));
  check_exact(lines, "update", 10e-3 + 6 * 50e-6 + 1.5 * 0.8e-3);
  const double M = 0.5, work = 40 * (10e-3 + 6 * 50e-6 + 1.5 * 0.8e-3);  // four intervals, and some
  CHECK(predicted(lines, "time over that of the work") ==
        Approx(M * std::exp(0.05 / M) * (4 * std::expm1(0.11 / M) + std::expm1((work - 0.4 + 0.01) / M)) / work)
            .epsilon(1e-9));
  CHECK(lines["time over that of the work"]["simulated"].get<double>() > 1);
  const double x = 0.01 / (2 * M);
  CHECK(predicted(lines, "best interval of checkpoints") ==
        Approx(std::sqrt(2 * 0.01 * M) * (1 + std::sqrt(x) / 3 + x / 9) - 0.01).epsilon(1e-12));
}

TEST_CASE("accumulated batches add up, and what is pushed is what the compressor leaves") {
  auto ring = explain(scenario(R"({"kind": "sync_allreduce", "algorithm": "ring"})",
                               R"({"optimizer": {"kind": "none", "accumulation": 4}})"));
  check_exact(ring, "one gradient, mean", 40e-3);
  check_exact(ring, "update", 40e-3 + 6 * 50e-6 + 1.5 * 0.8e-3);
  // A hundredth of the values, each with its place: 20 kB.
  auto pushed = explain(scenario(R"({"kind": "sync_server"})", R"({"compression": {"kind": "top_k", "ratio": 0.01}})"));
  check_exact(pushed, "update", 10e-3 + 2 * 50e-6 + 4 * 0.8e-3 * 1.02);
  check_exact(pushed, "sent in all, a step", 4e6 * 1.02);
  auto gathered =
      explain(scenario(R"({"kind": "sync_allreduce"})", R"({"compression": {"kind": "top_k", "ratio": 0.01}})"));
  CHECK_FALSE(gathered["update"].contains("predicted"));
  CHECK(mentions(gathered["update"], "gathered"));
  // The sum of two exponential times is not exponential.
  json twice = json::parse(exponential);
  twice["optimizer"] = {{"kind", "none"}, {"accumulation", 2}};
  auto random = explain(scenario(R"({"kind": "sync_server"})", twice.dump()));
  CHECK(predicted(random, "one gradient, mean") == Approx(20e-3).epsilon(0.01));
}

TEST_CASE("served in order of arrival, pulls spread the pushes out, but for those of the first step") {
  auto lines = explain(scenario(R"({"kind": "sync_server"})", R"({"network": {"sharing": "fifo"}})"));
  const double update = 10e-3 + 2 * 50e-6 + 5 * 0.8e-3;
  CHECK(predicted(lines, "update") == Approx(update).epsilon(1e-9));
  CHECK(lines["update"]["simulated"].get<double>() == Approx(update + 3 * 0.8e-3 / 40).epsilon(1e-9));
}

TEST_CASE("a ring whose ranks alternate between two racks is as slow as the link between them") {
  json on_tree = json::parse(scenario(R"({"kind": "sync_allreduce"})"));
  on_tree["network"] = json::parse(R"({"kind": "tree", "racks": 2, "hosts_per_rack": 2, "oversubscription": 2,
    "latency": "0 s", "bandwidth": "10 Gbit/s", "placement": "interleaved"})");
  auto lines = explain(on_tree.dump());
  check_exact(lines, "update", 10e-3 + 2 * 1.2e-3);  // two messages at a time on either uplink
  CHECK(mentions(lines["update"], "exact"));
  CHECK(predicted(lines, "ring") == Approx(1.2e-3).epsilon(1e-9));
  CHECK(predicted(lines, "busiest link, a step") == Approx(2.4e-3).epsilon(1e-9));
  CHECK(mentions(lines["busiest link, a step"], "rack"));

  on_tree["compute"]["straggler"] = {{"kind", "exponential"}, {"mean", "1 ms"}};
  CHECK(mentions(explain(on_tree.dump(), {})["update"], "messages may share links"));
  on_tree["network"]["background"] = {{"bytes", 1000}, {"every", 1}};
  CHECK(mentions(explain(on_tree.dump(), {})["update"], "background traffic"));
  on_tree["network"]["profiles"] = {{"kind", "steps"}, {"at", {1}}, {"latency", {1e-3}}};
  CHECK(mentions(explain(on_tree.dump(), {})["update"], "links vary"));
}

TEST_CASE("asynchronous workers without randomness stay in step") {
  for (const string strategy : {R"({"kind": "async"})", R"({"kind": "ssp", "staleness": 1})"}) {
    auto lines = explain(scenario(strategy));
    check_exact(lines, "gradient to gradient", 10e-3 + 2 * (50e-6 + 4 * 0.8e-3));
    check_exact(lines, "updates", 4 / (10e-3 + 2 * (50e-6 + 4 * 0.8e-3)));
  }
}

// 40,000 gradients of mean 10 ms: the mean of a worker's cycle has a standard error of about 10 ms / sqrt(40,000).
TEST_CASE("asynchronous workers of exponential compute time queue as mean-value analysis says") {
  auto lines = explain(scenario(R"({"kind": "async"})", exponential));
  const double sigma = 10e-3 / std::sqrt(40e3);
  const double simulated = lines["gradient to gradient"]["simulated"];
  CHECK(std::abs(simulated - predicted(lines, "gradient to gradient")) < 4 * sigma);
  CHECK(predicted(lines, "gradient to gradient") > 11e-3);
}

TEST_CASE("synchronous steps wait for the slowest: order statistics, then what the network adds") {
  const string rounds = R"({"stop": {"updates": 5000}})";
  for (const string strategy : {R"({"kind": "sync_allreduce"})", R"({"kind": "sync_server"})"}) {
    CAPTURE(strategy);
    json change = json::parse(exponential);
    change.merge_patch(json::parse(rounds));
    auto lines = explain(scenario(strategy, change.dump()));
    CHECK(predicted(lines, "slowest of all workers") == Approx(10e-3 * 761 / 280).epsilon(1e-12));  // H_8
    // The variance of the slowest of 8 is 100 ms^2 sum 1/i^2; both sides may be random.
    const double sigma = 10e-3 * std::sqrt(1.5274 * (1 / 5e3 + 1 / 40e3));
    const double simulated = lines["update"]["simulated"];
    CHECK(std::abs(simulated - predicted(lines, "update")) < 4 * sigma);
  }
}

// Four layers of 100, 200, 300 and 400 kB; the backward pass takes 5 of the 10 ms, as long for each.
const string layers = R"({"model": {"gradient_bytes": null, "layer_bytes": [1e5, 2e5, 3e5, 4e5],
                                    "layer_compute": [1, 1, 1, 1]}})";

TEST_CASE("overlap without randomness: a bucket goes when it is ready and the one before it is through") {
  const string overlap = R"(, "overlap": {"kind": "wait_free", "bucket_bytes": 0, "backward": 0.5}})";
  for (const double bandwidth : {1.25e9, 1e9, 1e8, 1e7}) {
    CAPTURE(bandwidth);
    json change = json::parse(layers);
    change["network"]["bandwidth"] = bandwidth;
    const auto step = [](const std::function<double(double)>& exchange) {
      double end = 0, ready = 10e-3 * (1 - 0.5 * 3 / 4);
      for (double n : {4e5, 3e5, 2e5, 1e5}) {
        end = std::max(end, ready) + exchange(n);
        ready += 5e-3 / 4;
      }
      return end;
    };
    auto ring = explain(scenario(R"({"kind": "sync_allreduce")" + overlap, change.dump()));
    check_exact(ring, "update", step([&](double n) { return 6 * 50e-6 + 1.5 * n / bandwidth; }));
    check_exact(ring, "sent in all, a step", 6e6);
    CHECK(predicted(ring, "AllReduce") == Approx(4 * 6 * 50e-6 + 1.5 * 1e6 / bandwidth).epsilon(1e-9));
    CHECK(mentions(ring["AllReduce"], "4 buckets"));
    auto server = explain(scenario(R"({"kind": "sync_server")" + overlap, change.dump()));
    check_exact(server, "update",
                step([&](double n) { return 50e-6 + 4 * n / bandwidth; }) + 50e-6 + 4 * 1e6 / bandwidth);
  }
}

TEST_CASE("overlap beside stragglers: the slowest worker's buckets, by Monte Carlo; else the reason why not") {
  const string overlap = R"(, "overlap": {"kind": "wait_free", "bucket_bytes": 0}})";
  json change = json::parse(exponential);
  change.merge_patch(json::parse(layers));
  change["stop"]["updates"] = 5000;
  change["network"]["bandwidth"] = 1e8;
  auto lines = explain(scenario(R"({"kind": "sync_allreduce")" + overlap, change.dump()));
  const double sigma = 10e-3 * std::sqrt(1.5274 * (1 / 5e3 + 1 / 40e3));  // no more than without overlap, see above
  CHECK(std::abs(lines["update"]["simulated"].get<double>() - predicted(lines, "update")) < 4 * sigma);
  CHECK(mentions(lines["update"], "Monte Carlo"));
  CHECK(mentions(explain(scenario(R"({"kind": "sync_server")" + overlap, change.dump()), {})["update"],
                 "meets what others push"));
  change["optimizer"] = {{"kind", "none"}, {"accumulation", 2}};
  CHECK(mentions(explain(scenario(R"({"kind": "sync_allreduce")" + overlap, change.dump()), {})["update"],
                 "only the last of the accumulated batches"));
}

TEST_CASE("a law without a closed form is averaged, and says so; one without a mean is not") {
  auto gamma = explain(scenario(R"({"kind": "sync_allreduce"})",
                                R"({"compute": {"straggler": {"kind": "gamma", "shape": 4, "mean": "2 ms"}}})"),
                       {});
  CHECK(predicted(gamma, "one gradient, mean") == Approx(12e-3).epsilon(1e-3));
  CHECK(mentions(gamma["one gradient, mean"], "Monte Carlo"));
  auto pareto = explain(scenario(R"({"kind": "sync_allreduce"})",
                                 R"({"compute": {"straggler": {"kind": "pareto", "alpha": 0.9, "minimum": 1}}})"),
                        {});
  for (const string quantity : {"one gradient, mean", "slowest of all workers", "update"}) {
    CHECK_FALSE(pareto[quantity].contains("predicted"));
    CHECK(mentions(pareto[quantity], "infinite"));
  }
}

TEST_CASE("where an assumption fails there is a reason in place of a number") {
  struct Case {
    string strategy, change, reason;
  };
  json two_cards = json::parse(exponential);
  two_cards["network"]["bandwidth"] = "1 Gbit/s";
  two_cards["network"]["server_bandwidth"] = "10 Gbit/s";
  json fifo = json::parse(exponential);
  fifo["network"]["sharing"] = "fifo";
  for (const auto& [strategy, change, reason] : std::vector<Case>{
           {R"({"kind": "ssp", "staleness": 1})", exponential, "SSP's waiting"},
           {R"({"kind": "async"})", two_cards.dump(), "not only the one server's card"},
           {R"({"kind": "async"})", fifo.dump(), "in order of arrival"},
           {R"({"kind": "async", "update_time": "1 us"})", exponential, "update_time"},
           {R"({"kind": "async"})", R"({"compute": {"speed": [1, 1, 1, 2]}})", "differ in their speed"}}) {
    auto lines = explain(scenario(strategy, change), {});
    CAPTURE(reason);
    CHECK_FALSE(lines["gradient to gradient"].contains("predicted"));
    CHECK(mentions(lines["gradient to gradient"], reason));
  }
}

TEST_CASE("one worker has nobody to send to, on any network") {
  for (const char* network : {"\"ring\"", "\"fully_connected\"", R"({"kind": "torus", "dims": [1, 1]})"})
    for (const char* kind : {"sync_allreduce", "d_psgd", "sgp", "local_sgd"}) {
      CAPTURE(network);
      CAPTURE(kind);
      json change = {{"workers", 1}, {"network", nullptr}};
      json given = json::parse(scenario(fmt::format(R"({{"kind": "{}"}})", kind), change.dump()));
      given["network"] = json::parse(network);
      auto lines = explain(given.dump());
      check_exact(lines, "update", 10e-3);
    }
}

TEST_CASE("SSP with free communication and exponential workers is a Markov chain") {
  json change = json::parse(exponential);
  change["network"] = {{"kind", "instant"}, {"latency", nullptr}, {"bandwidth", nullptr}};
  change["workers"] = 2;
  auto lines = explain(scenario(R"({"kind": "ssp", "staleness": 1})", change.dump()), {});
  CHECK(predicted(lines, "gradient to gradient") == Approx(10e-3 * 5 / 4).epsilon(1e-9));
}

TEST_CASE(
    "of exponential workers that need not send, the first K make an update in the time of their order statistics") {
  json change = json::parse(exponential);
  change["network"] = {{"kind", "instant"}, {"latency", nullptr}, {"bandwidth", nullptr}};
  struct Case {
    string kind;
    int K;
    double seconds;
    std::optional<double> staleness;
  };
  for (const auto& [kind, K, seconds, staleness] : std::vector<Case>{{"k_sync", 4, 10e-3 * 0.634524, {}},
                                                                     {"k_sync", 8, 10e-3 * 2.717857, {}},
                                                                     {"k_batch_sync", 4, 10e-3 * 0.5, {}},
                                                                     {"k_async", 3, 10e-3 * 0.434524, 5.0 / 3},
                                                                     {"k_batch_async", 3, 10e-3, 7.0 / 3}}) {
    CAPTURE(kind);
    auto lines =
        explain(scenario(R"({"kind": ")" + kind + R"(", "gradients": )" + std::to_string(K) + "}", change.dump()));
    json& step = lines[kind == "k_batch_async" ? "gradient to gradient" : "update"];
    CHECK(step["predicted"].get<double>() == Approx(seconds).epsilon(1e-6));
    CHECK(step["simulated"].get<double>() == Approx(seconds).epsilon(0.02));
    CHECK(lines.contains("mean, in updates") == staleness.has_value());
    if (staleness) {
      CHECK(predicted(lines, "mean, in updates") == Approx(*staleness).epsilon(1e-12));
      CHECK(lines["mean, in updates"]["simulated"].get<double>() == Approx(*staleness).epsilon(2e-3));
    }
  }
}

TEST_CASE("a strategy without a closed form says in a clause why") {
  auto lines = explain(scenario(R"({"kind": "rennala", "gradients": 3})", exponential));
  CHECK_FALSE(lines["update"].contains("predicted"));
  CHECK(lines["update"].contains("simulated"));
  CHECK(mentions(lines["update"], "workers go on with gradients that will be ignored"));
  CHECK(mentions(explain(scenario(R"({"kind": "k_sync", "gradients": 3})", exponential), {})["update"], "first K"));
}

TEST_CASE("on a quadratic the floor of the loss and the limit of the rate are known") {
  json change = json::parse(exponential);
  change["network"] = {{"kind", "instant"}, {"latency", nullptr}, {"bandwidth", nullptr}};
  change["model"] = {{"kind", "quadratic"}, {"noise", 1}};
  change["compute"]["per_batch"] = 0;
  change["optimizer"] = {{"kind", "sgd"}, {"learning_rate", 0.1}, {"batch", 1}};
  change["stop"]["updates"] = 10;
  auto async = explain(scenario(R"("async")", change.dump()), {});
  CHECK(predicted(async, "loss in the end, expected") == Approx(0.5 * 0.01 * 1.8 / (0.1 * 2.02)).epsilon(1e-9));
  CHECK(predicted(async, "diverges from learning rate") == Approx(0.566391).epsilon(1e-6));
  CHECK(predicted(async, "momentum from asynchrony") == Approx(0.875));
  auto sync = explain(scenario(R"({"kind": "k_sync", "gradients": 4})", change.dump()), {});
  CHECK(predicted(sync, "loss in the end, expected") == Approx(0.5 * 0.0025 / 0.19).epsilon(1e-9));
  change["optimizer"]["momentum"] = 0.5;
  CHECK(mentions(explain(scenario(R"("async")", change.dump()), {})["loss in the end, expected"], "plain SGD"));
}

TEST_CASE("the table is text with units; results of a finished run stand in for --run, those of another do not") {
  const Folder folder;
  folder.write("s.json", scenario(R"({"kind": "sync_allreduce"})"));
  REQUIRE(dawdle(folder, {"run", "s.json", "-o", "o"}).code == 0);
  const Ended ran = dawdle(folder, {"explain", "s.json", "--run"});
  const Ended read = dawdle(folder, {"explain", "s.json", "--results", "o"});
  CHECK(read.code == 0);
  CHECK(read.out == ran.out);
  CHECK(read.out.find("11.5 ms    11.5 ms") != string::npos);
  CHECK(dawdle(folder, {"explain", "s.json"}).out.find("simulated") == string::npos);

  const Ended other = dawdle(folder, {"explain", "s.json", "--seed", "9", "--results", "o"});
  CHECK(other.code == 2);
  CHECK(other.err.find("o/summary.json: expected results of this scenario") != string::npos);
  CHECK(dawdle(folder, {"explain", "s.json", "--results", "nowhere"}).code == 2);
  CHECK(dawdle(folder, {"explain", "s.json", "--run", "--results", "o"}).code == 2);
}
