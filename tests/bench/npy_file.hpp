// Arrays as files for NumPy.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

// `type` is NumPy's name of T, such as "<f4"; `shape` Python's, such as "(2, 3)". Throws std::runtime_error when the
// disk is full.
template <class T>
void write_npy(const std::string& path, std::string_view type, const std::string& shape, std::span<const T> values) {
  using namespace std::string_view_literals;
  constexpr std::size_t header = 118;  // with what stands before it 128 bytes: the numbers are aligned
  const std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", type, shape);
  std::ofstream file(path, std::ios::binary);
  file << "\x93NUMPY\x01\x00"sv << static_cast<char>(header) << '\0' << fmt::format("{:<{}}\n", text, header - 1);
  file.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size_bytes()));
  if (!file.flush())
    throw std::runtime_error("cannot write " + path);
}

}  // namespace bench
