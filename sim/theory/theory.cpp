#include "sim/theory/theory.hpp"

#include "analysis/checkpointing.hpp"
#include "analysis/collective_costs.hpp"
#include "analysis/scaling.hpp"
#include "models/objectives/quadratic.hpp"
#include "sim/collectives/all_reduce.hpp"
#include "sim/theory/learning_theory.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <limits>

namespace dawdle {

namespace {

// Of a run, per step: an update that some wait for, or a gradient of each worker. What the workers have for
// nothing at its start, their first pull, is put on top, so that all steps are alike.
struct MeasuredStep {
  double seconds, compute, sent;
};

class Explanation {
 public:
  Explanation(const Experiment& e, const RunSize& size, const std::optional<RunTotals>& measured)
      : e_(e),
        size_(size),
        measured_(measured),
        shape_(step_shape(e)),
        compute_(compute_theory(e, size, awaited(), each())) {}

  std::vector<TheoryLine> lines() && {
    communicate();
    if (measured_ && measured_->updates > 0)
      run_ = measured_step();
    compute();
    lines_.insert(lines_.end(), communication_.begin(), communication_.end());
    step();
    if (!load_.ends.empty()) {
      bottleneck();
      traffic();
    }
    memory();
    scaling();
    failures();
    staleness();
    learning();
    return std::move(lines_);
  }

  std::optional<double> seconds_an_update() && {
    communicate();
    if (!step_.seconds || step_.bound)
      return {};
    return *step_.seconds / updates_a_step();
  }

 private:
  int workers() const { return static_cast<int>(e_.workers); }
  // Gradients that an update waits for, or takes.
  std::int64_t awaited() const { return std::min(shape_.first ? shape_.first->count : e_.workers, e_.workers); }
  // Gradients of each worker from one AllReduce to the next.
  std::int64_t each() const { return shape_.local ? shape_.local->period : 1; }
  bool known_shape() const { return shape_.server || shape_.all_reduce || shape_.neighbours; }
  bool step_is_update() const { return is_update(shape_) || !known_shape(); }
  // A step has a gradient of every worker.
  bool whole_steps() const { return shape_.synchronous || shape_.neighbours || !step_is_update(); }
  double gradients_a_step() const {
    return static_cast<double>(is_update(shape_) && shape_.first ? shape_.first->count : e_.workers);
  }
  double updates_a_step() const {
    if (step_is_update())
      return 1;
    return static_cast<double>(e_.workers) / static_cast<double>(shape_.first ? shape_.first->count : 1);
  }

  void communicate() {
    step_.how = why_steps_differ(*e_.network);
    if (!step_.how.empty())
      return;
    if (shape_.all_reduce)
      all_reduce();
    else if (shape_.server)
      server();
    else if (shape_.neighbours)
      neighbours();
    else
      step_.how = shape_.unknown.empty() ? "no closed form is known here for this strategy's steps"
                                         : fmt::format("{}: no closed form", shape_.unknown);
  }

  MeasuredStep measured_step() const {
    const double steps = measured_->updates / updates_a_step();
    const double pulled = shape_.server ? workers() * size_.parameter_bytes : 0;
    return {(measured_->time + step_.pull.value_or(0)) / steps, measured_->compute * measured_->time / steps,
            (measured_->sent + pulled) / steps};
  }

  std::optional<double> simulated(double MeasuredStep::*what) const {
    return run_ ? std::optional(*run_.*what) : std::nullopt;
  }

  void compute() {
    const auto add = [this](const char* quantity, const Expectation& x, std::optional<double> run) {
      const bool known = compute_.unknown.empty();
      lines_.push_back({"compute", quantity, "s", known ? std::optional(x.seconds) : std::nullopt,
                        known ? x.how : compute_.unknown, run});
    };
    // Of workers that are not alike and do not step together, those that are faster have more of a run's gradients.
    const bool same_mean = whole_steps() && (shape_.synchronous || shape_.neighbours || compute_.alike);
    add("one gradient, mean", compute_.mean, same_mean ? simulated(&MeasuredStep::compute) : std::nullopt);
    if (shape_.synchronous)
      add(each() == 1 ? "slowest of all workers" : "slowest mean of H gradients", compute_.awaited, {});
    else if (shape_.first && shape_.first->distinct)
      add("first K begun together", compute_.awaited, {});
  }

