// IDX files: what they hold arrives, and what is wrong with them is said.
#include "models/data_registry.hpp"
#include "tests/models/data_files.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using data_test::idx_bytes;
using data_test::load;
using data_test::TempDir;

namespace {

const std::string two_images = idx_bytes({0x803, 2, 1, 3}, std::string("\x00\x33\xff\x66\x00\x01", 6));
const std::string two_labels = idx_bytes({0x801, 2}, std::string("\x01\x00", 2));

// What loading these bytes as images and labels complains of.
std::string complaint_on(const std::string& images, const std::string& labels) {
  const TempDir dir;
  models::IdxData source;
  source.images = dir.write("images", images);
  source.labels = dir.write("labels", labels);
  return complaint(source, dir);
}

}  // namespace

TEST_CASE("IDX images and labels arrive with pixels between 0 and 1, plain and gzip") {
  const TempDir dir;
  models::IdxData source;
  source.images = dir.write("images", two_images);
  source.labels = dir.write("labels", two_labels);
  source.test_images = dir.write_gzip("test_images.gz", two_images);
  source.test_labels = dir.write_gzip("test_labels.gz", two_labels);
  const auto split = load<double>(source);
  for (const auto* data : {&split.train, &split.test}) {
    CHECK(data->n == 2);
    CHECK(data->d == 3);
    CHECK(data->classes == 2);
    CHECK(data_test::numbers(*data) == std::vector<double>{0, 0.2, 1, 0.4, 0, 1.0 / 255});
    CHECK(data->label == std::vector<std::int32_t>{1, 0});
  }
}

TEST_CASE("an IDX file larger than the reading buffer arrives whole") {
  const TempDir dir;
  std::string pixels, labels;
  for (int i = 0; i < 300; ++i) labels += static_cast<char>(i % 10);
  for (int i = 0; i < 300 * 784; ++i) pixels += static_cast<char>(i % 251);
  models::IdxData source;
  source.images = dir.write("images", idx_bytes({0x803, 300, 28, 28}, pixels));
  source.labels = dir.write("labels", idx_bytes({0x801, 300}, labels));
  const std::vector<float> plain = data_test::numbers(load<float>(source).train);
  REQUIRE(plain.size() == pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) REQUIRE(plain[i] == static_cast<float>(i % 251) / 255);
  source.images = dir.write_gzip("images.gz", data_test::read_bytes(source.images));
  CHECK(data_test::numbers(load<float>(source).train) == plain);
}

TEST_CASE("what is wrong with an IDX file is said with its place") {
  CHECK(complaint_on("", two_labels) == "images: byte 0: expected an IDX header, got the end of the file");
  CHECK(complaint_on(two_images.substr(0, 10), two_labels) ==
        "images: byte 10: expected an IDX header, got the end of the file");
  CHECK(complaint_on(two_labels, two_images) == "images: byte 0: expected IDX magic 0x00000803, got 0x00000801");
  CHECK(complaint_on(two_images.substr(0, 20), two_labels) ==
        "images: byte 20: truncated: expected 2 more bytes by the header, got the end of the file");
  CHECK(complaint_on(two_images + "x", two_labels) ==
        "images: byte 22: expected the end of the file by the header, got 1 more");
  CHECK(complaint_on(two_images, idx_bytes({0x801, 3}, "\x01\x02\x03")) ==
        "labels: expected 2 labels, one an image of images, got 3");
  CHECK(complaint_on(idx_bytes({0x803, 0, 28, 28}, ""), two_labels) ==
        "images: byte 16: expected images, got none (a dimension of the header is 0)");
  CHECK(complaint_on(two_images, idx_bytes({0x801, 2}, "\x01\x09")) ==
        "labels: byte 9: expected class labels -1 and +1 or 0..C-1 or 1..C, got 9 among 1, 9");
}

TEST_CASE("an IDX header that promises more than memory holds fails without asking for it") {
  CHECK(complaint_on(idx_bytes({0x803, 0xffffffff, 0xffff, 0xffff}, "abc"), two_labels) ==
        "images: byte 19: truncated: expected 18446181123756261372 more bytes by the header, got the end of the file");
  CHECK(complaint_on(idx_bytes({0x803, 0xffffffff, 0xffffffff, 0xffffffff}, "abc"), two_labels) ==
        "images: byte 16: expected a file, got a promise of 4294967295 x 18446744065119617025 bytes");
}

TEST_CASE("test images of another size are refused") {
  const TempDir dir;
  models::IdxData source;
  source.images = dir.write("images", two_images);
  source.labels = source.test_labels = dir.write("labels", two_labels);
  source.test_images = dir.write("test", idx_bytes({0x803, 2, 1, 1}, "ab"));
  CHECK(complaint(source, dir) == "test: expected as many features as images (3), got 1");
}
