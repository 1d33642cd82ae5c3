// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dawdle {

// A file on its way: written beside its target, which is as it was until publish(). Whatever fails throws
// std::runtime_error "path: reason".
class WholeFile {
 public:
  explicit WholeFile(const std::filesystem::path& target);
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  ~WholeFile();  // takes the draft away unless it was published

  void write(std::string_view content);
  // Flushes to the disk and renames.
  void publish();

 private:
  [[noreturn]] void fail();

  std::filesystem::path target_;
  std::string draft_;
  int descriptor_ = -1;
};

// All of that for a content at hand.
void write_whole_file(const std::filesystem::path& path, std::string_view content);

// Throws std::runtime_error when that would take the place of `input`, which says something else: it may be all that
// its author has of it.
void require_not_replaced(const std::filesystem::path& input, const std::filesystem::path& path,
                          std::string_view content);

// Takes away drafts that a killed process left in the folder: those older than an hour, so that nobody is at them.
void remove_old_drafts(const std::filesystem::path& folder);

}  // namespace dawdle