  void say(std::string quantity, double seconds, std::string note) {
    communication_.push_back({"communication", std::move(quantity), "s", seconds, std::move(note)});
  }

  void all_reduce() {
    if (e_.compresses()) {
      step_.how = "compressed gradients are gathered, not added up on their way: no closed form";
      return;
    }
    const double bytes = all_reduce_bytes(shape_, size_);
    const std::vector<BucketExchange> buckets = all_reduce_exchanges(e_, *shape_.all_reduce, size_, bytes);
    load_ = buckets.front().exchange;
    double seconds = load_.seconds();
    for (std::size_t b = 1; b < buckets.size(); ++b) {
      load_.add(buckets[b].exchange);
      seconds += buckets[b].exchange.seconds();
    }
    free_ = seconds == 0;
    step_ = all_reduce_step(e_, compute_, buckets, each());
    const std::string in_buckets =
        e_.strategy->overlaps() ? fmt::format(" of {} buckets, one after another", buckets.size()) : "";
    const std::string every = each() == 1 ? "" : fmt::format(", every {} steps", each());
    say("AllReduce", seconds, fmt::format("{}{}, its schedule on this network{}", load_.algorithm, in_buckets, every));
    load_.scale(1 / static_cast<double>(each()));
    if (workers() == 1)
      return;
    Clock clock;
    const auto network =
        e_.network->build(clock, {workers(), e_.strategy->servers(), static_cast<std::uint64_t>(e_.seed)});
    const analysis::LinkCost link{.alpha = network->delay(0, 1), .beta = 1 / network->bandwidth(0, 1)};
    const auto note = [](const char* formula) { return fmt::format("{}, worker 0 to 1", formula); };
    say("textbook AllReduce", analysis::textbook_all_reduce(workers(), bytes, link),
        note("alpha log2 K + 2(K-1)/K n beta"));
    say("ring", analysis::ring_all_reduce(workers(), bytes, link), note("2(K-1) alpha + 2(K-1)/K n beta"));
  }

  void neighbours() {
    std::vector<PeerExchange> rounds;
    for (const Mixing& round : shape_.neighbours->rounds)
      rounds.push_back(peer_exchange(e_, round, size_.parameter_bytes));
    step_ = neighbours_step(e_, shape_.neighbours->rounds, compute_, rounds);
    load_ = rounds.front().all;
    double sending = load_.seconds();
    for (std::size_t r = 1; r < rounds.size(); ++r) {
      load_.add(rounds[r].all);
      sending += rounds[r].all.seconds();
    }
    const double share = 1 / static_cast<double>(rounds.size());
    load_.scale(share);
    free_ = sending == 0;
    say("exchange, all at once", sending * share, "models to neighbours, until the last has them");
  }

  void server() {
    const ServerExchanges x(e_, *shape_.server, size_);
    step_ = server_step(e_, shape_, compute_, x);
    free_ = x.free();
    if (!is_update(shape_) || shape_.synchronous) {  // else who sends in a step is random
      load_ = x.push;
      load_.add(x.pull);
    }
    const auto phase = [this](const char* name, const Exchange& alone, const Exchange& all) {
      say(fmt::format("{}, alone", name), alone.ends.front(), "one worker, idle network");
      say(fmt::format("{}, all at once", name), all.seconds(), "until the last has it");
    };
    phase("push", x.push_alone, x.push);
    phase("pull", x.pull_alone, x.pull);
    if (!is_update(shape_) && step_.push) {
      say("push, on average", *step_.push, "latency and queueing included");
      say("pull, on average", *step_.pull, "latency and queueing included");
    }
  }

