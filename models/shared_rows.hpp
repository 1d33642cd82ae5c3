// Rows of numbers that stand elsewhere: in a mapped file, or in memory that several tables share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace models {

// A copy or a selection of rows shares the numbers, which stay where they are as long as one of them lives.
template <class V>
class SharedRows {
 public:
  SharedRows() = default;  // none
  // Row i starts at first + i * stride.
  SharedRows(std::shared_ptr<const V> first, std::size_t stride) : first_(std::move(first)), stride_(stride) {}

  bool empty() const { return first_ == nullptr; }
  // Keeps them where they are.
  const std::shared_ptr<const V>& owner() const { return first_; }
  const V* row(std::size_t i) const { return first_.get() + (order_.empty() ? i : std::size_t{order_[i]}) * stride_; }

  // The rows of these numbers, in this order.
  SharedRows select(std::span<const std::uint32_t> rows) const {
    SharedRows out(first_, stride_);
    out.order_.reserve(rows.size());
    for (const std::uint32_t row : rows) out.order_.push_back(order_.empty() ? row : order_[row]);
    return out;
  }

 private:
  std::shared_ptr<const V> first_;
  std::size_t stride_ = 0;
  std::vector<std::uint32_t> order_;  // empty: every row where it stands
};

}  // namespace models
