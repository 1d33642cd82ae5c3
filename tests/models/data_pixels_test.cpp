// Pixels kept as bytes: the numbers, and the training, of pixels converted at once.
#include "models/data_registry.hpp"
#include "models/registry.hpp"
#include "models/row_pointers.hpp"
#include "models/sparsity.hpp"
#include "tests/models/data_files.hpp"
#include "tests/models/instruction_sets.hpp"
#include "tests/models/objective_fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

using data_test::load;
using data_test::TempDir;
using models::Dataset;
using models::Split;

namespace {

// 90 images of 3 x 5 pixels, with three labels.
models::IdxData images(const TempDir& dir) {
  std::string pixels, labels;
  for (int i = 0; i < 90 * 15; ++i) pixels += static_cast<char>(i * i % 256);
  for (int i = 0; i < 90; ++i) labels += static_cast<char>(i % 3);
  models::IdxData source;
  source.images = dir.write("images", data_test::idx_bytes({0x803, 90, 3, 5}, pixels));
  source.labels = dir.write("labels", data_test::idx_bytes({0x801, 90}, labels));
  source.preparation.test_fraction = 0.2;
  source.preparation.max_samples = 80;
  return source;
}

template <class T>
std::pair<Split<T>, Split<T>> both_ways(models::IdxData source) {
  auto bytes = load<T>(source);
  source.preparation.pixels = "numbers";
  return {std::move(bytes), load<T>(source)};
}

// The bits that training meets: a gradient over more than a chunk of rows, its loss, and the figures of the test set.
template <class T>
std::vector<double> meets(const models::Model& model, const Split<T>& split) {
  const auto f = model.bind(std::make_shared<const Split<T>>(split), 1);
  std::vector<T> x(f->size()), gradient(f->size());
  f->initialise(x);
  std::vector<std::uint32_t> rows(100);
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i * 7 % static_cast<std::uint32_t>(split.train.n);
  const double loss = f->gradient(x, models_test::batch_of(rows), gradient);
  std::vector<double> out = models_test::figures(*f, x, true);
  out.push_back(loss);
  out.insert(out.end(), gradient.begin(), gradient.end());
  return out;
}

}  // namespace

TEST_CASE_TEMPLATE("a byte stands for its 255th on every instruction set, wherever it stands", T, float, double) {
  std::vector<std::uint8_t> pixels(256 + 13);
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  for (const models::InstructionSet set : models_test::available_instruction_sets())
    for (const std::size_t begin : {0U, 1U, 13U}) {
      const auto part = std::span<const std::uint8_t>(pixels).subspan(begin);
      std::vector<T> out(part.size());
      models::to_numbers<T>(part, out, set);
      for (std::size_t k = 0; k < part.size(); ++k) REQUIRE(out[k] == static_cast<T>(part[k]) / 255);
    }
}

TEST_CASE_TEMPLATE("training on bytes is, to the bit, training on numbers", T, float, double) {
  const TempDir dir;
  const auto [bytes, numbers] = both_ways<T>(images(dir));
  REQUIRE_FALSE(bytes.train.pixels.empty());
  REQUIRE(bytes.train.dense.empty());
  REQUIRE(numbers.train.pixels.empty());
  CHECK(data_test::numbers(bytes.train) == numbers.train.dense);
  CHECK(data_test::numbers(bytes.test) == numbers.test.dense);
  CHECK(bytes.train.label == numbers.train.label);

  models::SoftmaxRegression softmax;
  softmax.initial_scale = 0.1;
  CHECK(meets(softmax, bytes) == meets(softmax, numbers));
  CHECK(meets(models::Mlp(), bytes) == meets(models::Mlp(), numbers));
  models::Convnet convnet;
  convnet.height = 3;
  convnet.width = 5;
  convnet.filters = {4};
  convnet.filter_side = 2;
  CHECK(meets(convnet, bytes) == meets(convnet, numbers));
}

TEST_CASE("training and test set share the bytes that were read") {
  models::DigitsData digits;
  digits.samples = 50;
  const auto split = load<float>(digits);
  std::vector<const std::uint8_t*> rows;
  for (const Dataset<float>* data : {&split.train, &split.test})
    for (std::size_t i = 0; i < data->n; ++i) rows.push_back(data->pixels.row(i));
  std::sort(rows.begin(), rows.end());
  REQUIRE(rows.size() == 50);
  for (std::size_t i = 1; i < rows.size(); ++i) CHECK(rows[i] == rows[i - 1] + 784);
}

TEST_CASE("a selection of a selection has the rows it names, and outlives both") {
  models::Pixels last;
  {
    const models::Pixels all(models::bytes_of({0, 1, 2, 3, 4, 5, 6, 7}).first, 2);
    last = all.select(std::vector<std::uint32_t>{3, 1, 2}).select(std::vector<std::uint32_t>{2, 0});
  }
  CHECK(*last.row(0) == 4);
  CHECK(*last.row(1) == 6);
}

TEST_CASE("normalising needs numbers, and gives the same ones either way") {
  const TempDir dir;
  models::IdxData source = images(dir);
  for (const char* how : {"standard", "unit"}) {
    source.preparation.normalise = how;
    const auto [bytes, numbers] = both_ways<float>(source);
    CHECK(bytes.train.pixels.empty());
    CHECK(bytes.train.dense == numbers.train.dense);
    CHECK(bytes.test.dense == numbers.test.dense);
  }
}

TEST_CASE("sparsity counts bytes that are not zero") {
  const TempDir dir;
  const auto [bytes, numbers] = both_ways<double>(images(dir));
  CHECK(models::sparsity(bytes.train).omega == models::sparsity(numbers.train).omega);
  CHECK(models::sparsity(bytes.train).delta == models::sparsity(numbers.train).delta);
}

TEST_CASE("pixels that come to lie where others lay are converted anew") {
  std::vector<std::uint8_t> memory(6);
  const std::vector<std::uint32_t> rows{1, 0};
  for (const auto value : {std::uint8_t{10}, std::uint8_t{20}}) {
    std::ranges::fill(memory, value);
    Dataset<float> data;
    data.n = 2;
    data.d = 3;
    data.pixels = models::Pixels({memory.data(), [](const std::uint8_t*) {}}, 3);
    for (int again = 0; again < 2; ++again) {
      const models::RowPointers<float> converted(data, rows);
      for (const float* row : converted.rows().row) CHECK(row[2] == models::number_of<float>(value));
    }
  }
}

TEST_CASE("of two batches of the same pixels each has its own rows") {
  const TempDir dir;
  const auto data = load<float>(images(dir)).train;
  for (const std::vector<std::uint32_t>& rows : {std::vector<std::uint32_t>{3, 1}, {1, 3}, {1}, {1, 3}}) {
    const models::RowPointers<float> converted(data, rows);
    for (std::size_t b = 0; b < rows.size(); ++b)
      for (std::size_t k = 0; k < data.d; ++k) CHECK(converted.rows().row[b][k] == data.feature(rows[b], k));
  }
}
