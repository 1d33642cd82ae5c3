// Splitting and normalising, whatever the source.
#include "models/data_registry.hpp"
#include "tests/models/data_files.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <tuple>

using data_test::load;

namespace {

models::LinearData thousand() {
  models::LinearData linear;
  linear.samples = 1000;
  linear.features = 3;
  return linear;
}

std::vector<double> column(const models::Dataset<double>& data, std::size_t j) {
  std::vector<double> out;
  for (std::size_t i = 0; i < data.n; ++i) out.push_back(data.row(i)[j]);
  return out;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Stands in for the scenario reader: writes down the keys.
struct Keys {
  struct Rule {
    double min = 0, above = 0, max = 0, below = 0;
    bool required = false;
  };
  std::set<std::string> keys;
  std::set<std::string> complaints;

  template <class V>
  void integer(const char* key, V&, Rule, const char*) {
    keys.insert(key);
  }
  void number(const char* key, double&, Rule, const char*) { keys.insert(key); }
  void file(const char* key, std::string&, Rule, const char*) { keys.insert(key); }
  void flag(const char* key, bool&, const char*) { keys.insert(key); }
  void text(const char* key, std::string&, const char*) { keys.insert(key); }
  void choice(const char* key, std::string& value, std::initializer_list<std::string_view> words, const char*) {
    CHECK(std::count(words.begin(), words.end(), value) == 1);
    keys.insert(key);
  }
  void complain(const char* key, const char*) { complaints.insert(key); }
};

template <class Source>
Keys keys_of(Source source = {}) {
  Keys fields;
  source.describe(fields);
  return fields;
}

}  // namespace

TEST_CASE("a test fraction splits the samples in two and loses none") {
  models::LinearData linear = thousand();
  const auto whole = load<double>(linear).train;
  linear.preparation.test_fraction = 0.3;
  const auto split = load<double>(linear);
  CHECK(split.train.n == 700);
  CHECK(split.test.n == 300);
  std::vector<double> targets = split.train.target;
  targets.insert(targets.end(), split.test.target.begin(), split.test.target.end());
  CHECK(std::is_permutation(targets.begin(), targets.end(), whole.target.begin(), whole.target.end()));
  const auto at = std::find(whole.target.begin(), whole.target.end(), split.test.target[5]) - whole.target.begin();
  CHECK(std::ranges::equal(split.test.row(5), whole.row(static_cast<std::size_t>(at))));
}

TEST_CASE("the split depends on the seed and nothing else") {
  models::LinearData linear = thousand();
  linear.preparation.test_fraction = 0.3;
  CHECK(load<double>(linear, 5).test.target == load<double>(linear, 5).test.target);
  CHECK(load<double>(linear, 5).test.target != load<double>(linear, 6).test.target);
}

TEST_CASE("however large the test fraction, a sample is left to train on") {
  models::LinearData linear = thousand();
  linear.samples = 2;
  linear.preparation.test_fraction = 0.99;
  const auto split = load<double>(linear);
  CHECK(split.train.n == 1);
  CHECK(split.test.n == 1);
}

TEST_CASE("standard normalisation uses the training set's moments for both sets") {
  models::LinearData linear = thousand();
  linear.preparation.test_fraction = 0.3;
  const auto raw = load<double>(linear);
  linear.preparation.normalise = "standard";
  const auto split = load<double>(linear);
  const std::vector<double> x = column(split.train, 1), before = column(raw.train, 1);
  const double square = std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
  CHECK(std::abs(mean(x)) < 1e-12);
  CHECK(square / 700 == doctest::Approx(1).epsilon(1e-12));
  const double scale = (before[0] - before[1]) / (x[0] - x[1]);
  const auto test = column(split.test, 1), test_before = column(raw.test, 1);
  for (std::size_t i = 0; i < 300; ++i) CHECK(test[i] * scale + mean(before) == doctest::Approx(test_before[i]));
}

TEST_CASE("standard normalisation leaves a constant column alone, even one without an exact mean") {
  const data_test::TempDir dir;
  models::CsvData csv;
  csv.task = "regression";
  csv.preparation.normalise = "standard";
  csv.file = dir.write("a.csv", "0.1,1,0\n0.1,2,0\n0.1,6,0\n");
  CHECK(column(load<double>(csv).train, 0) == std::vector<double>{0.1, 0.1, 0.1});
}

TEST_CASE("unit normalisation scales every row to length one, rows of zeros aside") {
  const data_test::TempDir dir;
  models::CsvData csv;
  csv.task = "regression";
  csv.preparation.normalise = "unit";
  csv.file = dir.write("a.csv", "3,4,1\n0,0,1\n");
  CHECK(load<double>(csv).train.dense == std::vector<double>{0.6, 0.8, 0, 0});
  models::LibsvmData sparse;
  sparse.task = "regression";
  sparse.preparation.normalise = "unit";
  sparse.file = dir.write("a.svm", "1 1:3 7:4\n2\n3 2:-5\n");
  CHECK(load<double>(sparse).train.sparse.value == std::vector<double>{0.6, 0.8, -1});
}

TEST_CASE("standard normalisation of sparse features is refused") {
  const data_test::TempDir dir;
  models::LibsvmData sparse;
  sparse.preparation.normalise = "standard";
  sparse.file = dir.write("a.svm", "-1 1:3\n+1 2:1\n");
  CHECK(complaint(sparse, dir) == "normalise: expected \"none\" or \"unit\" for sparse features, got \"standard\"");
}

TEST_CASE("a file is cut down to samples drawn at random, sparse rows with their columns") {
  const data_test::TempDir dir;
  std::string text;
  for (int i = 1; i <= 100; ++i) text += fmt::format("{0} {0}:{0}\n", i);
  models::LibsvmData sparse;
  sparse.task = "regression";
  sparse.file = dir.write("a.svm", text);
  sparse.preparation.max_samples = 10;
  sparse.preparation.test_fraction = 0.2;
  const auto split = load<double>(sparse);
  CHECK(split.train.n == 8);
  CHECK(split.test.n == 2);
  CHECK(split.train.sparse.value == split.train.target);
  for (std::size_t i = 0; i < 8; ++i) CHECK(split.train.sparse.column[i] + 1 == split.train.target[i]);
  CHECK(std::is_sorted(split.train.target.begin(), split.train.target.end()));
  CHECK(split.train.target.back() > 10);
}

TEST_CASE("every source describes the options it shares, with defaults among the words allowed") {
  std::apply(
      [](auto... source) {
        for (const Keys& fields : {keys_of(source)...})
          for (const char* key : {"seed", "test_fraction", "normalise"}) CHECK(fields.keys.contains(key));
        CHECK(std::set<std::string_view>{source.kind...}.size() == sizeof...(source));
      },
      models::DataSources());
}

TEST_CASE("options that contradict each other are complained of") {
  models::IdxData idx;
  CHECK(keys_of(idx).complaints.empty());
  idx.test_images = "a";
  CHECK(keys_of(idx).complaints == std::set<std::string>{"test_labels"});
  models::CsvData csv;
  csv.test_file = "a";
  csv.preparation.test_fraction = 0.5;
  CHECK(keys_of(csv).complaints == std::set<std::string>{"test_fraction"});
  csv.test_file.clear();
  csv.separator = "";
  CHECK(keys_of(csv).complaints == std::set<std::string>{"separator"});
}
