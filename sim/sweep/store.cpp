#include "sim/sweep/store.hpp"

#include "sim/scenario/hash.hpp"
#include "sim/scenario/whole_file.hpp"
#include "sim/sweep/csv.hpp"
#include "sim/sweep/text_file.hpp"

#include <fmt/format.h>
#include <charconv>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string_view>

namespace dawdle {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view suffix = ".runs";

// A record is a line "run KEY FIGURES CURVE FAILED" (bytes, 0 or 1), then the two tables; a group is records and
// the line "end HASH" of all before.
struct Heading {
  std::string key;
  std::uint32_t figures = 0, curve = 0;
  bool failed = false;
};

std::string encoded(const RunRecord& record) {
  return fmt::format("run {} {} {} {:d}\n{}{}", record.key, record.figures.size(), record.curve.size(), record.failed(),
                     record.figures, record.curve);
}

Heading heading_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t space = 0; space != line.npos; line.remove_prefix(space == line.npos ? line.size() : space + 1)) {
    space = line.find(' ');
    words.push_back(line.substr(0, space));
  }
  Heading heading;
  if (words.size() == 5 && words[0] == "run") {
    heading.key = words[1];
    std::from_chars(words[2].data(), words[2].data() + words[2].size(), heading.figures);
    std::from_chars(words[3].data(), words[3].data() + words[3].size(), heading.curve);
    heading.failed = words[4] == "1";
  }
  return heading;
}

// Without its last line, which vouches for the rest; empty when it does not.
std::string_view checked(std::string_view group) {
  const std::size_t end = group.rfind("end ");
  if (end == group.npos || group.substr(end) != fmt::format("end {}\n", hash_of(group.substr(0, end))))
    return "";
  return group.substr(0, end);
}

std::string new_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{}", random(), random(), suffix);
}

}  // namespace

RunStore::RunStore(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw std::runtime_error(fmt::format("{}: {}", folder.string(), error.message()));
  include(folder);
}

void RunStore::include(const fs::path& folder) {
  {
    const std::lock_guard lock(mutex_);
    folders_.push_back(folder);
  }
  refresh();
}

void RunStore::refresh() {
  const std::lock_guard lock(mutex_);
  for (const fs::path& folder : folders_) {
    std::error_code error;
    fs::directory_iterator files(folder, error);
    if (error)
      throw std::runtime_error(fmt::format("{}: {}", folder.string(), error.message()));
    for (const auto& file : files)
      if (file.path().extension() == suffix && seen_.insert(file.path()).second)
        read_group(file.path());
  }
}

void RunStore::read_group(const fs::path& group) {
  const std::string content = content_of(group);
  std::string_view rest = checked(content);
  groups_.push_back(group);
  while (!rest.empty()) {
    const Heading heading = heading_of(next_row(rest));
    const Place place = {groups_.size() - 1, static_cast<std::uint64_t>(rest.data() - content.data()), heading.figures,
                         heading.curve, heading.failed};
    rest.remove_prefix(std::min<std::size_t>(rest.size(), heading.figures + heading.curve));
    const auto [known, added] = places_.emplace(heading.key, place);
    if (!added && known->second.failed && !place.failed)
      known->second = place;
  }
}

bool RunStore::has(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return places_.contains(key) || waiting_runs_.contains(key);
}

bool RunStore::failed(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto waits = waiting_runs_.find(key);
  const auto found = places_.find(key);
  const bool succeeded =
      (waits != waiting_runs_.end() && !waits->second) || (found != places_.end() && !found->second.failed);
  return !succeeded && (waits != waiting_runs_.end() || found != places_.end());
}

std::optional<RunRecord> RunStore::read(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(key);
  if (found == places_.end())
    return std::nullopt;
  const Place& place = found->second;
  RunRecord record{key, std::string(place.figures, 0), std::string(place.curve, 0)};
  std::ifstream in(groups_[place.group], std::ios::binary);
  in.seekg(static_cast<std::streamoff>(place.offset));
  in.read(record.figures.data(), place.figures);
  in.read(record.curve.data(), place.curve);
  if (!in)
    throw std::runtime_error(fmt::format("{}: cannot be read", groups_[place.group].string()));
  return record;
}

void RunStore::add(const RunRecord& record) {
  const std::string text = encoded(record);
  const std::lock_guard lock(mutex_);
  waiting_ += text;
  waiting_runs_.insert_or_assign(record.key, record.failed());
}

std::size_t RunStore::waiting_bytes() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void RunStore::flush() {
  std::string content;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty())
      return;
    content = std::move(waiting_);
    waiting_.clear();
  }
  // Outside of the lock: runs go on while the disk works.
  const fs::path group = folders_.front() / new_name();
  write_whole_file(group, content + fmt::format("end {}\n", hash_of(content)));
  const std::lock_guard lock(mutex_);
  if (seen_.insert(group).second)
    read_group(group);
  std::erase_if(waiting_runs_, [this](const auto& run) { return places_.contains(run.first); });
}

}  // namespace dawdle
