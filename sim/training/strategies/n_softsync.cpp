// n-softsync (Zhang et al., "Staleness-aware async-SGD for distributed deep learning", IJCAI 2016): the server updates
// from c = floor(lambda / n) gradients of its lambda learners as they come, so that their mean staleness is about n.
//
//   x_{t+1} = x_t - eta (1/c) sum of c g(x_{t - tau})
#include "sim/training/first_k.hpp"
#include "sim/training/strategies/all.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace dawdle {

namespace {

struct NSoftsync final : Strategy {
  static constexpr std::string_view kind = "n_softsync";
  static constexpr std::string_view summary =
      "an update from every lambda/n gradients as they come: mean staleness about n";

  std::int64_t n = 1;
  ServerOptions server;

  void describe(Fields& fields) override {
    fields.integer("n", n, {.min = 1}, "groups of learners: an update takes workers / n gradients");
    server.describe_with_overlap(fields);
  }
  const Overlap* overlap() const override { return &server.overlap; }
  int servers() const override { return server.hosts(); }
  void check(int workers) const override {
    if (n > workers)
      throw std::invalid_argument(fmt::format("expected n of at most the {} workers, got {}", workers, n));
  }
  StepShape step(int workers, std::uint64_t) const override {
    return {.server = &server, .first = FirstGradients{.count = workers / n}};
  }
  std::unique_ptr<Running> start(Job& job) const override {
    return start_with_server(job, static_cast<std::size_t>(job.workers() / n), server, {}, async_worker);
  }
};

}  // namespace

Entry<Strategy> n_softsync() { return entry<Strategy, NSoftsync>(); }

}  // namespace dawdle
