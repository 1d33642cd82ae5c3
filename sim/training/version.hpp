// A version of the parameters: immutable, shared, counted.
//
// Reading is a pointer: a worker that pulls, a gradient that waits for its turn and an evaluation all hold the same
// values. The last to let go gives the memory back to its pool. Versions are handled by the clock's thread only; other
// threads see just the values, while somebody on the clock's thread holds them.
//
// Where a step changes a few coordinates of many, the new version takes the old one's array over and leaves behind what
// stood there (Baker, "Shallow binding makes functional arrays fast", SIGPLAN Notices 1991): a step then costs the
// coordinates that it changes, and reading an older version those that have changed since. Only nobody may hold a
// pointer into the array; if somebody does, the step copies it.
#pragma once

#include "models/aligned.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
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

  // The (P) values; T is the run's precision. REQUIRES: they are pinned, see VersionPool.
  template <class T>
  T* values() const {
    return reinterpret_cast<T*>(node_->bytes.get());
  }

 private:
  friend class VersionPool;
  // As models/aligned.hpp has it.
  static constexpr std::align_val_t alignment{models::cache_line};
  struct Free {
    void operator()(std::byte* bytes) const { ::operator delete(bytes, alignment); }
  };
  using Array = std::unique_ptr<std::byte[], Free>;
  struct Node {
    VersionPool* pool;
    std::size_t holders = 0;
    Array bytes;                         // none: `newer` has them, but for what stood `where`
    bool pinned = false;                 // somebody may have a pointer to the bytes
    std::uint32_t generation = 0;        // of those that have had the same array
    std::vector<std::uint32_t> changed;  // beside the bytes: the generation that changed a coordinate last
    Node* newer = nullptr;               // held
    std::vector<std::uint32_t> where;    // ascending
    std::vector<double> was;             // a float is a double, too
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

  // Memory of unspecified content, pinned, to be filled before anybody else reads it.
  Version make(std::uint64_t number) {
    Node& node = take(whole_);
    if (!node.bytes)
      node.bytes = array();
    node.pinned = true;
    return Version(number, node);
  }

  // x's values stay where they are as long as it lives.
  template <class T>
  void pin(const Version& x) {
    Node& node = *x.node_;
    node.pinned = true;
    if (node.bytes)
      return;
    Version::Array bytes = array();
    copy<T>(node, bytes.get());
    node.bytes = std::move(bytes);
    node.changed.clear();
    let_go(std::exchange(node.newer, nullptr));
  }

  // out[i] = x[where[i]]; `where` ascends.
  template <class T>
  void gather(const Version& x, std::span<const std::uint32_t> where, std::span<T> out) {
    const Node& whole = root(*x.node_);
    for (std::size_t i = 0; i < where.size(); ++i) {
      const std::uint32_t place = where[i];
      // Without a record of changes, all that were left behind are looked through.
      const bool same = !whole.changed.empty() && whole.changed[place] <= x.node_->generation;
      const double* const old = same ? nullptr : left_behind(*x.node_, place);
      out[i] = old ? static_cast<T>(*old) : values<T>(whole)[place];
    }
  }

  // Version `number`: x, but `to` at the coordinates `where`, which ascend.
  template <class T>
  Version change(const Version& x, std::uint64_t number, std::span<const std::uint32_t> where, std::span<const T> to) {
    Node& from = *x.node_;
    const bool take_over = from.bytes && !from.pinned;
    Node& next = take(take_over ? bare_ : whole_);
    Version changed(number, next);
    if (take_over) {
      leave_behind<T>(from, next, where);
    } else {
      if (!next.bytes)
        next.bytes = array();
      copy<T>(from, next.bytes.get());
      next.generation = 0;
      next.changed.assign(bytes_ / sizeof(T), 0);
    }
    for (std::size_t i = 0; i < where.size(); ++i) {
      values<T>(next)[where[i]] = to[i];
      next.changed[where[i]] = next.generation;
    }
    return changed;
  }

  // Arrays of all the parameters that there were at once, at most.
  std::size_t most() const { return arrays_; }

 private:
  friend class Version;
  using Node = Version::Node;

  template <class T>
  static T* values(const Node& node) {
    return reinterpret_cast<T*>(node.bytes.get());
  }

  Version::Array array() {
    ++arrays_;
    return Version::Array(static_cast<std::byte*>(::operator new(bytes_, Version::alignment)));
  }

  // A node at rest from one of the two stocks.
  Node& take(std::vector<Node*>& stock) {
    if (stock.empty()) {
      nodes_.push_back(std::make_unique<Node>());
      nodes_.back()->pool = this;
      stock.push_back(nodes_.back().get());
    }
    Node& node = *stock.back();
    stock.pop_back();
    node.pinned = false;
    return node;
  }

  template <class T>
  void leave_behind(Node& from, Node& next, std::span<const std::uint32_t> where) {
    from.where.assign(where.begin(), where.end());
    from.was.resize(where.size());
    for (std::size_t i = 0; i < where.size(); ++i) from.was[i] = static_cast<double>(values<T>(from)[where[i]]);
    next.bytes = std::move(from.bytes);
    next.changed.swap(from.changed);
    next.generation = from.generation + 1;
    from.newer = &next;
    ++next.holders;
  }

  // What stood at a place when this version was the newest; null: it has not changed since.
  static const double* left_behind(const Node& node, std::uint32_t place) {
    for (const Node* at = &node; !at->bytes; at = at->newer)
      if (const auto found = std::lower_bound(at->where.begin(), at->where.end(), place);
          found != at->where.end() && *found == place)
        return &at->was[static_cast<std::size_t>(found - at->where.begin())];
    return nullptr;
  }

  // Where the values are, and on the way there (newest first) those who have left something behind.
  const Node& root(const Node& node) {
    newest_first_.clear();
    const Node* at = &node;
    for (; !at->bytes; at = at->newer) newest_first_.push_back(at);
    std::reverse(newest_first_.begin(), newest_first_.end());
    return *at;
  }

  template <class T>
  void copy(const Node& node, std::byte* to) {
    const Node& whole = root(node);
    std::copy_n(whole.bytes.get(), bytes_, to);
    for (const Node* old : newest_first_)
      for (std::size_t j = 0; j < old->where.size(); ++j)
        reinterpret_cast<T*>(to)[old->where[j]] = static_cast<T>(old->was[j]);
  }

  // Without recursion: a chain of versions may be long.
  void let_go(Node* node) {
    while (node && --node->holders == 0) {
      (node->bytes ? whole_ : bare_).push_back(node);
      node = std::exchange(node->newer, nullptr);
    }
  }

  std::size_t bytes_;
  std::size_t arrays_ = 0;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Node*> whole_, bare_;  // at rest, with an array and without
  std::vector<const Node*> newest_first_;
};

inline void Version::release() {
  if (node_)
    node_->pool->let_go(node_);
}

}  // namespace dawdle
