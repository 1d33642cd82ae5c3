// Graphs of peers and their mixing matrices.
#include "sim/training/peers/complete.hpp"
#include "sim/training/peers/exponential.hpp"
#include "sim/training/peers/given.hpp"
#include "sim/training/peers/hypercube.hpp"
#include "sim/training/peers/one_peer_exponential.hpp"
#include "sim/training/peers/random_regular.hpp"
#include "sim/training/peers/ring.hpp"
#include "sim/training/peers/torus.hpp"
#include "tests/training/dense_mixing.hpp"

#include <doctest/doctest.h>

#include <Eigen/Eigenvalues>
#include <bit>
#include <stdexcept>

using namespace dawdle;

namespace {

// 1 - the second largest modulus of an eigenvalue.
double spectral_gap(const Eigen::MatrixXd& W) {
  Eigen::VectorXd moduli = W.eigenvalues().cwiseAbs();
  std::sort(moduli.begin(), moduli.end());
  return 1 - moduli[moduli.size() - 2];
}

struct Case {
  std::string name;
  std::unique_ptr<PeerGraph> graph;
  bool undirected = true;
};

template <class Graph>
std::unique_ptr<Graph> with_degree(int degree) {
  auto graph = std::make_unique<Graph>();
  graph->degree = degree;
  return graph;
}

// Every kind that has a graph of n workers.
std::vector<Case> graphs_of(int n) {
  std::vector<Case> out;
  out.push_back({"ring", std::make_unique<peers::Ring>()});
  out.push_back({"complete", std::make_unique<peers::Complete>()});
  out.push_back({"exponential", std::make_unique<peers::Exponential>(), false});
  out.push_back({"one_peer_exponential", std::make_unique<peers::OnePeerExponential>(), false});
  if (std::has_single_bit(static_cast<unsigned>(n)))
    out.push_back({"hypercube", std::make_unique<peers::Hypercube>()});
  for (int divisor = 2; divisor * divisor <= n; ++divisor)
    if (n % divisor == 0) {
      out.push_back({"torus", std::make_unique<peers::Torus>()});
      break;
    }
  for (const int degree : {1, 2, 3, 4, 7})
    if (degree < n && degree * n % 2 == 0 && (degree > 1 || n == 2))
      out.push_back({"random_regular", with_degree<peers::RandomRegular>(degree)});
  return out;
}

Eigen::MatrixXd mean_of_all(int n) { return Eigen::MatrixXd::Constant(n, n, 1.0 / n); }

std::vector<Mixing> given(int workers, std::vector<peers::PeerEdge> edges, bool directed = false,
                          std::vector<double> matrix = {}) {
  peers::Given graph;
  graph.edges = std::move(edges);
  graph.directed = directed;
  graph.matrix = std::move(matrix);
  return rounds_of(graph, workers, 1, directed ? Use::push_sum : Use::average);
}

}  // namespace

