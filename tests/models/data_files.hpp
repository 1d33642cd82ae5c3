// Files that tests of the data loaders write.
#pragma once

#include "models/data_source.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

namespace data_test {

// A folder of its own that goes when the test ends.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "dawdle-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() { std::filesystem::remove_all(path_); }

  std::string path(const std::string& name) const { return (path_ / name).string(); }

  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

  std::string write_gzip(const std::string& name, const std::string& bytes) const {
    gzFile file = gzopen(path(name).c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// An IDX file: the magic number and dimensions, big-endian, then `body`.
inline std::string idx_bytes(std::initializer_list<std::uint32_t> header, const std::string& body) {
  std::string out;
  for (std::uint32_t word : header)
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(word >> shift & 0xff);
  return out + body;
}

template <class T>
models::Split<T> load(const models::DataSource& source, std::uint64_t seed = 1) {
  models::Split<T> split;
  source.load(split, seed);
  return split;
}

// The features of every sample, however they are kept.
template <class T>
std::vector<T> numbers(const models::Dataset<T>& data) {
  std::vector<T> out;
  for (std::size_t i = 0; i < data.n; ++i)
    for (std::size_t j = 0; j < data.d; ++j) out.push_back(data.feature(i, j));
  return out;
}

// The file that is mapped where it points to; empty when none is.
inline std::string mapped_file(const void* pointer) {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::size_t dash = 0;
    const std::uintptr_t begin = std::stoull(line, &dash, 16), end = std::stoull(line.substr(dash + 1), nullptr, 16);
    if (begin <= address && address < end && line.find('/') != line.npos)
      return line.substr(line.find('/'));
  }
  return {};
}

// What loading complains of, without the folder's name; empty when it does not.
inline std::string complaint(const models::DataSource& source, const TempDir& dir) {
  try {
    load<float>(source);
  } catch (const models::DataError& error) {
    std::string text = error.what();
    const std::string prefix = dir.path("");
    for (std::size_t at; (at = text.find(prefix)) != text.npos;) text.erase(at, prefix.size());
    return text;
  }
  return {};
}

}  // namespace data_test
