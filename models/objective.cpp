#include "models/objective.hpp"

#include "models/kernels.hpp"

namespace models {

template <class T>
bool Objective<T>::descend(std::span<const T> x, const Batch& batch, double rate, std::span<const T> from,
                           std::span<T> out, double& loss) const {
  static thread_local std::vector<T> direction;  // kept, and hot: the next step's is the same memory
  direction.resize(out.size());
  loss = gradient(x, batch, direction);
  return sgd_step<T>({.learning_rate = rate}, from, direction, {}, out);
}

template class Objective<float>;
template class Objective<double>;

}  // namespace models
