// Random orthogonal matrices.
#pragma once

#include "models/random.hpp"

#include <cstddef>
#include <vector>

namespace models {

// (n, n) row-major, uniform over the orthogonal matrices (Haar): normal numbers, made orthonormal row by row. Takes
// about 4 n^3 operations.
std::vector<double> random_rotation(std::size_t n, Stream random);

}  // namespace models
