#include "sim/training/learner.hpp"

#include "sim/collectives/arithmetic.hpp"
#include "sim/training/evaluation.hpp"

#include <algorithm>

namespace dawdle {

namespace {

class TimingOnly final : public Learner {
 public:
  explicit TimingOnly(std::size_t batch) : batch_(batch) {}
  std::size_t parameters() const override { return 0; }
  std::size_t scalar_bytes() const override { return 4; }
  Version initial() override { return Version(0); }
  Gradient gradient(int worker, std::uint64_t, const Version& x) override { return {worker, x.number(), batch_}; }
  Version apply(const Version& x, std::span<Gradient>, Reduce, const Plan*, double) override {
    return Version(x.number() + 1);
  }
  void evaluate(const Version&, double*) override {}
  void settle() override {}
  std::size_t version_bytes() const override { return 0; }

 private:
  std::size_t batch_;
};

}  // namespace

std::unique_ptr<Learner> timing_only(std::size_t batch) { return std::make_unique<TimingOnly>(batch); }

template <class T>
class RealLearner final : public Learner {
 public:
  RealLearner(const LearnerParts<T>& parts, Pool& pool)
      : pool_(pool),
        objective_(parts.model.bind(parts.data, parts.seed)),
        optimizer_(parts.optimizer.template state<T>(objective_->size())),
        sampler_(parts.sampling, parts.model.needs_data() && parts.data ? parts.data->train.n : 0, parts.workers,
                 parts.batch, parts.seed),
        versions_(objective_->size() * sizeof(T)),
        train_rows_(objective_->evaluation_rows(false)) {
    if (parts.train_rows > 0)
      train_rows_ = std::min(train_rows_, parts.train_rows);
    for (const char* set : {"train_", "test_"})
      if (set[1] == 'r' || objective_->evaluation_rows(true) > 0)
        for (std::string_view figure : objective_->figures()) figures_.push_back(set + std::string(figure));
  }
  ~RealLearner() override {
    settle();
    for (Task& task : tasks_) pool_.withdraw(task);
  }

  std::size_t parameters() const override { return objective_->size(); }
  std::size_t scalar_bytes() const override { return sizeof(T); }
  std::size_t version_bytes() const override { return versions_.most() * objective_->size() * sizeof(T); }

  Version initial() override {
    Version x = versions_.make(0);
    objective_->initialise(values(x));
    return x;
  }

  Gradient gradient(int worker, std::uint64_t step, const Version& x) override {
    Gradient g(worker, x.number(), sampler_.batch_size());
    g.learner_ = this;
    g.slot_ = free_slot();
    Task& task = tasks_[g.slot_];
    task.x = x;
    task.batch = sampler_.batch(worker, step, task.rows);
    pool_.submit(task);
    return g;
  }

  Version apply(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order,
                double learning_rate) override {
    std::span<const T> total = wait_for(gradients[0]);
    if (gradients.size() > 1) {
      if (order)
        add_up(gradients, *order);
      else
        add_up(gradients);
      const T factor = reduce == Reduce::mean ? T(1) / static_cast<T>(gradients.size()) : T(1);
      for (T& s : sum_) s *= factor;
      total = sum_;
    }
    Version next = versions_.make(x.number() + 1);
    if (!optimizer_->step(values(x), total, learning_rate, values(next)))
      diverged_ = true;
    return next;
  }

  void evaluate(const Version& x, double* out) override {
    evaluations_.emplace_back(*objective_, x, train_rows_, out);
    evaluations_.back().submit(pool_);
    // A pending evaluation holds a version; a few are enough to keep the pool busy.
    constexpr std::size_t kPending = 4;
    while (evaluations_.size() > (pool_.threads() > 1 ? kPending : 0)) finish_oldest();
  }
  void settle() override {
    while (!evaluations_.empty()) finish_oldest();
  }

 private:
  struct Task final : Work {
    explicit Task(const models::Objective<T>& o) : objective(&o), out(o.size()) {}
    void compute() override { objective->gradient({x.values<const T>(), out.size()}, batch, out); }
    const models::Objective<T>* objective;
    Version x;
    models::Batch batch;
    std::vector<std::uint32_t> rows;
    std::vector<T> out;  // (P)
  };

  std::span<T> values(const Version& x) const { return {x.values<T>(), objective_->size()}; }

  std::size_t free_slot() {
    if (free_.empty()) {
      free_.push_back(tasks_.size());
      tasks_.emplace_back(*objective_);
    }
    const std::size_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void forget(std::size_t slot) noexcept override {
    pool_.withdraw(tasks_[slot]);
    tasks_[slot].x = Version();
    free_.push_back(slot);
  }

  std::span<const T> wait_for(Gradient& g) {
    pool_.finish(tasks_[g.slot_]);
    return tasks_[g.slot_].out;
  }

  // g_1 + g_2 + ..., left to right: the order of the sum is the order of the gradients, on any thread count.
  void add_up(std::span<Gradient> gradients) {
    const std::span<const T> first = wait_for(gradients[0]);
    sum_.assign(first.begin(), first.end());
    for (Gradient& g : gradients.subspan(1)) {
      const std::span<const T> next = wait_for(g);
      for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += next[i];
    }
  }

  // Gradients are not needed after they were applied, so the collective may work in them.
  void add_up(std::span<Gradient> gradients, const Plan& order) {
    std::vector<std::span<T>> vectors;
    for (Gradient& g : gradients) {
      wait_for(g);
      vectors.emplace_back(tasks_[g.slot_].out);
    }
    run_on_vectors<T>(order, vectors);
    sum_.assign(vectors[0].begin(), vectors[0].end());
  }

  void finish_oldest() {
    evaluations_.front().finish(pool_);
    evaluations_.pop_front();
  }

  Pool& pool_;
  std::unique_ptr<models::Objective<T>> objective_;
  std::unique_ptr<models::OptimizerState<T>> optimizer_;
  Sampler sampler_;
  VersionPool versions_;
  std::size_t train_rows_;
  std::deque<Task> tasks_;
  std::vector<std::size_t> free_;
  std::vector<T> sum_;
  std::deque<Evaluation<T>> evaluations_;
};

template <class T>
std::unique_ptr<Learner> real_learner(const LearnerParts<T>& parts, Pool& pool) {
  return std::make_unique<RealLearner<T>>(parts, pool);
}

template std::unique_ptr<Learner> real_learner(const LearnerParts<float>&, Pool&);
template std::unique_ptr<Learner> real_learner(const LearnerParts<double>&, Pool&);

}  // namespace dawdle