  void step() {
    const std::optional<double> seconds = step_.seconds;
    const auto add = [this, &seconds](const char* quantity, const char* unit, double value, std::string note,
                                      std::optional<double> run) {
      lines_.push_back({"step", quantity, unit, seconds ? std::optional(value) : std::nullopt, std::move(note), run});
    };
    const double known = seconds.value_or(0), updates = updates_a_step();
    add(step_is_update() ? "update" : "gradient to gradient", "s", known, step_.how, simulated(&MeasuredStep::seconds));
    if (known <= 0)
      return;
    if (whole_steps())
      add("of it communication, waiting", "s", known - compute_.mean.seconds, "",
          run_ ? std::optional(run_->seconds - run_->compute) : std::nullopt);
    add("updates", "1/s", updates / known, "", run_ ? std::optional(updates / run_->seconds) : std::nullopt);
  }

  void bottleneck() {
    const auto busiest =
        std::max_element(load_.loads.begin(), load_.loads.end(),
                         [](const LinkLoad& a, const LinkLoad& b) { return a.seconds() < b.seconds(); });
    if (busiest == load_.loads.end() || busiest->bytes == 0)
      return;
    lines_.push_back({"bottleneck", "busiest link, a step", "s", busiest->seconds(), busiest->link});
    if (step_.seconds)
      lines_.push_back({"bottleneck", "its share of the step", "", busiest->seconds() / *step_.seconds,
                        "how much of the time it carries something"});
  }

  void traffic() {
    double all = 0;
    for (const Traffic& t : load_.traffic) all += t.sent;
    const auto most = [this](double Traffic::*what) {
      double bytes = 0;
      for (int i = 0; i < workers(); ++i) bytes = std::max(bytes, load_.traffic[static_cast<std::size_t>(i)].*what);
      return bytes;
    };
    lines_.push_back({"size", "sent by a worker, a step", "bytes", most(&Traffic::sent), "the busiest worker"});
    lines_.push_back({"size", "received by a worker, a step", "bytes", most(&Traffic::received), "the busiest worker"});
    lines_.push_back({"size", "sent in all, a step", "bytes", all, "", simulated(&MeasuredStep::sent)});
  }

  // O(P + N d / K): parameters and a gradient, and the worker's share of the samples.
  void memory() {
    const double P = static_cast<double>(size_.parameters), Nd = static_cast<double>(size_.rows * size_.features);
    const auto scalar = static_cast<double>(size_.scalar_bytes);
    if (!e_.model)
      lines_.push_back({"size", "memory of a worker", "bytes", size_.gradient_bytes + size_.parameter_bytes,
                        "parameters and a gradient; no samples without a model"});
    else
      lines_.push_back({"size", "memory of a worker", "bytes", scalar * (2 * P + Nd / workers()),
                        fmt::format("{} B x (2 P + N d / K), P = {}, dense N d = {} x {}", size_.scalar_bytes,
                                    size_.parameters, size_.rows, size_.features)});
  }

  void scaling() {
    if (step_.seconds.value_or(0) <= 0)
      return;
    const double work = compute_.mean.seconds, serial = *step_.seconds - work;
    const auto gain = [this](double compute, double step) { return gradients_a_step() * compute / step; };
    // Of a step that cancels some, more is computed than comes of it.
    const std::optional<double> run =
        run_ ? std::optional(gain(whole_steps() ? run_->compute : work, run_->seconds)) : std::nullopt;
    const double predicted = gain(work, *step_.seconds);
    lines_.push_back({"scaling", "speed-up over one worker", "", predicted, "which has nobody to talk to", run});
    lines_.push_back(
        {"scaling", "efficiency", "", predicted / workers(), "", run ? std::optional(*run / workers()) : std::nullopt});
    if (whole_steps() && serial > 1e-9 * work)
      lines_.push_back(
          {"scaling", "Amdahl's limit", "", analysis::amdahl_limit(workers(), work, serial),
           fmt::format("serial fraction {:.3g}: communication and waiting", serial / (serial + workers() * work))});
  }

