// OpenBLAS, if this machine has it: what a large product of matrices can reach at most.
#pragma once

#include <optional>

namespace bench {

// Flops a CPU second of a float32 product of two large square matrices, on one thread, this once; nothing without
// libopenblas.so.0. It is opened at run time: the bench neither needs it nor ships with it.
std::optional<double> openblas_flops();

}  // namespace bench
