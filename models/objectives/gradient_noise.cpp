#include "models/objectives/gradient_noise.hpp"

#include "models/random.hpp"

#include <boost/random/normal_distribution.hpp>
#include <vector>

namespace models {

template <class T>
void add_noise(const GradientNoise& noise, const Batch& batch, std::span<T> out) {
  if (noise.sigma == 0)
    return;
  std::vector<double> sum(out.size(), 0.0);
  for (std::size_t j = 0; j < batch.size; ++j) {
    Stream random = stream(noise.seed, Purpose::gradient_noise, batch.first + j);
    boost::random::normal_distribution<double> normal;
    for (double& s : sum) s += normal(random);
  }
  const double scale = noise.sigma / static_cast<double>(batch.size);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] += static_cast<T>(scale * sum[i]) * (noise.multiplicative ? out[i] : T{1});
}
template void add_noise(const GradientNoise&, const Batch&, std::span<float>);
template void add_noise(const GradientNoise&, const Batch&, std::span<double>);

}  // namespace models
