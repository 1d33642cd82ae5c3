#include "sim/sweep/threads.hpp"

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace dawdle {

void on_threads(int threads, std::size_t count, const std::atomic<bool>& stop,
                const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr error;
  const auto take = [&] {
    while (!stop && !failed) {
      const std::size_t i = next++;
      if (i >= count)
        return;
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        error = std::current_exception();
        failed = true;
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (int i = 1; i < threads; ++i) helpers.emplace_back(take);
    take();
  }
  if (error)
    std::rethrow_exception(error);
}

}  // namespace dawdle
