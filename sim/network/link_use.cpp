#include "sim/network/link_use.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace dawdle {

namespace {

constexpr std::size_t kBuckets = 100;
// A table of more links over time would be read by nobody, and takes 3 kB a link.
constexpr std::size_t kMostLinks = 4096;

// No link carries more than its bandwidth, but for rounding.
[[maybe_unused]] bool within_bandwidth(const LinkTotals& totals) {
  for (std::size_t link = 0; link < totals.carried.size(); ++link)
    if (totals.carried[link] > totals.offered[link] * (1 + 1e-9) + 1e-6)
      return false;
  return true;
}

// Keeps the first and the last, and between them none that is closer than `apart` to the one before.
void thin(std::vector<LinkTotals>& samples, Time apart) {
  std::size_t kept = 1;
  for (std::size_t i = 1; i < samples.size(); ++i)
    if (samples[i].time >= samples[kept - 1].time + apart)
      std::swap(samples[kept++], samples[i]);
    else if (i + 1 == samples.size() && kept > 1)
      std::swap(samples[kept - 1], samples[i]);
  samples.resize(kept);
}

}  // namespace

LinkMeter::LinkMeter(const std::vector<Link>& links)
    : use_{links, {}, {}},
      delivered_(links.size()),
      busy_(links.size()),
      foreseen_(links.size()),
      offered_(links.size()),
      since_(links.size()) {
  for (const Link& link : links) bandwidth_.push_back(link.bandwidth);
  use_.samples.push_back(totals(0, delivered_));
  if (links.size() > kMostLinks)
    next_sample_ = std::numeric_limits<Time>::infinity();
}

void LinkMeter::count(std::span<const LinkId> links, double bytes) {
  for (LinkId link : links) delivered_[link] += bytes;
}

double LinkMeter::Foreseen::share(Time now) const {
  if (now >= end)
    return 1;
  return now > begin ? (now - begin) / (end - begin) : 0;
}

void LinkMeter::foresee(std::span<const LinkId> links, double bytes, double busy, Time begin, Time end, Time now) {
  for (LinkId link : links) {
    Foreseen& ahead = foreseen_[link];
    if (ahead.end <= now) {
      delivered_[link] += ahead.bytes;
      busy_[link] += ahead.busy;
      ahead = {.begin = begin};
    }
    ahead.bytes += bytes;
    ahead.busy += busy;
    ahead.begin = std::min(ahead.begin, begin);
    ahead.end = std::max(ahead.end, end);
  }
}

void LinkMeter::set_bandwidth(LinkId link, double bytes_per_second, Time now) {
  offered_[link] += bandwidth_[link] * (now - since_[link]);
  since_[link] = now;
  bandwidth_[link] = bytes_per_second;
}

void LinkMeter::sample(Time now, const std::vector<double>& under_way) {
  const Time apart = now / kBuckets;
  if (use_.samples.size() == 2 * kBuckets)
    thin(use_.samples, apart);
  use_.samples.push_back(totals(now, under_way));
  assert(within_bandwidth(use_.samples.back()));
  // Until there is something to thin out, the length of the run is anybody's guess: every instant counts.
  next_sample_ = use_.samples.size() < kBuckets ? now : now + apart;
}

LinkTotals LinkMeter::totals(Time now, const std::vector<double>& under_way) const {
  LinkTotals out{now, delivered_, offered_};
  for (std::size_t link = 0; link < delivered_.size(); ++link) {
    out.carried[link] += under_way[link] + foreseen_[link].bytes * foreseen_[link].share(now);
    out.offered[link] += bandwidth_[link] * (now - since_[link]);
  }
  return out;
}

LinkUse LinkMeter::use(Time now, const std::vector<double>& under_way) const {
  LinkUse out = use_;
  if (now > out.samples.back().time)
    out.samples.push_back(totals(now, under_way));
  thin(out.samples, now / kBuckets);
  out.busy = busy_;
  for (std::size_t link = 0; link < busy_.size(); ++link)
    out.busy[link] += foreseen_[link].busy * foreseen_[link].share(now);
  return out;
}

}  // namespace dawdle
