// How much memory there is, asked before much is taken: a clear sentence then instead of a killed process.
#pragma once

#include <cstddef>
#include <string>

namespace models {

// Bytes that this process may still take: what the machine has available, or what its control group leaves (Linux).
double available_memory();

// Throws DataError unless `rows` x `columns` scalars of `scalar_bytes` fit. `what` names them: "the samples".
void require_memory(const std::string& what, double rows, double columns, std::size_t scalar_bytes);

}  // namespace models
