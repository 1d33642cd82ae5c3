#include "sim/core/clock.hpp"

#include "sim/core/signal.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dawdle {

void detail::process_ended(Root& root) noexcept { root.clock->ended_.push_back(&root); }

void Clock::spawn(Process process, Name name, bool background) {
  auto handle = std::exchange(process.handle_, {});
  Root& root = handle.promise().state;
  root.clock = this;
  root.name = name;
  root.frame = handle;
  root.background = background;
  root.next = live_;
  if (live_)
    live_->previous = &root;
  live_ = &root;
  most_processes_ = std::max(most_processes_, ++processes_);
  wake(handle);
}

void Clock::schedule(Time t, Item item) {
  // Not `t < now_`: a NaN must be refused too.
  if (!(t >= now_))
    throw std::logic_error(fmt::format("scheduled at {} s, but the clock stands at {} s", t, now_));
  if (t > now_)
    later_.push({t, sequence_, item});
  else
    now_queue_.push(item);
  ++sequence_;
  foreground_ += (item.bits & kBackground) == 0;
}

void Clock::run(Time until) {
  stopped_ = false;
  while (!stopped_) {
    if (++turn_ % 64 == 0) {
      if (interrupt_ && interrupt_->load(std::memory_order_relaxed))
        return stop();
      check_for_standstill();
    }
    // What the heap holds for this instant was scheduled before the instant came, so before all that is in now_queue_.
    if (!later_.empty() && later_.top().time == now_) {
      dispatch(later_.pop().item);
    } else if (!now_queue_.empty()) {
      dispatch(now_queue_.pop());
    } else if (idle()) {
      return check_for_deadlock();
    } else if (later_.top().time > until) {
      now_ = until;
      return;
    } else {
      now_ = later_.top().time;
      instant_ = turn_;
      dispatch(later_.pop().item);
    }
  }
}

void Clock::dispatch(Item item) {
  foreground_ -= (item.bits & kBackground) == 0;
  if (Alarm* alarm = alarm_of(item))
    alarm->ring();
  else
    std::coroutine_handle<>::from_address(address_of(item)).resume();
  if (!ended_.empty())
    bury();
}

// Frees the frames of the processes that just ended; a failed one is reported instead.
void Clock::bury() {
  for (Root* root : std::exchange(ended_, {})) {
    if (root->error)
      report(*root);
    (root->previous ? root->previous->next : live_) = root->next;
    if (root->next)
      root->next->previous = root->previous;
    root->frame.destroy();
    --processes_;
  }
}

void Clock::report(Root& failed) {
  const std::string where = fmt::format("{} at {} s", failed.name.text(), now_);
  try {
    std::rethrow_exception(std::exchange(failed.error, nullptr));
  } catch (const std::exception& e) {
    std::throw_with_nested(ProcessError(fmt::format("{}: {}", where, e.what())));
  } catch (...) {
    std::throw_with_nested(ProcessError(where + ": an exception that is not a std::exception"));
  }
}

void Clock::check_for_deadlock() {
  std::vector<const Root*> stuck;  // in the order of their birth; live_ is newest first
  for (const Root* root = live_; root; root = root->next)
    if (!root->background)
      stuck.push_back(root);
  std::reverse(stuck.begin(), stuck.end());
  if (stuck.empty())
    return;
  constexpr std::size_t kShown = 20;
  std::string text =
      fmt::format("deadlock at {} s: nothing is left to happen, but {} processes wait:", now_, stuck.size());
  for (std::size_t i = 0; i < stuck.size() && i < kShown; ++i)
    text += fmt::format("\n  {} waits for {}", stuck[i]->name.text(),
                        stuck[i]->waiting_for ? stuck[i]->waiting_for->describe() : "nothing that has a name");
  if (stuck.size() > kShown)
    text += fmt::format("\n  ... and {} more", stuck.size() - kShown);
  throw Deadlock(text);
}

// A million processes may each do much at one instant; a few that do millions of things there will never leave it.
void Clock::check_for_standstill() {
  constexpr std::uint64_t kEvents = 2'000'000, kEventsOfEach = 1000;
  if (turn_ - instant_ <= kEvents + kEventsOfEach * most_processes_)
    return;
  const Root* shown = live_;
  while (shown && shown->background && shown->next) shown = shown->next;
  throw Standstill(fmt::format(
      "time stands still at {} s: {} events happened at this instant and more are due, of {} processes, such as {}",
      now_, turn_ - instant_, processes_, shown ? shown->name.text() : "none that has a name"));
}

void Clock::clear() noexcept {
  // Alarms first: some, such as a message under way, live in the frames. What rings in the background may be gone.
  const auto drop = [](Item item) {
    if (Alarm* alarm = alarm_of(item); alarm && (item.bits & kBackground) == 0)
      alarm->drop();
  };
  for (; !later_.empty(); later_.pop()) drop(later_.top().item);
  while (!now_queue_.empty()) drop(now_queue_.pop());
  while (live_) {
    Root* root = std::exchange(live_, live_->next);
    root->frame.destroy();
  }
  processes_ = 0;
  foreground_ = 0;
  ended_.clear();
}

// Cancelled timers stay in the heap until their time; when they are most of it they are swept out.
void Clock::note_withdrawal() {
  if (++withdrawn_ < 64 || withdrawn_ * 2 < later_.size())
    return;
  withdrawn_ = 0;
  later_.remove_if([this](Item item) {
    Alarm* alarm = alarm_of(item);
    const bool gone = alarm && alarm->withdrawn();
    if (gone) {
      alarm->drop();
      foreground_ -= (item.bits & kBackground) == 0;
    }
    return gone;
  });
}

}  // namespace dawdle
