#include "models/optimizers/sgd.hpp"

#include <doctest/doctest.h>

#include <vector>

using models::Sgd;

namespace {

const std::vector<std::size_t> one{1}, two{2};  // layers of so many parameters

// x after each of three steps with learning rate 0.1 from x = 1, where the gradient is x itself (f = x^2 / 2).
template <class T>
std::vector<double> trajectory(const Sgd& sgd) {
  const auto state = sgd.state<T>(one);
  std::vector<T> x{1};
  std::vector<double> visited;
  for (int step = 0; step < 3; ++step) {
    const std::vector<T> gradient = x;
    CHECK(state->step(x, gradient, 0.1, x));
    visited.push_back(x[0]);
  }
  return visited;
}

template <class T>
void check_trajectory(const Sgd& sgd, const std::vector<double>& expected) {
  const std::vector<double> got = trajectory<T>(sgd);
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(got[i] == doctest::Approx(expected[i]).epsilon(sizeof(T) == 4 ? 1e-6 : 1e-14));
}

}  // namespace

TEST_CASE_TEMPLATE("plain SGD follows x - lr g", T, float, double) { check_trajectory<T>(Sgd(), {0.9, 0.81, 0.729}); }

TEST_CASE_TEMPLATE("momentum follows the heavy ball computed by hand", T, float, double) {
  Sgd sgd;
  sgd.momentum = 0.9;
  // v = 1, .9 + .9 = 1.8, 1.62 + .72 = 2.34; x = .9, .9 - .18, .72 - .234
  check_trajectory<T>(sgd, {0.9, 0.72, 0.486});
}

TEST_CASE_TEMPLATE("Nesterov momentum follows PyTorch's form computed by hand", T, float, double) {
  Sgd sgd;
  sgd.momentum = 0.9;
  sgd.nesterov = true;
  // v = 1, 1.71, 2.1141; steps g + .9 v = 1.9, .81 + 1.539 = 2.349, .5751 + 1.90269 = 2.47779
  check_trajectory<T>(sgd, {0.81, 0.5751, 0.327321});
}

TEST_CASE_TEMPLATE("weight decay adds to the gradient before the momentum", T, float, double) {
  Sgd sgd;
  sgd.momentum = 0.5;
  sgd.weight_decay = 1;
  // g + x = 2 x: v = 2, 1 + 1.6 = 2.6, 1.3 + 1.08 = 2.38; x = .8, .54, .302
  check_trajectory<T>(sgd, {0.8, 0.54, 0.302});
}

TEST_CASE("a step may write elsewhere and leaves x as it was") {
  const auto state = Sgd().state<double>(two);
  const std::vector<double> x{1, 2}, gradient{10, 20};
  std::vector<double> out(2);
  CHECK(state->step(x, gradient, 0.01, out));
  CHECK(x == std::vector<double>{1, 2});
  CHECK(out[0] == doctest::Approx(0.9));
  CHECK(out[1] == doctest::Approx(1.8));
}

TEST_CASE("two states of one optimizer share no velocity") {
  Sgd sgd;
  sgd.momentum = 0.9;
  const auto first = sgd.state<double>(one), second = sgd.state<double>(one);
  std::vector<double> x{0}, out{0};
  const std::vector<double> gradient{1};
  CHECK(first->step(x, gradient, 1, out));
  CHECK(first->step(x, gradient, 1, out));
  CHECK(out[0] == doctest::Approx(-1.9));
  CHECK(second->step(x, gradient, 1, out));
  CHECK(out[0] == -1);
}

TEST_CASE("a step that overflows says so") {
  const auto state = Sgd().state<float>(one);
  const std::vector<float> x{3e38F}, gradient{-3e38F};
  std::vector<float> out(1);
  CHECK_FALSE(state->step(x, gradient, 1, out));
}
