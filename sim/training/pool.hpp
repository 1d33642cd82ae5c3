// Where arithmetic runs: a pool of threads beside the clock's.
//
// What is computed never depends on who computes it or when: a piece of work reads only what was fixed when it was
// submitted and writes only its own result. So one thread and sixteen give the same bytes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace dawdle {

// Something to compute. It may be submitted again after it has ended.
class Work {
 public:
  virtual ~Work() = default;
  virtual void compute() = 0;

 private:
  friend class Pool;
  enum class State : std::uint8_t { idle, queued, running, done };
  std::atomic<State> state_{State::idle};
  std::exception_ptr error_;  // what compute() threw; rethrown by finish()
};

class Pool {
 public:
  // `threads` counts the caller's: a pool of one has no thread of its own and computes in finish(). Throws
  // std::system_error when the machine does not give so many.
  explicit Pool(int threads);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  // Takes note of it; it stays the caller's and must live until finish() or withdraw() returns.
  void submit(Work& work);

  // Returns when it is done; computes it here if nobody has begun, and other work while somebody has.
  void finish(Work& work);

  // Whether nobody has begun it; then nobody will, and it may be submitted again.
  bool take_back(Work& work);

  // It is not wanted any more: when this returns, nobody computes it or will.
  void withdraw(Work& work);

  // Whether all work that was submitted has been begun.
  bool nothing_waits() const { return queued_.load(std::memory_order_relaxed) == 0; }

  // CPU seconds that evaluations took, on whatever thread; told and read by the clock's. No result depends on them.
  void note_evaluation(double cpu_seconds) { evaluation_seconds_ += cpu_seconds; }
  double evaluation_seconds() const { return evaluation_seconds_; }

  int threads() const { return static_cast<int>(helpers_.size()) + 1; }

 private:
  bool claim(Work& work);
  void run(Work& work);
  bool run_one();
  Work* take();
  void help();
  void close();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Work*> queue_;
  std::atomic<std::size_t> queued_{0};
  std::atomic<bool> closing_{false};
  double evaluation_seconds_ = 0;
  std::vector<std::thread> helpers_;
};

}  // namespace dawdle
