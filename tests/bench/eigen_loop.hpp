// References of the bench. Of the softmax line: the same gradients and updates as a bare loop over Eigen, without a
// simulator.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bench {

// Softmax regression with biases, float32: rows is (updates, batch) of row numbers into features (n, d); returns the
// weights (classes, d) and biases after one SGD step a batch.
std::vector<float> eigen_softmax_sgd(const std::vector<float>& features, const std::vector<std::int32_t>& labels,
                                     std::size_t d, std::size_t classes, std::span<const std::uint32_t> rows,
                                     std::size_t batch, float learning_rate);

// The product of two large square matrices, float32, one thread, and its flops: what the machine can do at most.
float eigen_product();
double eigen_product_flops();

}  // namespace bench
