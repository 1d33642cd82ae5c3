// Files of text: read whole, or on their way, compressed (RFC 1952) or not.
#pragma once

#include "sim/scenario/whole_file.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dawdle {

// Empty when it cannot be read.
std::string content_of(const std::filesystem::path& file);

class TextFile {
 public:
  // Throws as WholeFile does.
  TextFile(const std::filesystem::path& target, bool compress);
  ~TextFile();
  void write(std::string_view text);
  void publish();

 private:
  struct Deflate;
  void drain(bool end);

  WholeFile file_;
  std::string waiting_;
  std::unique_ptr<Deflate> deflate_;  // null: as it is
};

}  // namespace dawdle
