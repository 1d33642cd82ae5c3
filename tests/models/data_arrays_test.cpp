// NPY and CIFAR-10 files: what they hold arrives, and what is wrong with them is said.
#include "models/data_registry.hpp"
#include "tests/models/data_files.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

using data_test::load;
using data_test::TempDir;
using namespace std::string_literals;

namespace {

// An NPY file, as numpy.save writes it where the numbers begin at byte 128.
template <class T>
std::string npy(const std::string& type, const std::string& shape, const std::vector<T>& values,
                std::size_t begin = 128) {
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(begin - 11, ' ');
  std::string out = "\x93NUMPY\x01\x00"s + static_cast<char>(begin - 10) + '\0' + header + "\n";
  const std::size_t start = out.size();
  out.resize(start + values.size() * sizeof(T));
  std::memcpy(out.data() + start, values.data(), values.size() * sizeof(T));
  return out;
}

const std::string labels = npy<std::int64_t>("<i8", "(2,)", {1, 0});

std::string complaint_on(const std::string& features, const std::string& targets) {
  const TempDir dir;
  models::NpyData source;
  source.features = dir.write("x", features);
  source.targets = dir.write("y", targets);
  return complaint(source, dir);
}

std::string image(char label, char pixel) { return label + std::string(3072, pixel); }

}  // namespace

TEST_CASE("NPY features of each type arrive, images flattened and bytes as pixels") {
  const TempDir dir;
  models::NpyData source;
  source.targets = dir.write("y", labels);
  const std::string files[] = {npy<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5, 6.5}),
                               npy<double>("<f8", "(2, 1, 3)", {1, 2, 3, 4, 5, 6.5})};
  for (const std::string& bytes : files) {
    source.features = dir.write_gzip("x", bytes);
    const auto data = load<double>(source).train;
    CHECK(data.n == 2);
    CHECK(data.d == 3);
    CHECK(data_test::numbers(data) == std::vector<double>{1, 2, 3, 4, 5, 6.5});
    CHECK(data.label == std::vector<std::int32_t>{1, 0});
  }
  source.features = dir.write("x", npy<unsigned char>("|u1", "(2, 2)", {0, 51, 255, 102}));
  CHECK(data_test::numbers(load<double>(source).train) == std::vector<double>{0, 0.2, 1, 0.4});
}

TEST_CASE_TEMPLATE("NPY features of the run's precision are used where the file is mapped", T, float, double) {
  const TempDir dir;
  const std::string type = sizeof(T) == 4 ? "<f4" : "<f8";
  std::vector<T> values;
  for (int i = 0; i < 40 * 3; ++i) values.push_back(static_cast<T>(i) / 7);
  models::NpyData aligned;
  aligned.task = "regression";
  aligned.targets = dir.write("y", npy<float>("<f4", "(40,)", std::vector<float>(40)));
  aligned.features = dir.write("aligned", npy<T>(type, "(40, 3)", values));
  aligned.preparation.test_fraction = 0.25;
  models::NpyData crooked = aligned;  // no processor should read these where they stand
  crooked.features = dir.write("crooked", npy<T>(type, "(40, 3)", values, 129));

  const auto mapped = load<T>(aligned), copied = load<T>(crooked);
  for (const auto* set : {&mapped.train, &mapped.test}) {
    CHECK(set->dense.empty());
    CHECK_FALSE(set->is_sparse());
    for (std::size_t i = 0; i < set->n; ++i) CHECK(data_test::mapped_file(set->row(i).data()) == aligned.features);
  }
  CHECK(copied.train.mapped.empty());
  CHECK(data_test::numbers(mapped.train) == copied.train.dense);
  CHECK(data_test::numbers(mapped.test) == copied.test.dense);

  aligned.preparation.normalise = crooked.preparation.normalise = "standard";
  const auto changed = load<T>(aligned);
  CHECK(changed.train.mapped.empty());
  CHECK(changed.train.dense == load<T>(crooked).train.dense);
  CHECK(load<T>(aligned).test.dense == changed.test.dense);  // the file is as it was
}

