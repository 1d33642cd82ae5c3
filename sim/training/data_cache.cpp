#include "sim/training/data_cache.hpp"

#include <algorithm>

namespace dawdle {

namespace {

template <class T>
double bytes_of(const models::Dataset<T>& data) {
  return static_cast<double>(sizeof(T) * (data.dense.size() + data.sparse.value.size() + data.target.size()) +
                             (data.mapped.empty() ? 0 : sizeof(T) * data.n * data.d) +
                             (data.pixels.empty() ? 0 : data.n * data.d) +
                             sizeof(std::size_t) * data.sparse.begin.size() +
                             sizeof(std::uint32_t) * (data.sparse.column.size() + data.label.size()));
}

}  // namespace

template <class T>
DataCache::Data<T> DataCache::get(const std::string& key, const Load<T>& load) {
  const std::string full = (sizeof(T) == sizeof(float) ? "float32 " : "float64 ") + key;
  std::promise<Data<T>> promise;
  std::shared_future<Data<T>> future;
  bool mine = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const Item& item) { return item.key == full; });
    if (found != items_.end()) {
      items_.splice(items_.begin(), items_, found);
      future = std::any_cast<std::shared_future<Data<T>>>(found->data);
    } else {
      mine = true;
      future = promise.get_future().share();
      items_.push_front({full, future});
    }
  }
  if (mine) {
    try {
      auto data = std::make_shared<models::Split<T>>();
      load(*data);
      weigh(full, bytes_of(data->train) + bytes_of(data->test));
      promise.set_value(std::move(data));
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }
  return future.get();
}

// Now that its size is known, lets go of those used longest ago that do not fit beside it.
void DataCache::weigh(const std::string& key, double bytes) {
  const std::lock_guard lock(mutex_);
  double sum = 0;
  for (auto item = items_.begin(); item != items_.end();) {
    if (item->key == key)
      item->bytes = bytes;
    sum += item->bytes;
    item = sum > most_bytes_ && item->key != key ? items_.erase(item) : std::next(item);
  }
}

template DataCache::Data<float> DataCache::get(const std::string&, const Load<float>&);
template DataCache::Data<double> DataCache::get(const std::string&, const Load<double>&);

}  // namespace dawdle
