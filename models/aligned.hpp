// Arrays that begin where a cache line does. A load of 64 bytes that touches two lines takes twice as long.
#pragma once

#include <boost/align/aligned_allocator.hpp>
#include <cstddef>
#include <vector>

namespace models {

constexpr std::size_t cache_line = 64;  // bytes

template <class T>
using AlignedVector = std::vector<T, boost::alignment::aligned_allocator<T, cache_line>>;

}  // namespace models
