// Gradients sent while they are computed, against the recursion of analysis/overlap.hpp and against none of it.
#include "analysis/overlap.hpp"
#include "analysis/collective_costs.hpp"
#include "models/random.hpp"
#include "sim/training/overlap.hpp"
#include "tests/training/run_scenario.hpp"

#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

#include <numeric>

using namespace dawdle;
using doctest::Approx;

namespace {

constexpr double latency = 1e-3, bandwidth = 1e6;
constexpr int updates = 3;

// Four layers of 100 kB, 200, 300 and 400, of the same work; the network takes about as long as the computation.
constexpr std::string_view layered = R"({
  "workers": 4,
  "model": { "kind": "none", "layer_bytes": ["100 kB", "200 kB", "300 kB", "400 kB"], "layer_compute": [1, 1, 1, 1] },
  "strategy": { "kind": "sync_allreduce", "overlap": { "kind": "wait_free", "bucket_bytes": 0, "backward": 0.5 } },
  "compute": { "per_batch": 1 },
  "network": { "kind": "star", "latency": 1e-3, "bandwidth": 1e6 },
  "stop": { "updates": 3 }
})";

const Override no_overlap = {"/strategy/overlap", R"("none")"};

// Four layers that the network knows of itself, and workers that straggle.
constexpr std::string_view learning = R"({
  "workers": 3,
  "precision": "float64",
  "data": { "kind": "blobs", "samples": 300, "features": 8, "classes": 3 },
  "model": { "kind": "mlp", "hidden": [20, 10, 6] },
  "optimizer": { "kind": "sgd", "learning_rate": 0.1, "momentum": 0.9, "batch": 8 },
  "strategy": { "kind": "sync_allreduce", "overlap": { "kind": "wait_free", "bucket_bytes": 0 } },
  "compute": { "per_batch": "1 ms", "straggler": { "kind": "exponential", "mean": "1 ms" } },
  "network": { "kind": "star", "bandwidth": "10 Mbit/s" },
  "stop": { "updates": 40 },
  "record": { "evaluate_every": { "updates": 1 } }
})";

double seconds(const Worker& worker, Activity activity) { return worker.seconds[static_cast<std::size_t>(activity)]; }

void check_same(const RunResult& a, const RunResult& b) {
  CHECK(a.time == b.time);
  REQUIRE(a.curve.size() == b.curve.size());
  for (std::size_t row = 0; row < a.curve.size(); ++row) {
    CHECK(a.curve[row].time == b.curve[row].time);
    CHECK(a.curve[row].figure == b.curve[row].figure);
  }
  for (std::size_t i = 0; i < a.workers.size(); ++i) CHECK(a.workers[i].seconds == b.workers[i].seconds);
}

std::string problem(std::string_view text, const Changes& changes) {
  std::vector<std::string> problems;
  const auto scenario = parse_scenario(text, "test.json", changes, problems);
  Pool pool(1);
  if (scenario)
    prepare(*scenario, pool, problems);
  return fmt::format("{}", fmt::join(problems, "\n"));
}

}  // namespace

TEST_CASE("gradients of no bytes take a server's update time like others") {
  const auto seconds = [](const char* overlap) {
    return run(time_alone,
               {{"/model", R"({"kind": "none", "layer_bytes": [0, 0], "parameter_bytes": 0})"},
                {"/strategy", fmt::format(R"({{"kind": "async", "update_time": 1, "overlap": {}}})", overlap)},
                set("/workers", 1),
                set("/compute/per_batch", 0.5),
                set("/stop/updates", 3)})
        .time;
  };
  CHECK(seconds(R"({"kind": "wait_free", "bucket_bytes": 0})") == seconds(R"("none")"));
}

