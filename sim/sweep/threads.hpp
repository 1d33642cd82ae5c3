// Independent pieces of work on a few threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

namespace dawdle {

// Calls work(0) .. work(count - 1), each once, in that order as threads get free, until `stop` is set. Then rethrows
// what one of them threw, if any did: the others end what they are at.
void on_threads(int threads, std::size_t count, const std::atomic<bool>& stop,
                const std::function<void(std::size_t)>& work);

}  // namespace dawdle
