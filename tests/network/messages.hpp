// Messages sent over a network, and when they end.
#pragma once

#include "sim/network/network.hpp"

#include <doctest/doctest.h>
#include <vector>

namespace dawdle {

struct Message {
  Host from, to;
  double start, bytes;
};

inline Process sends(Clock& clock, Network& network, Message m, double& end) {
  co_await clock.until(m.start);
  co_await network.send(m.from, m.to, m.bytes);
  end = clock.now();
}

// Seconds, by message.
inline std::vector<double> ends_on(Clock& clock, Network& network, const std::vector<Message>& messages) {
  std::vector<double> out(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) clock.spawn(sends(clock, network, messages[i], out[i]));
  clock.run();
  clock.clear();
  return out;
}

inline void check_close(const std::vector<double>& got, const std::vector<double>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == doctest::Approx(expected[i]).epsilon(1e-9).scale(0));
}

}  // namespace dawdle
