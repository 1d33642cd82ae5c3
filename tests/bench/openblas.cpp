#include "tests/bench/openblas.hpp"

#include "tests/bench/measure.hpp"

#include <dlfcn.h>

#include <vector>

namespace bench {
namespace {

// cblas.h, which need not be installed.
using Sgemm = void (*)(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float* a,
                       int stride_a, const float* b, int stride_b, float beta, float* c, int stride_c);
constexpr int kRowMajor = 101, kNoTranspose = 111;

Sgemm find() {
  void* const library = dlopen("libopenblas.so.0", RTLD_NOW);
  if (!library)
    return nullptr;
  if (const auto set_threads = reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads")))
    set_threads(1);
  return reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm"));
}

}  // namespace

std::optional<double> openblas_flops() {
  static const Sgemm sgemm = find();
  if (!sgemm)
    return std::nullopt;
  constexpr int side = 1024;
  static const std::vector<float> a(side * side, 0.5f), b(side * side, 0.25f);
  static std::vector<float> c(side * side);
  const Seconds seconds = measure([] {
    sgemm(kRowMajor, kNoTranspose, kNoTranspose, side, side, side, 1, a.data(), side, b.data(), side, 0, c.data(),
          side);
  });
  return 2.0 * side * side * side / seconds.cpu;
}

}  // namespace bench
