// What each link of a network has carried, in all and over time.
#pragma once

#include "sim/network/fabric.hpp"

#include <span>
#include <vector>

namespace dawdle {

// Everything since the start of the run, as of one time; by link.
struct LinkTotals {
  Time time = 0;
  std::vector<double> carried;  // bytes
  std::vector<double> offered;  // bytes that its bandwidth allowed, outages taken off
};

// Of a link: mean over the time from one sample to the other.
inline double utilisation(const LinkTotals& from, const LinkTotals& to, std::size_t link) {
  const double offered = to.offered[link] - from.offered[link];
  return offered > 0 ? (to.carried[link] - from.carried[link]) / offered : 0;
}

struct LinkUse {
  std::vector<Link> links;          // as they were at the start
  std::vector<LinkTotals> samples;  // rising times; the first at 0, the last at the end. Empty: nobody measured.
  // By link: seconds in which at least one message was on it, its latency over and its last byte to come, or
  // acknowledgements of one. A message that waits for a link that is down is on all of its links.
  std::vector<double> busy;
};

// Keeps at most 200 samples of a run of unknown length: whenever there are so many, those closer together than a
// hundredth of the run so far are thinned out.
class LinkMeter {
 public:
  explicit LinkMeter(const std::vector<Link>& links);

  // A message of so many bytes has crossed these links.
  void count(std::span<const LinkId> links, double bytes);
  // Messages that follow each other, carried between those times on links that nobody else will use. Until they have
  // passed they count as spread evenly.
  void foresee(std::span<const LinkId> links, double bytes, double busy, Time begin, Time end, Time now);
  void set_bandwidth(LinkId link, double bytes_per_second, Time now);

  bool due(Time now) const { return now >= next_sample_ && now > use_.samples.back().time; }
  // under_way: what messages that have not arrived have carried so far; by link.
  void sample(Time now, const std::vector<double>& under_way);
  LinkUse use(Time now, const std::vector<double>& under_way) const;

 private:
  // What is known to cross a link; once it has, it is among the other totals.
  struct Foreseen {
    double bytes = 0;
    double busy = 0;  // seconds
    Time begin = 0, end = 0;
    double share(Time now) const;  // of it that has passed
  };

  LinkTotals totals(Time now, const std::vector<double>& under_way) const;

  LinkUse use_;
  std::vector<double> delivered_;  // bytes
  std::vector<double> busy_;       // seconds, of what was foreseen
  std::vector<Foreseen> foreseen_;
  std::vector<double> offered_;    // bytes, until `since_`
  std::vector<double> bandwidth_;  // from then on
  std::vector<Time> since_;
  Time next_sample_ = 0;
};

}  // namespace dawdle