TEST_CASE("every mixing matrix is doubly stochastic, with weights of neighbours alone") {
  for (int n = 1; n <= 33; ++n)
    for (const auto& [name, graph, undirected] : graphs_of(n)) {
      CAPTURE(n);
      CAPTURE(name);
      for (const Mixing& mixing : rounds_of(*graph, n, 5, Use::average)) {
        const Eigen::MatrixXd W = dense(mixing);
        CHECK(W.minCoeff() >= 0);
        CHECK((W.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
        CHECK((W.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
        CHECK(W.diagonal().minCoeff() > 0);
        if (undirected)
          CHECK(W == W.transpose());
      }
    }
}

TEST_CASE("D17: the static exponential graph has a spectral gap of 2 / (1 + log2 n)") {
  for (int log = 1; log <= 7; ++log)
    CHECK(std::abs(spectral_gap(dense(peers::Exponential().rounds(1 << log, 1)[0])) - 2.0 / (1 + log)) < 1e-12);
}

TEST_CASE("D17: log2 n rounds of the one-peer exponential graph average exactly, from any of them on") {
  for (int log = 1; log <= 6; ++log) {
    const int n = 1 << log;
    const std::vector<Mixing> rounds = peers::OnePeerExponential().rounds(n, 1);
    REQUIRE(rounds.size() == static_cast<std::size_t>(log));
    for (std::size_t first = 0; first < rounds.size(); ++first) {
      Eigen::MatrixXd product = Eigen::MatrixXd::Identity(n, n);
      for (std::size_t k = 0; k < rounds.size(); ++k) product = dense(rounds[(first + k) % rounds.size()]) * product;
      CHECK((product - mean_of_all(n)).cwiseAbs().maxCoeff() < 1e-12);
    }
  }
}

TEST_CASE("spectra that are known: ring, hypercube, complete graph, torus") {
  for (const int n : {4, 9, 16})
    CHECK(spectral_gap(dense(peers::Ring().rounds(n, 1)[0])) ==
          doctest::Approx((1 - std::cos(2 * M_PI / n)) * 2 / 3).epsilon(1e-12));
  for (int log = 2; log <= 6; ++log)
    CHECK(spectral_gap(dense(peers::Hypercube().rounds(1 << log, 1)[0])) ==
          doctest::Approx(2.0 / (1 + log)).epsilon(1e-12));
  for (const int n : {2, 5, 16})
    CHECK((dense(peers::Complete().rounds(n, 1)[0]) - mean_of_all(n)).cwiseAbs().maxCoeff() < 1e-12);
  // The eigenvalues of a grid are means of those along its two dimensions.
  peers::Torus torus;
  torus.rows = 3;
  CHECK(spectral_gap(dense(torus.rounds(15, 1)[0])) ==
        doctest::Approx((1 - std::cos(2 * M_PI / 5)) * 2 / 5).epsilon(1e-12));
}

TEST_CASE("a random regular graph is regular, its seed's own, and takes any edge as often as any other") {
  constexpr int n = 8, degree = 3, seeds = 2000;
  const auto graph = with_degree<peers::RandomRegular>(degree);
  Eigen::MatrixXd often = Eigen::MatrixXd::Zero(n, n);
  for (int seed = 0; seed < seeds; ++seed) {
    const Undirected drawn = graph->graph(n, static_cast<std::uint64_t>(seed));
    for (const auto i : boost::make_iterator_range(vertices(drawn))) REQUIRE(out_degree(i, drawn) == degree);
    const Eigen::MatrixXd W = dense(metropolis(drawn));
    often += (W.array() > 0).cast<double>().matrix();
    CHECK(W == dense(graph->rounds(n, static_cast<std::uint64_t>(seed))[0]));
  }
  const double share = degree / (n - 1.0), sigma = std::sqrt(share * (1 - share) / seeds);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < i; ++j) CHECK(std::abs(often(i, j) / seeds - share) < 4.5 * sigma);
}

TEST_CASE("given edges have Metropolis-Hastings weights, or 1 / (1 + out-degree) one way") {
  Eigen::MatrixXd star(4, 4), one_way(3, 3);
  star << .75, 0, .25, 0, 0, .75, .25, 0, .25, .25, .25, .25, 0, 0, .25, .75;
  CHECK((dense(given(4, {{0, 2}, {2, 1}, {3, 2}})[0]) - star).cwiseAbs().maxCoeff() < 1e-15);
  one_way << 1 / 3., 0, .5, 1 / 3., .5, 0, 1 / 3., .5, .5;
  CHECK((dense(given(3, {{0, 1}, {1, 2}, {2, 0}, {0, 2}}, true)[0]) - one_way).cwiseAbs().maxCoeff() < 1e-15);
  const std::vector<double> matrix = {.6, .3, .1, .3, .5, .2, .1, .2, .7};
  CHECK(dense(given(3, {}, false, matrix)[0]) == Eigen::MatrixXd(Eigen::Map<const Eigen::Matrix3d>(matrix.data())));
}

TEST_CASE("a graph that cannot be, or is of no use, says why") {
  const auto says = [](auto make, const char* text) { CHECK_THROWS_WITH_AS(make(), text, std::invalid_argument); };
  says([] { peers::Hypercube().rounds(6, 1); }, "expected a power of two of workers for a hypercube, got 6");
  says([] { peers::Torus().rounds(7, 1); }, "expected workers for a torus of at least two rows and two columns, got 7");
  peers::Torus torus;
  torus.rows = 4;
  says([&] { torus.rounds(10, 1); }, "expected workers for a torus of 4 rows and at least two columns, got 10");
  says([] { with_degree<peers::RandomRegular>(4)->rounds(4, 1); }, "expected a degree below the 4 workers, got 4");
  says([] { with_degree<peers::RandomRegular>(3)->rounds(7, 1); },
       "expected an even degree for 7 workers, an odd number, got 3");
  says([] { with_degree<peers::RandomRegular>(1)->rounds(4, 1); }, "expected a degree that connects 4 workers, got 1");
  says(
      [] {
        given(4, {{0, 1}, {2, 3}});
      },
      "expected a connected graph of peers, but the models of workers 0 and 2 do not reach each other");
  says(
      [] {
        given(3, {{0, 1}, {1, 2}}, true);
      },
      "expected a connected graph of peers, but the models of workers 0 and 1 do not reach each other");
  says([] { given(3, {{0, 3}}); }, "expected edges between two of the 3 workers, got 0 to 3");
  says([] { given(2, {}, false, {1, 0}); }, "expected a mixing matrix of 2 x 2 numbers for 2 workers, got 2 numbers");
  says(
      [] {
        given(2, {}, false, {.5, .5, .4, .6});
      },
      "expected columns of the mixing matrix that sum to 1, but column 0 sums to 0.9");
  says(
      [] {
        given(3, {}, false, {.5, .5, .5, .25, .25, 0, .25, .25, .5});
      },
      "expected rows of the mixing matrix that sum to 1, but row 0 sums to 1.5");
  says(
      [] {
        given(2, {}, true, {0, .5, 1, .5});
      },
      "expected workers that keep a part of their models, but worker 0 keeps none");
}
