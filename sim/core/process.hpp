// Coroutines that live in simulated time: Process, a root that a clock owns, and Task<T>, a part of one.
//
// Nothing starts on call. A Process is handed to Clock::spawn; a Task is awaited, once, by a Process or another Task.
// Rules for code that uses them (measured miscompilations of g++ 12.2):
//   - parameters by value or non-const lvalue reference; no lambda coroutines with captures;
//   - nothing that needs a destructor inside a co_await expression: name it on the line above.
#pragma once

#include "sim/core/frame_pool.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace dawdle {

class Clock;
class Signal;

// What a process or a signal is called in messages: "worker 3", "round".
struct Name {
  const char* what = "process";  // outlives the simulation: a literal
  long long index = -1;          // -1: there is only one
  std::string text() const { return index < 0 ? what : std::string(what) + " " + std::to_string(index); }
};

// What the clock knows of a live process.
struct Root {
  Clock* clock = nullptr;
  Name name;
  const Signal* waiting_for = nullptr;  // for the deadlock report
  std::coroutine_handle<> frame;
  Root* previous = nullptr;  // the clock's list of live processes
  Root* next = nullptr;
  std::exception_ptr error;
  bool background = false;  // may be left waiting when everything else has ended
};

namespace detail {

struct PooledFrame {
  static void* operator new(std::size_t size) { return FramePool::allocate(size); }
  static void operator delete(void* memory, std::size_t size) noexcept { FramePool::release(memory, size); }
};

void process_ended(Root& root) noexcept;  // clock.cpp

}  // namespace detail

class [[nodiscard]] Process {
 public:
  struct promise_type : detail::PooledFrame {
    Root state;
    Root* root = &state;  // every promise names its root, see Awaiting in signal.hpp

    Process get_return_object() { return Process(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Ended {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<promise_type> h) noexcept { detail::process_ended(h.promise().state); }
        void await_resume() noexcept {}
      };
      return Ended{};
    }
    void return_void() {}
    void unhandled_exception() { state.error = std::current_exception(); }
  };

  Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Process& operator=(Process&&) = delete;
  ~Process() {
    if (handle_)
      handle_.destroy();  // never spawned
  }

 private:
  friend class Clock;
  explicit Process(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

namespace detail {

struct TaskPromiseBase : PooledFrame {
  Root* root = nullptr;
  std::coroutine_handle<> parent;
  std::exception_ptr error;
  bool starting = false;  // still inside the parent's await_suspend

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct Ended {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> h) noexcept {
      // A task that ends without ever suspending lets the parent go on by itself; no stack grows in a loop of such.
      if (!h.promise().starting)
        h.promise().parent.resume();
    }
    void await_resume() noexcept {}
  };
  Ended final_suspend() noexcept { return {}; }
  void unhandled_exception() { error = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  template <class U>
  void return_value(U&& v) {
    value.emplace(std::forward<U>(v));
  }
  T take() { return std::move(*value); }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  void return_void() {}
  void take() {}
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  struct promise_type : detail::TaskPromise<T> {
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_)
      handle_.destroy();
  }

  struct Awaiter {
    std::coroutine_handle<promise_type> task;
    bool await_ready() noexcept { return false; }
    // Starts the task here instead of by symmetric transfer, which overflows the stack at -O0 and under ASan.
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> parent) {
      promise_type& p = task.promise();
      p.root = parent.promise().root;
      p.parent = parent;
      p.starting = true;
      task.resume();
      p.starting = false;
      return !task.done();
    }
    T await_resume() {
      if (task.promise().error)
        std::rethrow_exception(task.promise().error);
      return task.promise().take();
    }
  };
  Awaiter operator co_await() noexcept { return Awaiter{handle_}; }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

}  // namespace dawdle
