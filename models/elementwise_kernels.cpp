// Of models/kernels.hpp, what treats each number by itself.
#include "models/finite.hpp"
#include "models/kernels.hpp"
#include "models/portable_math.hpp"

namespace models {
namespace {

struct Exponentials {
  template <int, class T>
  DAWDLE_INLINE static void run(T* x, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) x[i] = portable::exp(x[i]);
  }
};

struct PlainStep {
  template <int, class T>
  DAWDLE_INLINE static bool run(T rate, T decay, const T* x, const T* gradient, T* out, std::size_t size) {
    using Check = FiniteCheck<T>;
    typename Check::Bits seen = 0;
    DAWDLE_INDEPENDENT_ITERATIONS
    for (std::size_t i = 0; i < size; ++i) {
      const T next = x[i] - rate * (gradient[i] + decay * x[i]);
      seen |= Check::test(next);
      out[i] = next;
    }
    return (seen & Check::sign) == 0;
  }
};

struct MomentumStep {
  // direction = of_gradient * g + of_velocity * v: (0, 1) is heavy ball, (1, momentum) is Nesterov.
  template <int, class T>
  DAWDLE_INLINE static bool run(T rate, T decay, T momentum, T of_gradient, T of_velocity, const T* x,
                                const T* gradient, T* velocity, T* out, std::size_t size) {
    using Check = FiniteCheck<T>;
    typename Check::Bits seen = 0;
    DAWDLE_INDEPENDENT_ITERATIONS
    for (std::size_t i = 0; i < size; ++i) {
      const T g = gradient[i] + decay * x[i];
      const T v = momentum * velocity[i] + g;
      const T next = x[i] - rate * (of_gradient * g + of_velocity * v);
      seen |= Check::test(next);
      velocity[i] = v;
      out[i] = next;
    }
    return (seen & Check::sign) == 0;
  }
};

}  // namespace

template <class T>
void exponentiate(std::span<T> x, InstructionSet set) {
  dispatch<Exponentials>(set, x.data(), x.size());
}

template <class T>
bool sgd_step(const SgdFactors& factors, std::span<const T> x, std::span<const T> gradient, std::span<T> velocity,
              std::span<T> out, InstructionSet set) {
  const T rate = static_cast<T>(factors.learning_rate);
  const T decay = static_cast<T>(factors.weight_decay);
  const T momentum = static_cast<T>(factors.momentum);
  if (velocity.empty())
    return dispatch<PlainStep>(set, rate, decay, x.data(), gradient.data(), out.data(), out.size());
  const T of_gradient = factors.nesterov ? T{1} : T{0};
  const T of_velocity = factors.nesterov ? momentum : T{1};
  return dispatch<MomentumStep>(set, rate, decay, momentum, of_gradient, of_velocity, x.data(), gradient.data(),
                                velocity.data(), out.data(), out.size());
}

#define DAWDLE_INSTANTIATE(T)                                                                                   \
  template void exponentiate(std::span<T>, InstructionSet);                                                     \
  template bool sgd_step(const SgdFactors&, std::span<const T>, std::span<const T>, std::span<T>, std::span<T>, \
                         InstructionSet);
DAWDLE_INSTANTIATE(float)
DAWDLE_INSTANTIATE(double)
#undef DAWDLE_INSTANTIATE

}  // namespace models
