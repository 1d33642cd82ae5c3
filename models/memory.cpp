#include "models/memory.hpp"

#include "models/data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>

namespace models {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

// The number at the beginning of a file; `otherwise` when there is none ("max").
double number_in(const char* path, double otherwise) {
  std::ifstream file(path);
  double number = 0;
  return file >> number ? number : otherwise;
}

double machine_memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string key, unit; file >> key;) {
    double kilobytes = 0;
    if (file >> kilobytes && key == "MemAvailable:")
      return kilobytes * 1024;
    file.clear();
    std::getline(file, unit);
  }
  return unlimited;
}

}  // namespace

double available_memory() {
  const double group =
      number_in("/sys/fs/cgroup/memory.max", unlimited) - number_in("/sys/fs/cgroup/memory.current", 0);
  return std::min(machine_memory(), std::max(group, 0.0));
}

void require_memory(const std::string& what, double rows, double columns, std::size_t scalar_bytes) {
  const double bytes = rows * columns * static_cast<double>(scalar_bytes);
  const double available = available_memory();
  if (bytes > available)
    throw DataError(
        fmt::format("expected {} to fit into the {:.3g} GB of memory available, got {} x {} x {} bytes = "
                    "{:.3g} GB",
                    what, available / 1e9, rows, columns, scalar_bytes, bytes / 1e9));
}

}  // namespace models
