// Laws fitted to measured times, by maximum likelihood, and the cost of messages fitted to theirs.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dawdle::analysis {

struct FittedLaw {
  std::string kind;                                        // of /compute/straggler, where its base takes no time
  std::vector<std::pair<std::string, double>> parameters;  // its options; times in seconds
  double log_likelihood = 0;
  double least = 0, most = 0;             // of the times it makes; most may be infinite
  std::function<double(double)> above{};  // P(T > t)

  // Akaike's criterion, 2 k - 2 log likelihood: of two laws, the one that has less loses less information.
  double information() const { return 2 * static_cast<double>(parameters.size()) - 2 * log_likelihood; }
};

// The laws that fit, the best (least information()) first: shifted_exponential, gamma, lognormal, weibull, pareto,
// uniform; of times that are all the same, constant alone. REQUIRES: times > 0, at least one.
std::vector<FittedLaw> fit_laws(std::span<const double> seconds);

// The largest difference between P(T <= t) and the share of the times up to t (Kolmogorov and Smirnov): 0 to 1.
double largest_difference(const FittedLaw& law, std::span<const double> seconds);

// E max of n independent times, in seconds; infinite where the law has no mean.
double mean_of_slowest(const FittedLaw& law, int n);

// Whether groups of times have different means, more than chance would make in one of a thousand cases (one-way
// analysis of variance). No group is empty.
bool means_differ(std::span<const std::vector<double>> groups);

// A message of n bytes takes alpha + n / bandwidth.
struct MessageCost {
  double alpha = 0;      // seconds, not negative
  double bandwidth = 0;  // bytes/s; 0: larger messages do not take longer
  double seconds(double bytes) const { return alpha + bytes / bandwidth; }
};

struct MeasuredMessage {
  double bytes, seconds;
};

// Least squares of the relative errors, so that small messages count as much as large ones. REQUIRES: seconds > 0, two
// sizes at least.
MessageCost fit_messages(std::span<const MeasuredMessage> messages);

}  // namespace dawdle::analysis
