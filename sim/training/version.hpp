// A version of the parameters: immutable, shared, counted.
//
// Reading is a pointer: a worker that pulls, a gradient that waits for its turn and an evaluation all hold the same
// values. The last to let go gives the memory back to its pool. Versions are handled by the clock's thread only; other
// threads see just the values, while somebody on the clock's thread holds them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace dawdle {

class VersionPool;

class Version {
 public:
  Version() = default;
  // A version of a model that has no parameters: timing alone.
  explicit Version(std::uint64_t number) : number_(number) {}
  Version(const Version& o) : number_(o.number_), node_(o.node_) { hold(); }
  Version(Version&& o) noexcept : number_(o.number_), node_(std::exchange(o.node_, nullptr)) {}
  Version& operator=(Version o) noexcept {
    std::swap(number_, o.number_);
    std::swap(node_, o.node_);
    return *this;
  }
  ~Version() { release(); }

  // How many updates led to it.
  std::uint64_t number() const { return number_; }

  // The same values under another number.
  Version renumbered(std::uint64_t number) const {
    Version same = *this;
    same.number_ = number;
    return same;
  }

  // The (P) values; T is the run's precision.
  template <class T>
  T* values() const {
    return reinterpret_cast<T*>(node_->bytes.get());
  }

 private:
  friend class VersionPool;
  struct Node {
    std::unique_ptr<std::byte[]> bytes;
    VersionPool* pool;
    std::size_t holders = 0;
  };
  Version(std::uint64_t number, Node& node) : number_(number), node_(&node) { hold(); }
  void hold() {
    if (node_)
      ++node_->holders;
  }
  inline void release();

  std::uint64_t number_ = 0;
  Node* node_ = nullptr;
};

class VersionPool {
 public:
  explicit VersionPool(std::size_t bytes) : bytes_(bytes) {}
  VersionPool(const VersionPool&) = delete;
  VersionPool& operator=(const VersionPool&) = delete;

  // Memory of unspecified content, to be filled before anybody else reads it.
  Version make(std::uint64_t number) {
    if (free_.empty()) {
      nodes_.push_back(std::make_unique<Version::Node>());
      // Cache-line aligned by operator new for arrays of this size on the platforms at hand; nothing depends on it.
      nodes_.back()->bytes = std::make_unique_for_overwrite<std::byte[]>(bytes_);
      nodes_.back()->pool = this;
      free_.push_back(nodes_.back().get());
    }
    Version::Node* node = free_.back();
    free_.pop_back();
    return Version(number, *node);
  }

  std::size_t live() const { return nodes_.size() - free_.size(); }
  std::size_t most() const { return nodes_.size(); }  // live at once, at most

 private:
  friend class Version;
  std::size_t bytes_;
  std::vector<std::unique_ptr<Version::Node>> nodes_;
  std::vector<Version::Node*> free_;
};

inline void Version::release() {
  if (node_ && --node_->holders == 0)
    node_->pool->free_.push_back(node_);
}

}  // namespace dawdle
