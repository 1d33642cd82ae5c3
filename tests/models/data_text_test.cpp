// CSV and LIBSVM files: what they hold arrives, and what is wrong with them is said.
#include "models/data_registry.hpp"
#include "tests/models/data_files.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using data_test::load;
using data_test::TempDir;

namespace {

models::CsvData csv(const std::string& file, const std::string& task = "classification") {
  models::CsvData source;
  source.file = file;
  source.task = task;
  return source;
}

models::LibsvmData libsvm(const std::string& file, const std::string& task = "classification") {
  models::LibsvmData source;
  source.file = file;
  source.task = task;
  return source;
}

template <class Source>
std::string complaint_on(const Source& source, const std::string& text) {
  const TempDir dir;
  Source with_file = source;
  with_file.file = dir.write("f", text);
  return complaint(with_file, dir);
}

}  // namespace

TEST_CASE("a CSV file without header gives features and, last, the target") {
  const TempDir dir;
  const auto data = load<double>(csv(dir.write("a.csv", "1,2.5,-3e2\n\n 4 ,+5,\"6\"\r\n"), "regression")).train;
  CHECK(data.n == 2);
  CHECK(data.d == 2);
  CHECK(data.classes == 0);
  CHECK(data.dense == std::vector<double>{1, 2.5, 4, 5});
  CHECK(data.target == std::vector<double>{-300, 6});
}

TEST_CASE("a CSV target is found by its name, by its number, and in quotes") {
  const TempDir dir;
  auto source = csv(dir.write("a.csv", "\xEF\xBB\xBF\"weight, kg\";class;height\n1;0;3\n4;1;6\n"));
  source.separator = ';';
  for (const std::string target : {"class", "2"}) {
    source.target = target;
    const auto data = load<float>(source).train;
    CHECK(data.dense == std::vector<float>{1, 3, 4, 6});
    CHECK(data.label == std::vector<std::int32_t>{0, 1});
  }
  source.target = "weight, kg";
  source.task = "regression";
  CHECK(load<float>(source).train.target == std::vector<float>{1, 4});
}

TEST_CASE("whether a CSV file has a header can be said") {
  const TempDir dir;
  auto source = csv(dir.write("a.csv", "1,2\n3,4\n"), "regression");
  source.header = "yes";
  CHECK(load<float>(source).train.dense == std::vector<float>{3});
}

TEST_CASE("a LIBSVM file stays sparse, with columns from zero") {
  const TempDir dir;
  const auto data =
      load<double>(libsvm(dir.write("a.svm", "+1 1:0.5 4:2\n# a comment\n-1\n+1 3:-1e-3 # another\n"))).train;
  CHECK(data.is_sparse());
  CHECK(data.n == 3);
  CHECK(data.d == 4);
  CHECK(data.classes == 2);
  CHECK(data.label == std::vector<std::int32_t>{1, 0, 1});
  CHECK(data.sparse.begin == std::vector<std::size_t>{0, 2, 2, 3});
  CHECK(data.sparse.column == std::vector<std::uint32_t>{0, 3, 2});
  CHECK(data.sparse.value == std::vector<double>{0.5, 2, -1e-3});
}

TEST_CASE("LIBSVM features may be more than the files show, and a test file may show more") {
  const TempDir dir;
  auto source = libsvm(dir.write("a.svm", "0 1:1\n1 2:1\n"));
  source.test_file = dir.write("t.svm", "1 5:1\n");
  CHECK(load<float>(source).train.d == 5);
  CHECK(load<float>(source).test.d == 5);
  source.features = 9;
  CHECK(load<float>(source).test.d == 9);
}

TEST_CASE("class labels from one become classes from zero, in the test file by the training file's numbering") {
  const TempDir dir;
  auto source = csv(dir.write("a.csv", "0,3\n0,1\n0,2\n"));
  source.test_file = dir.write("t.csv", "0,2\n");
  const auto split = load<float>(source);
  CHECK(split.train.label == std::vector<std::int32_t>{2, 0, 1});
  CHECK(split.test.label == std::vector<std::int32_t>{1});
  CHECK(split.test.classes == 3);
}

TEST_CASE("text files may be gzip, and longer than any buffer") {
  const TempDir dir;
  std::string line = "7";
  for (int j = 1; j <= 400000; ++j) line += fmt::format(" {}:1", j);  // 3.5 MB
  const std::string text = fmt::format("{0}\n{0}\n{0}\n", line);
  const auto data = load<float>(libsvm(dir.write_gzip("a.svm.gz", text), "regression")).train;
  CHECK(data.sparse.begin == std::vector<std::size_t>{0, 400000, 800000, 1200000});
  CHECK(data.sparse.column.back() == 399999);
}

TEST_CASE("a value too small for a float becomes zero") {
  const TempDir dir;
  CHECK(load<float>(csv(dir.write("a.csv", "1e-60,1\n"), "regression")).train.dense == std::vector<float>{0});
}

