#include "sim/scenario/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

namespace dawdle {

namespace fs = std::filesystem;

namespace {

constexpr const char* draft_suffix = ".tmp";

}  // namespace

// The draft's name is random: processes of several machines may write one target on a shared disk.
WholeFile::WholeFile(const fs::path& target)
    : target_(target), draft_(fmt::format("{}.{:08x}{}", target.string(), std::random_device{}(), draft_suffix)) {
  // A rename would put a file in the place of a device.
  std::error_code missing;
  if (const auto now = fs::status(target, missing); fs::exists(now) && !fs::is_regular_file(now)) {
    draft_.clear();
    throw std::runtime_error(fmt::format("{}: expected a regular file, or none yet", target.string()));
  }
  descriptor_ = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    draft_.clear();
    fail();
  }
}

WholeFile::~WholeFile() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
  if (!draft_.empty())
    ::unlink(draft_.c_str());
}

void WholeFile::write(std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor_, content.data(), content.size());
    if (written < 0 && errno != EINTR)
      fail();
    if (written > 0)
      content.remove_prefix(static_cast<std::size_t>(written));
  }
}

void WholeFile::publish() {
  if (::fsync(descriptor_) != 0)
    fail();
  if (::close(std::exchange(descriptor_, -1)) != 0)
    fail();
  if (::rename(draft_.c_str(), target_.c_str()) != 0)
    fail();
  draft_.clear();
}

void WholeFile::fail() { throw std::runtime_error(fmt::format("{}: {}", target_.string(), std::strerror(errno))); }

void write_whole_file(const fs::path& path, std::string_view content) {
  WholeFile file(path);
  file.write(content);
  file.publish();
}

void require_not_replaced(const fs::path& input, const fs::path& path, std::string_view content) {
  std::error_code none_there;
  if (!fs::equivalent(input, path, none_there))
    return;
  std::ifstream in(path, std::ios::binary);
  if (std::string(std::istreambuf_iterator<char>(in), {}) != content)
    throw std::runtime_error(fmt::format(
        "{}: would be replaced by its effective form; choose another folder for the results", path.string()));
}

void remove_old_drafts(const fs::path& folder) {
  std::error_code ignored;
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& file : fs::directory_iterator(folder, ignored))
    if (file.path().extension() == draft_suffix && fs::last_write_time(file, ignored) < old)
      fs::remove(file, ignored);
}

}  // namespace dawdle
