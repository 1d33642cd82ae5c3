// Workers that queue for a server's link, or wait for each other: closed queueing networks with N customers.
#pragma once

#include <span>
#include <vector>

namespace dawdle::analysis {

struct ClosedQueue {
  double throughput;  // services per second, all customers together
  double residence;   // seconds from joining the server to leaving it
};

// One link shared equally (processor sharing); each customer thinks (computes) for `think` seconds on average, then
// needs the link for `service` seconds if alone. Depends on the means alone, whatever the laws. Mean-value analysis:
// Reiser and Lavenberg, "Mean-value analysis of closed multichain queuing networks", JACM 27(2), 1980.
// REQUIRES: customers >= 1, think + service > 0.
ClosedQueue fair_link(int customers, double think, double service);

struct ClosedNetwork {
  double throughput;              // rounds per second, all customers together
  std::vector<double> residence;  // seconds at each link, once a round
};

// The same with several such links, which every customer needs one after another in each round.
ClosedNetwork fair_links(int customers, double think, std::span<const double> service);

// The same with a link that serves one at a time in order of arrival, `service` seconds each, and exponential thinking:
// M/D/1//N, by the Markov chain embedded at the ends of services (Takagi, "Queueing analysis", vol. 2, 1993).
// REQUIRES: customers >= 1, think > 0.
ClosedQueue fifo_link(int customers, double think, double service);

// Mean time of an iteration under stale synchronous parallel with bound s, free communication and exponential compute
// times of mean 1, from the Markov chain of how far each worker is ahead of the slowest. s = 0 gives H_N; two workers
// (2s+3)/(2s+2). Its states number C(N+s, s+1): thousands are a second. REQUIRES: workers >= 1, s >= 0.
double ssp_period(int workers, int s);

}  // namespace dawdle::analysis