  // Of the run, or of as many updates as it is to take.
  std::optional<double> work_seconds() const {
    if (measured_)
      return measured_->time;
    if (e_.stop.updates && step_.seconds && !step_.bound)
      return static_cast<double>(*e_.stop.updates) / updates_a_step() * *step_.seconds;
    return {};
  }

  void failures() {
    if (!e_.faults)
      return;
    const CheckpointRestart& f = *e_.faults;
    const analysis::Checkpointing costs = {f.dump, f.restart, f.mean_between_failures(workers())};
    const double interval = f.interval.value_or(std::numeric_limits<double>::infinity());
    const std::optional<double> work = work_seconds();
    std::optional<double> stretch;
    if (work && *work > 0)
      stretch = analysis::time_of_job(*work, interval, costs) / *work;
    else if (f.interval)
      stretch = analysis::time_with_failures(1, interval, costs);
    lines_.push_back(
        {"failures", "time over that of the work", "", stretch,
         stretch ? fmt::format("Daly 2006, its mean over runs: a failure every {:.6g} s", costs.mtbf)
                 : "without checkpoints it grows with the work",
         measured_ && measured_->time > 0 ? std::optional(1 + measured_->down / measured_->time) : std::nullopt});
    if (f.dump > 0)
      lines_.push_back({"failures", "best interval of checkpoints", "s", analysis::daly_interval(costs),
                        "Daly 2006, of the work from one to the next"});
  }

  void staleness() {
    const Predicted<double> mean = mean_staleness(e_, shape_);
    if (mean.value || !mean.how.empty())
      lines_.push_back({"staleness", "mean, in updates", "", mean.value, mean.how,
                        measured_ ? std::optional(measured_->staleness) : std::nullopt});
  }

  void learning() {
    if (!dynamic_cast<const models::Quadratic*>(e_.model.get()))
      return;
    if (const Predicted<double> drift = consensus_distance(e_, size_, shape_); drift.value || !drift.how.empty())
      lines_.push_back({"learning", "consensus distance", "", drift.value, drift.how});
    if (const Predicted<double> end = local_sgd_loss(e_, size_, shape_); end.value || !end.how.empty()) {
      lines_.push_back({"learning", "loss in the end", "", end.value, end.how});
      return;
    }
    const Predicted<QuadraticSgd> sgd = quadratic_sgd(e_, size_, shape_, compute_, free_);
    const auto add = [this, &sgd](const char* quantity, const std::optional<double>& value, const char* note) {
      if (value || !sgd.value)
        lines_.push_back({"learning", quantity, "", value, sgd.value ? note : sgd.how});
    };
    add("loss in the end, expected", sgd.value ? sgd.value->floor() : std::nullopt, "stationary variance");
    if (!sgd.value)
      return;
    add("diverges from learning rate", sgd.value->learning_rate_limit(), "in the mean square");
    if (sgd.value->how.gradients == 1 && !sgd.value->how.fresh)
      add("momentum from asynchrony", 1 - 1.0 / workers(), "1 - 1/P, Mitliagkas et al. 2016");
  }

  const Experiment& e_;
  const RunSize& size_;
  const std::optional<RunTotals>& measured_;
  StepShape shape_;
  ComputeTheory compute_;
  StepTheory step_;
  bool free_ = false;  // communication takes no time
  Exchange load_;      // of a whole step
  std::optional<MeasuredStep> run_;
  std::vector<TheoryLine> lines_, communication_;
};

}  // namespace

std::vector<TheoryLine> explain(const Experiment& experiment, const RunSize& size,
                                const std::optional<RunTotals>& measured) {
  return Explanation(experiment, size, measured).lines();
}

std::optional<double> seconds_an_update(const Experiment& experiment, const RunSize& size) {
  return Explanation(experiment, size, {}).seconds_an_update();
}

}  // namespace dawdle
