// Matrix factorization and its data: ratings.
#include "models/data_registry.hpp"
#include "models/registry.hpp"
#include "objective_fixtures.hpp"
#include "tests/models/data_files.hpp"

#include <doctest/doctest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace models;
using namespace models_test;
using data_test::TempDir;

namespace {

MatrixFactorization factorization(std::int64_t rank, bool biases, double l2) {
  MatrixFactorization model;
  model.rank = rank;
  model.biases = biases;
  model.l2 = l2;
  return model;
}

std::string complaint_on(const std::string& text, const std::string& separator = ",") {
  const TempDir dir;
  RatingsData source;
  source.separator = separator;
  source.file = dir.write("ratings", text);
  return complaint(source, dir);
}

}  // namespace

TEST_CASE("the gradient of matrix factorization agrees with central differences and is zero outside its support") {
  const auto data = split(all_ratings(6, 5, uniform(30, 1)));
  const std::vector<std::uint32_t> rows{3, 29, 3, 11};
  for (const bool biases : {false, true})
    for (const double l2 : {0.0, 0.2}) {
      const auto f = factorization(3, biases, l2).bind(data, 1);
      const std::vector<double> x = uniform(f->size(), 9);
      check_gradient(*f, x, batch_of(rows), 1e-9);
      check_sparse_gradient(*f, x, batch_of(rows));
      std::vector<std::uint32_t> support;
      f->support(batch_of(rows), support);
      CHECK(std::is_sorted(support.begin(), support.end()));
      CHECK(support.size() == (biases ? 4U : 3U) * 6);  // users 0, 2, 5 and items 1, 3, 4
      const std::vector<double> gradient = slope(*f, x, batch_of(rows)).gradient;
      for (std::uint32_t i = 0; i < x.size(); ++i)
        if (!std::binary_search(support.begin(), support.end(), i))
          REQUIRE(gradient[i] == 0);
      const auto every = all_rows(30);
      CHECK(figures(*f, x)[0] == doctest::Approx(slope(*f, x, batch_of(every)).loss).epsilon(1e-12));
    }
}

TEST_CASE("with every rating known, factorization comes down to what the singular values leave") {
  const std::vector<double> values = uniform(30, 4);
  const auto f = factorization(2, false, 0).bind(split(all_ratings(6, 5, values)), 1);
  const auto rows = all_rows(30);
  const auto reached = figures(*f, descend(*f, 2, 4000, batch_of(rows)));

  Eigen::MatrixXd ratings = Eigen::Map<const Eigen::Matrix<double, 6, 5, Eigen::RowMajor>>(values.data());
  ratings.array() -= ratings.mean();
  // Squares of the singular values, ascending. (Eigen's decompositions into singular values take half a minute to
  // build.)
  const Eigen::MatrixXd gram = ratings.transpose() * ratings;
  const Eigen::VectorXd squares = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram).eigenvalues();
  CHECK(reached[1] == doctest::Approx(squares.head(3).sum() / 30).epsilon(1e-9));
  CHECK(reached[0] == doctest::Approx(reached[1] / 2));
}

TEST_CASE("ratings arrive as pairs of ones, users and items numbered by their identifiers") {
  const TempDir dir;
  RatingsData source;
  source.file = dir.write("ratings.csv", "userId,movieId,rating,timestamp\n7,100,4.5,1\n3,100,2,2\n7,50,1,3\n");
  const auto data = data_test::load<double>(source).train;
  CHECK(data.n == 3);
  CHECK(data.d == 4);
  CHECK(data.sparse.column == std::vector<std::uint32_t>{1, 3, 0, 3, 1, 2});
  CHECK(data.sparse.begin == std::vector<std::size_t>{0, 2, 4, 6});
  CHECK(data.target == std::vector<double>{4.5, 2, 1});
  source.file = dir.write_gzip("ratings.dat.gz", "7::100::4.5::1\n3::100::2::2\n7::50::1::3\n");
  source.separator = "::";
  CHECK(data_test::load<double>(source).train.target == data.target);
}

TEST_CASE("what is wrong with ratings is said with its line") {
  CHECK(complaint_on("1,2,3\n1,x,3\n") == "ratings:2: expected a whole number as item in column 2, got \"x\"");
  CHECK(complaint_on("1,2,3\n1.5,2,3\n") == "ratings:2: expected a whole number as user in column 1, got \"1.5\"");
  CHECK(complaint_on("1,2,3\n1,2\n") == "ratings:2: expected a finite number as rating in column 3, got \"\"");
  CHECK(complaint_on("1,2,nan\n") == "ratings:1: expected a finite number as rating in column 3, got \"nan\"");
  CHECK(complaint_on("user,item,rating\n") == "ratings: expected ratings, got none");
}

TEST_CASE("matrix factorization says which data it cannot take") {
  CHECK_THROWS_WITH(MatrixFactorization().bind(split(dense_data(9, 2, 0)), 1),
                    "matrix_factorization needs sparse samples of two features, a user and an item (data \"ratings\"), "
                    "but sample 1 has 2 dense features");
  CHECK_THROWS_WITH(
      MatrixFactorization().bind(split(sparse_copy(dense_data(9, 2, 2))), 1),
      "matrix_factorization needs real-valued targets, but the data are a classification (labels 0 to 1)");
}
