#include "sim/scenario/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace dawdle {

namespace {

// Owns the file beside the target until it has been renamed.
class Draft {
 public:
  explicit Draft(const std::filesystem::path& target)
      : target_(target), path_(fmt::format("{}.{}.tmp", target.string(), ::getpid())) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
      fail();
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
    if (!path_.empty())
      ::unlink(path_.c_str());
  }

  void write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      if (written < 0 && errno != EINTR)
        fail();
      if (written > 0)
        content.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void publish() {
    if (::fsync(descriptor_) != 0)
      fail();
    if (::close(std::exchange(descriptor_, -1)) != 0)
      fail();
    if (::rename(path_.c_str(), target_.c_str()) != 0)
      fail();
    path_.clear();
  }

 private:
  [[noreturn]] void fail() { throw std::runtime_error(fmt::format("{}: {}", target_.string(), std::strerror(errno))); }

  std::filesystem::path target_;
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace

void write_whole_file(const std::filesystem::path& path, std::string_view content) {
  Draft draft(path);
  draft.write(content);
  draft.publish();
}

}  // namespace dawdle