TEST_CASE("NPY targets may be real numbers, and a test set may come along") {
  const TempDir dir;
  models::NpyData source;
  source.task = "regression";
  source.features = source.test_features = dir.write("x", npy<float>("<f4", "(2, 1)", {1, 2}));
  source.targets = source.test_targets = dir.write("y", npy<float>("<f4", "(2,)", {0.5, -3}));
  const auto split = load<float>(source);
  CHECK(split.test.target == std::vector<float>{0.5, -3});
  CHECK(split.train.classes == 0);
}

TEST_CASE("what is wrong with an NPY file is said with its place") {
  const std::string good = npy<float>("<f4", "(2, 1)", {1, 2});
  CHECK(complaint_on("", labels) == "x: byte 0: expected an NPY header, got the end of the file");
  CHECK(complaint_on("not an array", labels) == "x: byte 0: expected NPY's magic string and version 1 to 3");
  CHECK(complaint_on(good.substr(0, good.size() - 3), labels) ==
        "x: byte 133: truncated: expected 3 more bytes by the header, got the end of the file");
  CHECK(complaint_on(good + "x", labels) == "x: byte 136: expected the end of the file by the header, got 1 more");
  CHECK(complaint_on(npy<float>("<f4", "(2, 1)", {1, std::numeric_limits<float>::quiet_NaN()}), labels) ==
        "x: byte 132: expected a finite float32, got nan");
  CHECK(complaint_on(npy<double>("<f8", "(2, 1)", {1, 1e300}), labels) ==
        "x: byte 136: expected a finite float32, got 1e+300");
  CHECK(complaint_on(npy<float>(">f4", "(2, 1)", {1, 2}), labels) ==
        "x: byte 128: expected numbers of type <f4 <f8 |u1, got \">f4\"");
  CHECK(complaint_on(npy<float>("<f4", "(2,)", {1, 2}), labels) ==
        "x: expected features of shape (samples, features), got (2)");
  CHECK(complaint_on(good, npy<float>("<f4", "(2,)", {1, 0.5})) ==
        "y: byte 132: expected a whole number as class label, got 0.5");
  CHECK(complaint_on(good, npy<std::int64_t>("<i8", "(2,)", {1, 7})) ==
        "y: byte 136: expected class labels -1 and +1 or 0..C-1 or 1..C, got 7 among 1, 7");
  CHECK(complaint_on(good, npy<float>("<f4", "(3,)", {1, 0, 1})) == "y: expected shape (2), one a sample, got (3)");
}

TEST_CASE("CIFAR-10 batches arrive, with ten classes whichever occur") {
  const TempDir dir;
  models::CifarData source;
  source.file = dir.write("train.bin", image(3, '\x33') + image(9, '\xff'));
  source.test_file = dir.write_gzip("test.bin.gz", image(0, '\0'));
  const auto split = load<double>(source);
  CHECK(split.train.n == 2);
  CHECK(split.train.d == 3072);
  CHECK(split.train.classes == 10);
  CHECK(split.train.label == std::vector<std::int32_t>{3, 9});
  CHECK(split.train.feature(0, 0) == 0.2);
  CHECK(split.train.feature(1, 3071) == 1);
  CHECK(split.test.n == 1);
}

TEST_CASE("what is wrong with a CIFAR-10 file is said with its byte") {
  const TempDir dir;
  models::CifarData source;
  source.file = dir.write("a", image(3, 'x') + image(10, 'x'));
  CHECK(complaint(source, dir) == "a: byte 3073: expected a label from 0 to 9, got 10");
  source.file = dir.write("a", image(3, 'x') + "\1yz");
  CHECK(complaint(source, dir) ==
        "a: byte 3076: truncated: expected 3070 more bytes of the image, got the end of the file");
  source.file = dir.write("a", "");
  CHECK(complaint(source, dir) == "a: byte 0: expected images, got an empty file");
}
