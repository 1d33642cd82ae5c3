// Compiled with -march=native: the best that Eigen can do on this machine. No other file of the bench uses Eigen, so
// its templates exist once in the program.
#include "tests/bench/eigen_loop.hpp"

#include <Eigen/Dense>

namespace bench {

std::vector<float> eigen_softmax_sgd(const std::vector<float>& features, const std::vector<std::int32_t>& labels,
                                     std::size_t d, std::size_t classes, std::span<const std::uint32_t> rows,
                                     std::size_t batch, float learning_rate) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto D = static_cast<Eigen::Index>(d), C = static_cast<Eigen::Index>(classes),
             B = static_cast<Eigen::Index>(batch);
  Matrix w = Matrix::Zero(C, D), x(B, D), logits(B, C), gradient(C, D);
  Eigen::RowVectorXf bias = Eigen::RowVectorXf::Zero(C);
  for (std::size_t first = 0; first < rows.size(); first += batch) {
    for (Eigen::Index b = 0; b < B; ++b)
      x.row(b) =
          Eigen::Map<const Eigen::RowVectorXf>(features.data() + rows[first + static_cast<std::size_t>(b)] * d, D);
    logits.noalias() = x * w.transpose();
    logits.rowwise() += bias;
    for (Eigen::Index b = 0; b < B; ++b) {
      logits.row(b).array() -= logits.row(b).maxCoeff();
      logits.row(b) = logits.row(b).array().exp();
      logits.row(b) /= logits.row(b).sum();
      logits(b, labels[rows[first + static_cast<std::size_t>(b)]]) -= 1;
    }
    gradient.noalias() = logits.transpose() * x;
    w -= learning_rate / static_cast<float>(batch) * gradient;
    bias -= learning_rate / static_cast<float>(batch) * logits.colwise().sum();
  }
  std::vector<float> out(w.data(), w.data() + w.size());
  out.insert(out.end(), bias.data(), bias.data() + bias.size());
  return out;
}

namespace {
constexpr Eigen::Index kSide = 1024;
}

float eigen_product() {
  static const Eigen::MatrixXf a = Eigen::MatrixXf::Random(kSide, kSide), b = Eigen::MatrixXf::Random(kSide, kSide);
  static Eigen::MatrixXf c(kSide, kSide);
  c.noalias() = a * b;
  return c(0, 0);
}

double eigen_product_flops() { return 2.0 * kSide * kSide * kSide; }

}  // namespace bench
