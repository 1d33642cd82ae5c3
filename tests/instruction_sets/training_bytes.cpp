// Prints a hash of what 200 steps with each model leave behind: the losses and the parameters. CMake builds it once for
// each level of x86-64, a program each; training_bytes_test.sh compares what they print.
#include "tests/models/training_runs.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

using namespace models;

namespace {

// The kernels, too, run as they are at the level of the build.
constexpr InstructionSet level =
#if defined(__AVX512F__)
    InstructionSet::avx512;
#elif defined(__AVX2__)
    InstructionSet::avx2;
#else
    InstructionSet::baseline;
#endif

template <class T>
void print(std::string_view kind, const Model& model) {
  for (const double momentum : {0.0, 0.9}) {
    Sgd sgd;
    sgd.momentum = momentum;
    const std::vector<double> left = models_test::train(*models_test::bound<T>(model), sgd);
    fmt::print("{} {} momentum {} {:016x}\n", kind, sizeof(T) == 4 ? "float32" : "float64", momentum,
               XXH64(left.data(), left.size() * sizeof(double), 0));
  }
}

}  // namespace

int main() {
  most_instruction_set = level;
  models_test::for_each_variant([](std::string_view kind, const Model& model) {
    print<float>(kind, model);
    print<double>(kind, model);
  });
}
