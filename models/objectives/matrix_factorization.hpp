// Ratings y of items i by users u, explained by a vector each (Koren, Bell & Volinsky, "Matrix factorization techniques
// for recommender systems", IEEE Computer 42, 2009). Residual r = z - y, of the prediction
//
//   z = mu + b_u + b_i + p_u.q_i        mu: the mean training rating; b = 0 unless `biases`
//   loss = mean over ratings of r^2 / 2 + l2/2 (|p_u|^2 + |q_i|^2 + b_u^2 + b_i^2);  mse = mean of r^2
//   gradient over p_u = mean of r q_i + l2 p_u, over q_i = r p_u + l2 q_i, over b = r + l2 b, for the ratings of u or i
//
// The penalty is on the vectors of each rating, so users with many ratings pay it more often, and the gradient is as
// sparse as the batch. Parameters: the vectors (users + items, rank) row-major, then the biases (users + items). The
// data are rows with two features, the user's and then the item's, as the source "ratings" has them.
#pragma once

#include "models/objectives/model_of.hpp"

namespace models {

struct MatrixFactorization : ModelOf<MatrixFactorization> {
  static constexpr std::string_view kind = "matrix_factorization";
  static constexpr std::string_view summary = "ratings as products of a user's and an item's vector; sparse gradients";

  std::int64_t rank = 10;
  double l2 = 0;
  bool biases = true;
  double initial_scale = 0.1;

  template <class Fields>
  void describe(Fields& fields) {
    fields.integer("rank", rank, {.min = 1, .max = 1e6}, "Numbers in the vector of a user or an item.");
    fields.number("l2", l2, {.min = 0}, "Factor of the penalty on the vectors and biases of each rating.");
    fields.flag("biases", biases, "Add a number for the user and one for the item to the prediction.");
    fields.number("initial_scale", initial_scale, {.above = 0},
                  "Standard deviation of the normally distributed initial vectors; biases start at 0.");
  }

  // 6 a number of the two vectors that a rating has, whatever P is.
  double flops_per_sample(std::size_t) const override { return 12.0 * static_cast<double>(rank); }

  // Throws std::invalid_argument unless each sample has two features and a real target.
  template <class T>
  std::unique_ptr<Objective<T>> bind_as(std::shared_ptr<const Split<T>> data, std::uint64_t seed) const;
};

}  // namespace models
