#include "sim/training/learner.hpp"

#include "sim/collectives/arithmetic.hpp"
#include "sim/training/evaluation.hpp"
#include "sim/training/gradient_task.hpp"
#include "sim/training/joint_batch.hpp"
#include "sim/training/outgoing.hpp"
#include "sim/training/real_shared_memory.hpp"
#include "sim/training/sparse_sum.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dawdle {

template <class T>
class RealLearner final : public Learner {
 public:
  RealLearner(const LearnerParts<T>& parts, Pool& pool)
      : pool_(pool),
        data_(parts.data),
        objective_(parts.model.bind(parts.data, parts.seed)),
        sparse_(objective_->is_sparse()),
        optimizer_(parts.optimizer),
        worker_momentum_(parts.worker_momentum),
        compressor_(parts.compressor),
        outgoing_(static_cast<std::size_t>(parts.workers)),
        seed_(parts.seed),
        sampler_(parts.sampling, parts.model.needs_data() && parts.data ? samples_of(parts.data->train) : Samples(),
                 parts.workers, parts.batch, parts.seed),
        versions_(objective_->size() * sizeof(T)),
        train_rows_(objective_->evaluation_rows(false)) {
    models::require_workers(*objective_, static_cast<std::size_t>(parts.workers));
    if (worker_momentum_)
      without_momentum_.weight_decay = worker_momentum_->weight_decay;
    const bool alike = parts.model.needs_data() && objective_->workers() == 0 && !sparse_;
    if (parts.only_adds_up && alike && !worker_momentum_ && !compressor_ && parts.workers > 1)
      joint_ = std::make_unique<JointBatch<T>>(*objective_, pool, outgoing_.size(), parts.batch);
    if (parts.train_rows > 0)
      train_rows_ = std::min(train_rows_, parts.train_rows);
    for (const char* set : {"train_", "test_"})
      if (set[1] == 'r' || objective_->evaluation_rows(true) > 0)
        for (std::string_view figure : objective_->figures()) figures_.push_back(set + std::string(figure));
  }
  ~RealLearner() override {
    settle();
    for (const auto& task : tasks_) pool_.withdraw(*task);
  }

  std::size_t parameters() const override { return objective_->size(); }
  std::size_t scalar_bytes() const override { return sizeof(T); }
  std::vector<models::LayerShape> layers() const override { return objective_->layers(); }
  std::size_t version_bytes() const override { return versions_.most() * objective_->size() * sizeof(T); }

  Version initial() override {
    Version x = versions_.make(0);
    objective_->initialise(values(x));
    return x;
  }

  bool is_sparse() const override { return sparse_; }
  std::size_t support(int worker, std::uint64_t step) override { return prepared(worker, step).support.size(); }

  Gradient gradient(int worker, std::uint64_t step, const Version& x) override {
    Gradient g(worker, x.number(), sampler_.batch_size());
    if (joint_) {  // it has no values of its own
      sampler_.batch(worker, step, rows_);
      joint_->begin(worker, x, rows_);
      return g;
    }
    g.learner_ = this;
    g.slot_ = free_slot();
    GradientTask<T>& task = *tasks_[g.slot_];
    if (sparse_) {
      task.begin_sparse(x, prepared(worker, step), versions_);
      g.nonzeros = task.support().size();
    } else {
      task.begin(x, sampler_, worker, step, !values_wanted_ && optimizer().is_plain_sgd());
    }
    pool_.submit(task);
    return g;
  }

  std::unique_ptr<Stepper> stepper(const models::Optimizer* other, Fragment fragment) override {
    return std::make_unique<RealStepper>(*this, other ? *other : optimizer(), range(fragment));
  }

  double loss(Gradient& g) override {
    const GradientTask<T>& task = *tasks_[g.slot_];
    return task.stepped_along ? task.loss : computed(g).loss;
  }
  double norm(Gradient& g) override {
    double sum = 0;
    for (T v : entries(g)) sum += static_cast<double>(v) * static_cast<double>(v);
    return std::sqrt(sum);
  }
  void scale(Gradient& g, double factor) override {
    for (T& v : entries(g)) v *= static_cast<T>(factor);
  }
  void add(Gradient& sum, Gradient& next) override {
    add_to(wait_for(sum), wait_for(next));
    sum.join(next);
    sum.nonzeros.reset();
  }
  void compensate(Gradient& g, const Version& now, models::DelayCompensation& rule) override {
    const std::span<T> out = wait_for(g);
    rule.apply<T>(out, values(now), values(tasks_[g.slot_]->x));
  }