TEST_CASE("what is wrong with a CSV file is said with its line") {
  const auto real = csv("", "regression");
  CHECK(complaint_on(real, "") == "f: expected samples, got an empty file");
  CHECK(complaint_on(real, "a,b\n") == "f: expected samples, got a header only");
  CHECK(complaint_on(real, "1\n2\n") == "f:1: expected features and a target, got one column; is the separator right?");
  CHECK(complaint_on(real, "a,b\n1,2\n\n1,2,3\n") == "f:4: expected 2 columns, got 3");
  CHECK(complaint_on(real, "1,2,3\n1,2,\n") == "f:2: expected a finite number as target, got \"\"");
  CHECK(complaint_on(real, "1,2\n1;3,4\n") == "f:2: column 1: expected a finite number, got \"1;3\"");
  CHECK(complaint_on(real, "1,2\n3,4\nnan,4\n") == "f:3: column 1: expected a finite number, got \"nan\"");
  CHECK(complaint_on(real, "1,2\n1e39,4\n") == "f:2: column 1: expected a finite number, got \"1e39\"");
  CHECK(complaint_on(real, "1,2\n3,-inf\n") == "f:2: expected a finite number as target, got \"-inf\"");
  CHECK(complaint_on(real, "1,2\n\"3,4\n") == "f:2: expected a separator after the closing quote of cell 1");
  CHECK(complaint_on(csv(""), "1,0\n2,0.5\n") ==
        "f:2: expected a whole number as class label (or \"task\": \"regression\"), got \"0.5\"");
}

TEST_CASE("a CSV target that does not exist is said beside those that do") {
  auto source = csv("");
  source.target = std::string("hight");
  CHECK(complaint_on(source, "height,class\n1,2\n") ==
        "f:1: expected a target column \"hight\", got columns 1..2 and \"height, class\"");
  source.target = std::string("3");
  CHECK(complaint_on(source, "1,2\n") == "f:1: expected a target column \"3\", got columns 1..2 and no header");
}

TEST_CASE("what is wrong with a LIBSVM file is said with its line") {
  const auto real = libsvm("", "regression");
  CHECK(complaint_on(real, "# nothing\n") == "f: expected samples, got an empty file");
  CHECK(complaint_on(real, "1\n2\n") == "f: expected features, got none in any sample");
  CHECK(complaint_on(real, "1 1:2\n1 0:1\n") == "f:2: expected feature indices from 1, got \"0:1\"");
  CHECK(complaint_on(real, "1 3:1 3:2\n") == "f:1: expected ascending indices, got 3 after 3");
  CHECK(complaint_on(real, "1 qid:4 1:2\n") == "f:1: expected index:value, got \"qid:4\"");
  CHECK(complaint_on(real, "1 12\n") == "f:1: expected index:value, got \"12\"");
  CHECK(complaint_on(real, "1 5000000000:1\n") == "f:1: expected index:value, got \"5000000000:1\"");
  CHECK(complaint_on(real, "1 1:\n") == "f:1: expected a finite number as value, got \"\"");
  CHECK(complaint_on(real, "1 1:inf\n") == "f:1: expected a finite number as value, got \"inf\"");
  CHECK(complaint_on(real, "nan 1:1\n") == "f:1: expected a finite number as target, got \"nan\"");
  auto narrow = libsvm("");
  narrow.features = 2;
  CHECK(complaint_on(narrow, "1 3:1\n") == "f:1: expected indices up to 2 (features), got 3");
}

TEST_CASE("class labels that are neither -1 and +1 nor in a row are listed, with the line of the first astray") {
  const std::string expected = ": expected class labels -1 and +1 or 0..C-1 or 1..C, got ";
  CHECK(complaint_on(libsvm(""), "0 1:1\n\n7 1:1\n1 1:1\n") == "f:3" + expected + "7 among 0, 1, 7");
  CHECK(complaint_on(libsvm(""), "-1 1:1\n0 1:1\n") == "f:2" + expected + "0 among -1, 0");
  CHECK(complaint_on(libsvm(""), "-1 1:1\n1 1:1\n2 1:1\n") == "f:3" + expected + "2 among -1, 1, 2");
  CHECK(complaint_on(libsvm(""), "3 1:1\n4 1:1\n") == "f:1" + expected + "3 among 3, 4");
  CHECK(complaint_on(libsvm(""), "1 1:1\n") ==
        "f: expected two or more class labels, -1 and +1 or 0..C-1 or 1..C, got 1 alone");
  std::string many;
  for (int i = 0; i < 10; ++i) many += fmt::format("1,{}\n", 10 * i);
  CHECK(complaint_on(csv(""), many) ==
        "f:2" + expected + "10 among 0, 10, 20, 30, 40, 50, 60, 70, ... (10 different ones)");
}

TEST_CASE("a test file must have the training file's width and labels") {
  const TempDir dir;
  auto source = csv(dir.write("a.csv", "0,0\n0,1\n"));
  source.test_file = dir.write("t.csv", "0,1\n0,2\n");
  CHECK(complaint(source, dir) == "t.csv:2: expected one of the class labels of a.csv (0, 1), got 2");
  dir.write("t.csv", "0,0,1\n");
  CHECK(complaint(source, dir) == "t.csv: expected as many features as a.csv (1), got 2");
}

TEST_CASE("a file that cannot be opened or is a damaged gzip is said to be that") {
  const TempDir dir;
  CHECK(complaint(csv(dir.path("none")), dir) == "none: cannot open: No such file or directory");
  CHECK(complaint(csv(dir.path("")), dir).ends_with("Is a directory"));
  std::string text;
  for (int i = 0; i < 20000; ++i) text += fmt::format("{},1\n", i * 7919 % 10007);
  const std::string gzip = data_test::read_bytes(dir.write_gzip("a.gz", text));
  const auto half = csv(dir.write("half.gz", gzip.substr(0, gzip.size() / 2)), "regression");
  CHECK(complaint(half, dir).find("damaged gzip: unexpected end of file") != std::string::npos);
  std::string flipped = gzip;
  for (std::size_t i = 0; i < 8; ++i) flipped[flipped.size() / 2 + i] ^= 0x55;
  CHECK(complaint(csv(dir.write("flip.gz", flipped), "regression"), dir).find("flip.gz") == 0);
}