TEST_CASE("buckets are filled from the last layer on, and ready when the backward pass is through their first") {
  const std::vector<GradientLayer> layers = {{10, 1}, {20, 4}, {30, 3}, {40, 2}};
  const Overlap overlap{.wait_free = true, .bucket_bytes = 50, .backward = 0.5};
  const std::vector<Bucket> buckets = overlap.buckets(layers);
  REQUIRE(buckets.size() == 2);
  CHECK(buckets[0].share == Approx(0.7).epsilon(1e-15));
  CHECK(buckets[0].early == Approx(0.5 * 5 / 10).epsilon(1e-15));
  CHECK_FALSE(buckets[0].last);
  CHECK(buckets[1].share == Approx(0.3).epsilon(1e-15));
  CHECK(buckets[1].early == 0);
  CHECK(buckets[1].last);
}

TEST_CASE("bucket_bytes 0 is a bucket a layer, and no bound or no layers are one bucket, ready at the end") {
  const std::vector<GradientLayer> layers = {{10, 1}, {20, 4}, {30, 3}, {40, 2}};
  CHECK((Overlap{.wait_free = true, .bucket_bytes = 0}.buckets(layers).size()) == 4);
  for (const auto& some : {layers, std::vector<GradientLayer>{{100, 0}}, std::vector<GradientLayer>{{0, 0}}}) {
    const std::vector<Bucket> one = Overlap{.wait_free = true, .bucket_bytes = 1000}.buckets(some);
    REQUIRE(one.size() == 1);
    CHECK(one[0].early == 0);
    CHECK(one[0].last);
    CHECK(one[0].share == 1);
  }
}

TEST_CASE("equal workers take what the recursion says, over random layers, buckets, workers and networks") {
  Stream random = models::stream(3, models::Purpose::initial);
  const auto real = [&](double low, double high) {
    return boost::random::uniform_real_distribution<>(low, high)(random);
  };
  const auto integer = [&](int low, int high) { return boost::random::uniform_int_distribution<>(low, high)(random); };
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> bytes, work;
    for (int l = integer(1, 12); l > 0; --l) {
      bytes.push_back(std::pow(10, real(2, 6)));
      work.push_back(real(0, 1));
    }
    const int K = integer(1, 9);
    const double backward = real(0, 1), compute = real(0.01, 10), alpha = real(0, 0.01), B = std::pow(10, real(4, 8));
    const Overlap overlap{.wait_free = true, .bucket_bytes = std::pow(10, real(2, 6)), .backward = backward};
    const RunResult r = run(layered, {set("/workers", K),
                                      {"/model/layer_bytes", fmt::format("[{}]", fmt::join(bytes, ","))},
                                      {"/model/layer_compute", fmt::format("[{}]", fmt::join(work, ","))},
                                      set("/strategy/overlap/bucket_bytes", overlap.bucket_bytes),
                                      set("/strategy/overlap/backward", backward),
                                      set("/compute/per_batch", compute),
                                      set("/network/latency", alpha),
                                      set("/network/bandwidth", B)});
    const double sum = std::accumulate(bytes.begin(), bytes.end(), 0.0);
    std::vector<GradientLayer> layers;
    for (std::size_t l = 0; l < bytes.size(); ++l) layers.push_back({bytes[l], work[l]});
    std::vector<double> ready, exchange;
    for (const Bucket& bucket : overlap.buckets(layers)) {
      ready.push_back(compute * (1 - bucket.early));
      exchange.push_back(analysis::ring_all_reduce(K, sum * bucket.share, {alpha, 1 / B}));
    }
    CAPTURE(trial);
    const double step = analysis::overlapped_step(ready, exchange);
    CHECK(r.time == Approx(updates * step).epsilon(1e-9).scale(0));
    for (const Worker& worker : r.workers) {
      CHECK(seconds(worker, Activity::compute) == Approx(updates * compute).epsilon(1e-9).scale(0));
      CHECK(std::abs(seconds(worker, Activity::transfer) - updates * (step - compute)) < 1e-9 * r.time);
    }
  }
}

TEST_CASE("an infinitely fast network leaves the computation, a slow one sends from the first bucket to the last") {
  CHECK(run(layered, {{"/network", R"("instant")"}}).time == Approx(updates).epsilon(1e-12));
  const double slow = 1e3, ready = 1 - 0.5 * 3 / 4;
  const double all = 4 * 6 * latency + 1.5 * 1e6 / slow;
  CHECK(run(layered, {set("/network/bandwidth", slow)}).time == Approx(updates * (ready + all)).epsilon(1e-9));
}