  void pack(Gradient& g) override {
    if (!worker_momentum_ && !compressor_)
      return;
    std::unique_ptr<Outgoing<T>>& own = outgoing_[static_cast<std::size_t>(g.worker)];
    if (!own)
      own = std::make_unique<Outgoing<T>>(worker_momentum_, compressor_, objective_->size(), g.worker, seed_);
    own->pack(wait_for(g));
  }

  Version combine(std::uint64_t number, std::span<const Term> terms) override {
    if (terms.size() == 1 && terms[0].factor == 1)
      return terms[0].x.renumbered(number);
    Version total = versions_.make(number);
    const std::span<T> out = values(total);
    for (std::size_t j = 0; j < terms.size(); ++j) {
      const auto factor = static_cast<T>(terms[j].factor);
      const std::span<const T> x = values(terms[j].x);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = j == 0 ? factor * x[i] : out[i] + factor * x[i];
    }
    return total;
  }
  Version splice(const Version& x, const Version& piece, Fragment fragment) override {
    const Range in = range(fragment);
    Version spliced = versions_.make(x.number());
    const std::span<T> out = values(spliced);
    std::ranges::copy(values(x), out.begin());
    std::ranges::copy(values(piece).subspan(in.begin, in.size), out.begin() + static_cast<std::ptrdiff_t>(in.begin));
    return spliced;
  }
  double squared_distance(const Version& a, const Version& b) override {
    const std::span<const T> left = values(a), right = values(b);
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
      const double apart = static_cast<double>(left[i]) - static_cast<double>(right[i]);
      sum += apart * apart;
    }
    return sum;
  }

  std::unique_ptr<SharedMemory> shared_memory(int cores) override {
    return std::make_unique<RealSharedMemory<T>>(*objective_, sampler_, versions_, pool_, cores);
  }

  std::optional<models::Sparsity> sparsity() const override {
    if (!data_ || data_->train.n == 0)
      return std::nullopt;
    return models::sparsity(data_->train);
  }

  void evaluate(const Version& x, double* out) override {
    versions_.template pin<T>(x);
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
  PreparedGradient<T>& prepared(int worker, std::uint64_t step) {
    prepared_.resize(outgoing_.size());
    PreparedGradient<T>& next = prepared_[static_cast<std::size_t>(worker)];
    next.prepare(*objective_, sampler_, worker, step);
    return next;
  }

  struct Range {
    std::size_t begin, size;
  };

  class RealStepper final : public Stepper {
   public:
    RealStepper(RealLearner& learner, const models::Optimizer& optimizer, Range range)
        : learner_(learner),
          range_(range),
          plain_(optimizer.is_plain_sgd() && range.size == learner.parameters()),
          state_(optimizer.template state<T>(learner.layers_within(range))) {}

    Version step(const Version& x, std::span<Gradient> gradients, Reduce reduce, const Plan* order,
                 double learning_rate) override {
      if (plain_ && learner_.all_sparse(gradients) && (!order || gradients.size() == 1))
        return sparse_step(x, learner_.sparse_total(gradients, reduce), learning_rate);
      if (gradients.size() == 1 && !learner_.joint_)
        return step_along_one(x, gradients[0], learning_rate);
      return step_along(x, learner_.total(gradients, reduce, order), learning_rate);
    }
    Version step(const Version& x, const Version& direction, double learning_rate) override {
      return step_along(x, learner_.values(direction), learning_rate);
    }

   private:
    Version step_along(const Version& x, std::span<const T> direction, double learning_rate) {
      Version next = learner_.versions_.make(x.number() + 1);
      const std::span<const T> from = learner_.values(x);
      const std::span<T> out = learner_.values(next);
      if (range_.size < out.size())
        std::ranges::copy(from, out.begin());
      if (!state_->step(cut(from), cut(direction), learning_rate, out.subspan(range_.begin, range_.size)))
        learner_.diverged_ = true;
      return next;
    }
    // One that nobody has begun is computed here and now, in memory that is hot from the last.
    Version step_along_one(const Version& x, Gradient& gradient, double learning_rate) {
      GradientTask<T>& task = *learner_.tasks_[gradient.slot_];
      const bool here = learner_.pool_.take_back(task);
      if (here) {
        task.out.swap(learner_.sum_);
        task.compute_alone();
      } else {
        learner_.computed(gradient);
      }
      const bool factored = plain_ && task.form() == GradientForm::factored;
      Version next = factored ? descend(x, task, learning_rate) : step_along(x, learner_.spread(task), learning_rate);
      if (here) {
        task.out.swap(learner_.sum_);
        task.stepped_along = true;
      }
      return next;
    }
    Version descend(const Version& x, const GradientTask<T>& task, double learning_rate) {
      Version next = learner_.versions_.make(x.number() + 1);
      if (!task.step_along(learning_rate, learner_.values(x), learner_.values(next)))
        learner_.diverged_ = true;
      return next;
    }
    // The same step where the direction is not zero.
    Version sparse_step(const Version& x, SparseVector<T> direction, double learning_rate) {
      now_.resize(direction.where.size());
      learner_.versions_.template gather<T>(x, direction.where, now_);
      if (!state_->step(now_, direction.value, learning_rate, now_))
        learner_.diverged_ = true;
      return learner_.versions_.template change<T>(x, x.number() + 1, direction.where, now_);
    }
    std::span<const T> cut(std::span<const T> all) const { return all.subspan(range_.begin, range_.size); }

    RealLearner& learner_;
    Range range_;
    bool plain_;  // a step is x - learning_rate * gradient
    std::unique_ptr<models::OptimizerState<T>> state_;
    std::vector<T> now_;  // of a sparse step: x where it goes
  };

  Range range(Fragment f) const {
    const std::size_t begin = objective_->size() * f.index / f.of;
    return {begin, objective_->size() * (f.index + 1) / f.of - begin};
  }

  // Ends of the layers that begin in this range, counted from its begin.
  std::vector<std::size_t> layers_within(Range range) const {
    std::vector<std::size_t> ends;
    for (std::size_t end : objective_->layer_ends())
      if (end > range.begin && (ends.empty() || ends.back() < range.size))
        ends.push_back(std::min(end - range.begin, range.size));
    return ends;
  }

  std::span<T> values(const Version& x) {
    versions_.template pin<T>(x);
    return {x.values<T>(), objective_->size()};
  }

  std::size_t free_slot() {
    if (free_.empty()) {
      free_.push_back(tasks_.size());
      tasks_.push_back(std::make_unique<GradientTask<T>>(*objective_, data_ ? data_->train.d : 0, pool_, spare_));
    }
    const std::size_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void forget(std::size_t slot) noexcept override {
    pool_.withdraw(*tasks_[slot]);
    tasks_[slot]->end();
    free_.push_back(slot);
  }

  const models::Optimizer& optimizer() const {
    return worker_momentum_ ? static_cast<const models::Optimizer&>(without_momentum_) : optimizer_;
  }

  GradientTask<T>& computed(Gradient& g) {
    GradientTask<T>& task = *tasks_[g.slot_];
    if (std::exchange(task.stepped_along, false)) {
      values_wanted_ = true;
      task.begin_again();
      pool_.submit(task);
    }
    pool_.finish(task);
    return task;
  }
  // Its (P) values, once it is computed.
  std::span<T> spread(GradientTask<T>& task) {
    if (task.form() == GradientForm::factored)
      values_wanted_ = true;
    task.spread();
    return task.out;
  }

  // Its values where it has any: all (P), or those of its support.
  std::span<T> entries(Gradient& g) {
    GradientTask<T>& task = computed(g);
    return task.form() == GradientForm::sparse ? std::span<T>(task.out) : spread(task);
  }
  // Its (P) values.
  std::span<T> wait_for(Gradient& g) { return spread(computed(g)); }

  bool all_sparse(std::span<const Gradient> gradients) const {
    return sparse_ && std::ranges::all_of(gradients, [this](const Gradient& g) {
             return tasks_[g.slot_]->form() == GradientForm::sparse;
           });
  }

  // As total() does it.
  SparseVector<T> sparse_total(std::span<Gradient> gradients, Reduce reduce) {
    sparse_parts_.clear();
    for (Gradient& g : gradients) sparse_parts_.push_back({tasks_[g.slot_]->support(), entries(g)});
    if (gradients.size() == 1)
      return sparse_parts_[0];
    return sparse_sum_(sparse_parts_, weight(gradients.size(), reduce));
  }

  // Of each of so many gradients in what is stepped along.
  static T weight(std::size_t gradients, Reduce reduce) {
    return reduce == Reduce::mean ? T(1) / static_cast<T>(gradients) : T(1);
  }

  static void add_to(std::span<T> sum, std::span<const T> next) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += next[i];
  }

  // The gradients' mean or sum; one alone is given as it is.
  std::span<const T> total(std::span<Gradient> gradients, Reduce reduce, const Plan* order) {
    if (joint_)
      return joint_total(gradients.size(), reduce);
    if (gradients.size() == 1)
      return wait_for(gradients[0]);
    if (order)
      add_up(gradients, *order);
    else
      add_up(gradients);
    const T factor = weight(gradients.size(), reduce);
    for (T& s : sum_) s *= factor;
    return sum_;
  }

  std::span<const T> joint_total(std::size_t gradients, Reduce reduce) {
    const std::span<T> mean = joint_->mean();
    if (reduce == Reduce::sum)
      for (T& s : mean) s *= static_cast<T>(gradients);
    return mean;
  }

  // g_1 + g_2 + ..., left to right: the order of the sum is the order of the gradients, on any thread count.
  void add_up(std::span<Gradient> gradients) {
    const std::span<const T> first = wait_for(gradients[0]);
    sum_.assign(first.begin(), first.end());
    for (Gradient& g : gradients.subspan(1)) add_to(sum_, wait_for(g));
  }

  // Gradients are not needed after they were applied, so the collective may work in them.
  void add_up(std::span<Gradient> gradients, const Plan& order) {
    std::vector<std::span<T>> vectors;
    for (Gradient& g : gradients) vectors.push_back(wait_for(g));
    run_on_vectors<T>(order, vectors);
    sum_.assign(vectors[0].begin(), vectors[0].end());
  }

  void finish_oldest() {
    evaluations_.front().finish(pool_);
    evaluations_.pop_front();
  }

  Pool& pool_;
  std::shared_ptr<const models::Split<T>> data_;
  std::unique_ptr<models::Objective<T>> objective_;
  bool sparse_;
  const models::Optimizer& optimizer_;
  const models::Sgd* worker_momentum_;
  models::Sgd without_momentum_;  // what then steps, at whoever receives
  const models::Compressor* compressor_;
  std::vector<std::unique_ptr<Outgoing<T>>> outgoing_;  // by worker, once it has sent something
  std::uint64_t seed_;
  Sampler sampler_;
  VersionPool versions_;
  std::size_t train_rows_;
  SpareMemory spare_;
  std::vector<std::unique_ptr<GradientTask<T>>> tasks_;  // by slot
  std::vector<std::size_t> free_;
  models::AlignedVector<T> sum_;
  bool values_wanted_ = false;  // by this strategy, and not for a step alone: then they are written down at once
  std::vector<std::uint32_t> rows_;
  std::unique_ptr<JointBatch<T>> joint_;       // of a round, where that is all there is to gradients
  std::vector<PreparedGradient<T>> prepared_;  // by worker, when sparse
  std::vector<SparseVector<T>> sparse_parts_;
  SparseSum<T> sparse_sum_;
  std::deque<Evaluation<T>> evaluations_;
};

template <class T>
std::unique_ptr<Learner> real_learner(const LearnerParts<T>& parts, Pool& pool) {
  return std::make_unique<RealLearner<T>>(parts, pool);
}

template std::unique_ptr<Learner> real_learner(const LearnerParts<float>&, Pool&);
template std::unique_ptr<Learner> real_learner(const LearnerParts<double>&, Pool&);

}  // namespace dawdle
