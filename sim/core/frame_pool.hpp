// Memory for coroutine frames: freed frames wait in lists by size and are handed out again.
//
// Each thread has its own lists, so two simulations on two threads never meet here; it holds memory, no state of a
// simulation. Under AddressSanitizer every frame comes from the heap, so that a use after free is seen.
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

namespace dawdle {

class FramePool {
 public:
  static void* allocate(std::size_t size) {
    const std::size_t bin = bin_of(size);
    if (bin >= kBins)
      return ::operator new(size);
    Block*& head = local().bins[bin];
    if (!head)
      return ::operator new((bin + 1) * kGrain);
    return std::exchange(head, head->next);
  }

  static void release(void* memory, std::size_t size) noexcept {
    const std::size_t bin = bin_of(size);
    if (bin >= kBins)
      return ::operator delete(memory);
    Block*& head = local().bins[bin];
    head = ::new (memory) Block{head};
  }

 private:
  struct Block {
    Block* next;
  };
#if defined(__SANITIZE_ADDRESS__)
  static constexpr std::size_t kBins = 0;
#else
  static constexpr std::size_t kBins = 32;  // frames up to 2 KiB; larger ones are rare
#endif
  static constexpr std::size_t kGrain = 64;

  struct Lists {
    std::array<Block*, kBins + 1> bins{};
    ~Lists() {
      for (Block* head : bins)
        while (head) ::operator delete(std::exchange(head, head->next));
    }
  };

  static std::size_t bin_of(std::size_t size) { return (size - 1) / kGrain; }
  static Lists& local() {
    thread_local Lists lists;
    return lists;
  }
};

}  // namespace dawdle