TEST_CASE("one bucket is no overlap, to the bit, for every strategy that has the option") {
  for (const char* strategy :
       {R"({"kind": "sync_allreduce"})", R"({"kind": "sync_allreduce", "algorithm": "closed_form"})",
        R"({"kind": "sync_server", "update_time": 1e-4, "servers": 2})", R"({"kind": "async"})",
        R"({"kind": "ssp", "staleness": 1})", R"({"kind": "dynamic_ssp", "least_staleness": 1})",
        R"({"kind": "k_async", "gradients": 2})", R"({"kind": "k_batch_async", "gradients": 3})",
        R"({"kind": "rennala", "gradients": 2})", R"({"kind": "n_softsync", "n": 2})", R"({"kind": "staleness_aware"})",
        R"({"kind": "drop_stale", "bound": 2})"}) {
    CAPTURE(strategy);
    const Changes without = {{"/strategy", strategy}};
    const Changes one = without + Changes{{"/strategy/overlap", R"({"kind": "wait_free", "bucket_bytes": "1 GB"})"}};
    check_same(run(learning, one), run(learning, without));
  }
}

TEST_CASE("overlap changes when, not what: every update of synchronous training has the same loss") {
  for (const char* strategy : {"sync_allreduce", "sync_server"}) {
    const Changes with = {{"/strategy/kind", fmt::format("\"{}\"", strategy)}};
    const RunResult overlapped = run(learning, with), plain = run(learning, with + Changes{no_overlap});
    REQUIRE(overlapped.curve.size() == plain.curve.size());
    for (std::size_t row = 0; row < plain.curve.size(); ++row)
      CHECK(overlapped.curve[row].figure == plain.curve[row].figure);
    CHECK(overlapped.time < plain.time);
    for (std::size_t i = 0; i < plain.workers.size(); ++i)
      CHECK(seconds(overlapped.workers[i], Activity::compute) ==
            Approx(seconds(plain.workers[i], Activity::compute)).epsilon(1e-12));
  }
}

TEST_CASE("a straggler's buckets are late in proportion, and the others' exchanges wait for them") {
  const RunResult r = run(layered, {{"/compute/speed", "[1, 1, 0.5, 1]"}, set("/stop/updates", 1)});
  std::vector<double> ready, exchange;
  for (double n : {4e5, 3e5, 2e5, 1e5}) {
    ready.push_back(2 * (1 - 0.5 * (3 - static_cast<double>(ready.size())) / 4));
    exchange.push_back(analysis::ring_all_reduce(4, n, {latency, 1 / bandwidth}));
  }
  const double step = analysis::overlapped_step(ready, exchange);
  CHECK(r.time == Approx(step).epsilon(1e-9));
  CHECK(seconds(r.workers[2], Activity::compute) == Approx(2).epsilon(1e-12));
  CHECK(seconds(r.workers[0], Activity::compute) == Approx(1).epsilon(1e-12));
}

TEST_CASE("of accumulated batches only the last one overlaps") {
  const double one = run(layered, {set("/stop/updates", 1)}).time;
  CHECK(run(layered, {set("/stop/updates", 1), {"/optimizer", R"({"kind": "none", "accumulation": 3})"}}).time ==
        Approx(one + 2).epsilon(1e-12));
}

