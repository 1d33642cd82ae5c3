// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace dawdle {

// Writes beside the target, flushes to the disk, renames. Throws std::runtime_error "path: reason"; the target is then
// as it was.
void write_whole_file(const std::filesystem::path& path, std::string_view content);

}  // namespace dawdle
