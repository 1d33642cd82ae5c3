#include "sim/core/signal.hpp"

namespace dawdle {

void Signal::add(detail::Waiter& w) {
  w.previous = last_;
  w.next = nullptr;
  (last_ ? last_->next : first_) = &w;
  last_ = &w;
}

void Signal::remove(detail::Waiter& w) {
  // A waiter that is on no list has no neighbours and is not the first.
  if (!w.previous && !w.next && first_ != &w)
    return;
  (w.previous ? w.previous->next : first_) = w.next;
  (w.next ? w.next->previous : last_) = w.previous;
  w.previous = w.next = nullptr;
}

void Signal::wake(detail::Waiter& w) {
  remove(w);
  if (w.who->woken)
    return;
  w.who->woken = true;
  w.who->which = w.index;
  w.who->root->waiting_for = nullptr;
  clock_->wake(w.who->coroutine);
}

}  // namespace dawdle
