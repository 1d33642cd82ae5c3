// The results of a sweep on disk, whatever kills it.
//
// Results are grouped in files (an fsync for each of 10,000 short runs would cost more than the runs). A group appears
// whole or not at all (written beside, flushed, renamed), its name is nobody else's, and it is never changed: so any
// number of processes may add to one folder, and what is there at any moment can be used. Damaged groups are as good as
// absent.
#pragma once

#include "sim/sweep/record.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace dawdle {

// Any thread may call it. Everything here throws std::runtime_error "path: reason" when the disk does not do its part.
class RunStore {
 public:
  // Opens the folder, which is made when needed.
  explicit RunStore(const std::filesystem::path& folder);

  // Reads the results in another folder too. Throws if there is none.
  void include(const std::filesystem::path& folder);

  // Looks for what others have added.
  void refresh();

  bool has(const std::string& key) const;
  bool failed(const std::string& key) const;
  std::optional<RunRecord> read(const std::string& key) const;

  // Keeps it in memory until flush() puts it on the disk. Of two results of one run a success counts.
  void add(const RunRecord& record);
  void flush();
  std::size_t waiting_bytes() const;

 private:
  struct Place {
    std::size_t group;
    std::uint64_t offset;
    std::uint32_t figures, curve;  // bytes
    bool failed;
  };
  void read_group(const std::filesystem::path& group);

  std::vector<std::filesystem::path> folders_;  // results are added to the first
  mutable std::mutex mutex_;
  std::vector<std::filesystem::path> groups_;
  std::set<std::filesystem::path> seen_;
  std::unordered_map<std::string, Place> places_;
  std::string waiting_;                                 // records not yet on the disk
  std::unordered_map<std::string, bool> waiting_runs_;  // and whether they failed
};

}  // namespace dawdle
