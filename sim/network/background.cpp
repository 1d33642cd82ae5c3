#include "sim/network/background.hpp"

#include "sim/core/random.hpp"

#include <fmt/format.h>

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include <algorithm>
#include <stdexcept>

namespace dawdle {

namespace {

Process message(Network& network, Host from, Host to, double bytes) { co_await network.send(from, to, bytes); }

// Traffic alone does not keep a run going, or a deadlock among the workers would never be found: when nothing but the
// next message is to come, the clock ends the run.
Process traffic(Clock& clock, Network& network, std::vector<BackgroundTraffic> sources, int hosts, std::uint64_t seed) {
  std::vector<Stream> random;
  std::vector<Time> next;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    random.push_back(stream(seed, Purpose::network, i, 1u << 20));
    next.push_back(sources[i].begin);
  }
  for (;;) {
    const auto first = static_cast<std::size_t>(std::min_element(next.begin(), next.end()) - next.begin());
    co_await clock.until_in_background(next[first]);
    const BackgroundTraffic& source = sources[first];
    boost::random::uniform_int_distribution<int> any(0, hosts - 1);
    boost::random::exponential_distribution<double> gap(1 / source.every);
    const auto from = source.from ? static_cast<Host>(*source.from) : any(random[first]);
    auto to = source.to ? static_cast<Host>(*source.to) : any(random[first]);
    while (to == from && !source.to) to = any(random[first]);
    clock.spawn(message(network, from, to, source.bytes), {"background message"}, true);
    next[first] += source.arrivals == "regular" ? source.every : gap(random[first]);
  }
}

}  // namespace

void BackgroundTraffic::describe(Fields& fields) {
  fields.integer("from", from, {.min = 0},
                 "sender: a worker's number, or a server's after them; default: any, each time");
  fields.integer("to", to, {.min = 0}, "receiver; default: any other, each time");
  fields.bytes("bytes", bytes, {.above = 0}, "of each message");
  fields.seconds("every", every, {.above = 0}, "between the beginnings of two messages, in the mean");
  fields.choice("arrivals", arrivals, {"poisson", "regular"}, "how the messages follow each other");
  fields.seconds("begin", begin, {.min = 0}, "when the first one is sent");
}

void start_background(Clock& clock, Network& network, const std::vector<BackgroundTraffic>& sources, int hosts,
                      std::uint64_t seed) {
  if (sources.empty())
    return;
  for (const BackgroundTraffic& source : sources) {
    for (const auto& host : {source.from, source.to})
      if (host && *host >= hosts)
        throw std::invalid_argument(
            fmt::format("expected background traffic between hosts 0 to {}, got host {}", hosts - 1, *host));
    if (hosts < 2 || (source.from && source.from == source.to))
      throw std::invalid_argument("expected background traffic between two different hosts");
    if (!source.from || !source.to)
      continue;
    const double offered = source.bytes / source.every;
    const double most = network.bandwidth(static_cast<Host>(*source.from), static_cast<Host>(*source.to));
    if (offered >= most)
      throw std::invalid_argument(
          fmt::format("expected background traffic of less than the {:g} bytes/s between hosts {} and {}, or ever more "
                      "of it would be under way, got {:g} bytes/s",
                      most, *source.from, *source.to, offered));
  }
  network.expect_others();
  clock.spawn(traffic(clock, network, sources, hosts, seed), {"background traffic"}, true);
}

}  // namespace dawdle
