// Convolution and pooling against their definitions, and the network made of them.
#include "models/networks/convolution.hpp"
#include "models/networks/max_pool.hpp"
#include "models/objectives/convnet.hpp"
#include "objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace models;
using namespace models_test;

namespace {

Convnet small() {
  Convnet model;
  model.channels = 2;
  model.height = 7;
  model.width = 8;
  model.filters = {3, 2};
  model.filter_side = 2;
  model.hidden = {5};
  model.activation = "tanh";
  return model;
}

}  // namespace

TEST_CASE("a convolution is its sum over channels, rows and columns") {
  const ImageShape image{2, 5, 6};
  const Convolution<double> layer(image, 3, 2, "he");
  REQUIRE(layer.outputs() == 3 * 4 * 5);
  const std::vector<double> x = uniform(image.size(), 1), w = uniform(layer.weights() + layer.biases(), 2);
  std::vector<double> y(layer.outputs());
  const double* const row = x.data();
  layer.forward({{&row, 1}, x.size()}, w, y);
  for (std::size_t f = 0; f < 3; ++f)
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 5; ++j) {
        double sum = w[layer.weights() + f];
        for (std::size_t c = 0; c < 2; ++c)
          for (std::size_t u = 0; u < 2; ++u)
            for (std::size_t v = 0; v < 2; ++v)
              sum += w[((f * 2 + c) * 2 + u) * 2 + v] * x[(c * 5 + i + u) * 6 + j + v];
        CHECK(y[(f * 4 + i) * 5 + j] == doctest::Approx(sum).epsilon(1e-14));
      }
}

TEST_CASE("max pooling takes the largest of each whole square and sends the slope back to it") {
  const MaxPool<double> layer({1, 3, 4}, 2);
  const std::vector<double> x{1, 5, 2, 2,  //
                              4, 3, 0, 2,  //
                              9, 9, 9, 9};
  std::vector<double> y(2), slopes{10, 20}, back(12);
  const double* const row = x.data();
  layer.forward({{&row, 1}, x.size()}, {}, y);
  CHECK(y == std::vector<double>{5, 2});
  layer.pass_back({{&row, 1}, x.size()}, {}, y, slopes, back);
  CHECK(back == std::vector<double>{0, 10, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("the gradient of a convolutional network agrees with central differences of its loss") {
  for (const std::size_t classes : {0U, 3U}) {
    const auto f = small().bind(split(dense_data(70, 2 * 7 * 8, classes)), 1);
    const std::vector<std::uint32_t> rows{3, 69, 0};
    const std::vector<double> x = uniform(f->size(), 9);
    check_gradient(*f, x, batch_of(rows), 1e-8);
    const auto every = all_rows(70);
    CHECK(figures(*f, x)[0] == doctest::Approx(slope(*f, x, batch_of(every)).loss).epsilon(1e-12));
  }
}

TEST_CASE("more filters than a chunk has rows give the gradient all the same") {
  Convnet model = small();
  model.filters = {70};
  const auto f = model.bind(split(dense_data(9, 2 * 7 * 8, 2)), 1);
  const std::vector<std::uint32_t> rows{3};
  const std::vector<double> x = uniform(f->size(), 9);
  const std::vector<double> gradient = slope(*f, x, batch_of(rows)).gradient;
  for (std::size_t i = 0; i < 70 * 9; i += 13)  // of the convolution
    REQUIRE(std::abs(difference(*f, x, i, batch_of(rows)) - gradient[i]) < 1e-8);
}

TEST_CASE("a convolutional network finds a bright spot wherever it is, on images it has not seen") {
  Dataset<double> train = shaped<double>(200, 36, 2), test = train;
  std::uint64_t seed = 1;
  for (Dataset<double>* data : {&train, &test}) {
    data->dense = uniform(200 * 36, ++seed);
    const std::vector<double> place = uniform(200, ++seed);
    for (std::size_t i = 0; i < 200; ++i) {  // label 1: two equal neighbours in a row; 0: in a column
      const bool flat = i % 2 == 1;
      const auto at = static_cast<std::size_t>((place[i] + 1) * 12.4999);
      const std::size_t corner = at / 5 * 6 + at % 5;
      for (const std::size_t pixel : {corner, corner + (flat ? 1U : 6U)}) data->dense[i * 36 + pixel] = 3;
      data->label.push_back(flat ? 1 : 0);
    }
  }
  Convnet model;
  model.height = model.width = 6;
  model.filters = {4};
  model.filter_side = 2;
  model.pool_side = 5;
  model.hidden = {};
  const auto rows = all_rows(200);
  const auto f = model.bind(split(train, test), 1);
  CHECK(figures(*f, descend(*f, 0.2, 400, batch_of(rows)), true)[1] > 0.95);
}

TEST_CASE("LeNet-5 has its number of weights, and its first convolutions most of the work") {
  const auto f = Convnet().bind(split(dense_data(2, 784, 2)), 1);
  CHECK(f->layer_ends() == std::vector<std::size_t>{150, 156, 2556, 2572, 33292, 33412, 43492, 43576, 43744, 43746});
  CHECK(Convnet().flops_per_sample(43746) == 6.0 * (43746 + 150 * (576 - 1) + 2400 * (64 - 1)));
}

TEST_CASE("a convolutional network says which images it cannot take") {
  CHECK_THROWS_WITH(small().bind(split(dense_data(9, 100, 2)), 1),
                    "convnet: expected 112 features, channels x height x width, but found 100");
  Convnet model = small();
  model.filters = {1, 1, 1};
  CHECK_THROWS_WITH(model.bind(split(dense_data(9, 112, 2)), 1),
                    "convnet: expected an image of at least 2 x 2 pixels before a convolution, but it is 1 x 1 there");
}

TEST_CASE("layers have their weights and biases, and work for each place that a weight is applied to") {
  // 2 x 7 x 8 pixels, 3 filters of 2 x 2 -> 6 x 7, pooled to 3 x 3; 2 filters -> 2 x 2, pooled to 1; 5 and 3 outputs.
  const auto objective = small().bind(split(dense_data(6, 2 * 7 * 8, 3)), 1);
  const std::vector<LayerShape> layers = objective->layers();
  const std::vector<std::pair<double, double>> expected = {
      {3 * 2 * 4 + 3, 3 * 2 * 4 * 42}, {2 * 3 * 4 + 2, 2 * 3 * 4 * 4}, {2 * 5 + 5, 2 * 5}, {5 * 3 + 3, 5 * 3}};
  REQUIRE(layers.size() == expected.size());
  double parameters = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    CHECK(layers[l].parameters == expected[l].first);
    CHECK(layers[l].work == expected[l].second);
    parameters += layers[l].parameters;
  }
  CHECK(parameters == static_cast<double>(objective->size()));
}