TEST_CASE("pushes overlap too: K workers' buckets go through the server's card one after another") {
  const double n = 1e6;
  struct Kind {
    const char* strategy;
    double updates_a_step;  // of equal workers, which stay in step
  };
  for (const auto& [strategy, each] :
       {Kind{R"({"kind": "sync_server")", 1}, Kind{R"({"kind": "async")", 4}, Kind{R"({"kind": "ssp")", 4},
        Kind{R"({"kind": "dynamic_ssp")", 4}, Kind{R"({"kind": "k_async", "gradients": 4)", 1},
        Kind{R"({"kind": "n_softsync", "n": 2)", 2}}) {
    CAPTURE(strategy);
    const std::string overlap = R"(, "overlap": {"kind": "wait_free", "bucket_bytes": 0, "backward": 0.5}})";
    const RunResult r = run(
        layered,
        {{"/strategy", strategy + overlap}, set("/model/parameter_bytes", n), set("/stop/updates", each * updates)});
    std::vector<double> ready, exchange;
    for (double bucket : {4e5, 3e5, 2e5, 1e5}) {
      ready.push_back(1 - 0.5 * (3 - static_cast<double>(ready.size())) / 4);
      exchange.push_back(latency + 4 * bucket / bandwidth);
    }
    const double pull = latency + 4 * n / bandwidth;
    CHECK(r.time == Approx(updates * analysis::overlapped_step(ready, exchange) + (updates - 1) * pull).epsilon(1e-9));
  }
}

TEST_CASE("a server takes in each bucket as it arrives, in proportion to its bytes") {
  // What the last bucket, a tenth of the gradient, needs of all four workers is all that is left when it has come.
  const Changes server = {{"/strategy/kind", R"("sync_server")"}, set("/stop/updates", 1)};
  const double without = run(layered, server).time;
  CHECK(run(layered, server + Changes{set("/strategy/update_time", 0.1)}).time ==
        Approx(without + 4 * 0.1 * 0.1).epsilon(1e-9));
}

TEST_CASE("a run that ends amid a computation has had only that much of it") {
  const RunResult r = run(layered, {{"/stop", R"({"time": 0.7})"}});
  for (const Worker& worker : r.workers) {
    CHECK(seconds(worker, Activity::compute) == 0.7);
    CHECK(std::accumulate(worker.seconds.begin(), worker.seconds.end(), 0.0) == 0.7);
  }
}

TEST_CASE("a model's own layers are scaled to the simulated size") {
  // 784 x 100 + 100 and 100 x 10 + 10 parameters: the first layer has nearly all the bytes and the work.
  const Changes mlp = {{"/data", R"({"kind": "blobs", "samples": 20, "features": 784, "classes": 10})"},
                       {"/model", R"({"kind": "mlp", "hidden": [100], "gradient_bytes": 79510e3})"},
                       {"/network", R"({"kind": "star", "latency": 0, "bandwidth": 1e9})"},
                       {"/compute", R"({"per_batch": 1})"},
                       {"/strategy/overlap/backward", "0.5"},
                       set("/stop/updates", 1)};
  const double first = 78500e3, second = 1010e3, ring = 2.0 * 2 / 3 / 1e9;
  const std::vector<double> ready = {1 - 0.5 * 78400 / 79400, 1}, exchange = {second * ring, first * ring};
  CHECK(run(learning, mlp).time == Approx(analysis::overlapped_step(ready, exchange)).epsilon(1e-9));
}

TEST_CASE("what does not fit together is reported with its place") {
  const auto has = [](const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; };
  CHECK(has(problem(layered, {set("/model/gradient_bytes", 999e3)}),
            "/model/gradient_bytes: expected the sum of layer_bytes, 1000000 B"));
  CHECK(problem(layered, {set("/model/gradient_bytes", 1000e3)}) == "");
  CHECK(has(problem(layered, {{"/model/layer_compute", "[1, 2]"}}), "/model/layer_compute: expected 4 numbers"));
  CHECK(has(problem(learning, {{"/model/layer_compute", "[1, 2]"}}),
            "/model/layer_compute: expected as many numbers as there are layers, 4, got 2"));
  CHECK(has(problem(layered, {{"/strategy/order", R"("algorithm")"}}),
            "/strategy/order: expected worker beside overlap"));
  CHECK(has(problem(learning, {{"/compression", R"({"kind": "top_k", "ratio": 0.1})"}}),
            "/compression: expected none beside overlap"));
  CHECK(has(problem(layered, {{"/model", R"({"kind": "none", "gradient_bytes": 1e6})"}}),
            "/model: expected layer_bytes beside overlap"));
}
