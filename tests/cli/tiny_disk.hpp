// A file system that is soon full.
#pragma once

#include "tests/cli/command.hpp"

#include <sys/mount.h>
#include <filesystem>
#include <string>

namespace cli {

// Mounted at disk/ in the folder, where this process may mount one.
class TinyDisk {
 public:
  explicit TinyDisk(const Folder& folder, const std::string& size = "16k") : path_(folder.path() / "disk") {
    std::filesystem::create_directory(path_);
    mounted_ = ::mount("none", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;
  ~TinyDisk() {
    if (mounted_)
      ::umount(path_.c_str());
  }
  bool mounted() const { return mounted_; }
  void resize(const std::string& size) const {
    ::mount("none", path_.c_str(), "tmpfs", MS_REMOUNT, ("size=" + size).c_str());
  }

 private:
  std::filesystem::path path_;
  bool mounted_ = false;
};

}  // namespace cli
