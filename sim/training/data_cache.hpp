// Data sets that many runs of one process read: each is loaded once, by whoever comes first.
#pragma once

#include "models/dataset.hpp"

#include <any>
#include <cstddef>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace dawdle {

// Any thread may call it. Those used last are kept, up to a number of bytes; a run's own share keeps its data alive.
class DataCache {
 public:
  explicit DataCache(double most_bytes) : most_bytes_(most_bytes) {}

  template <class T>
  using Data = std::shared_ptr<const models::Split<T>>;
  template <class T>
  using Load = std::function<void(models::Split<T>&)>;

  // What `load` made under that key and precision; whatever it throws, each caller gets.
  template <class T>
  Data<T> get(const std::string& key, const Load<T>& load);

 private:
  struct Item {
    std::string key;
    std::any data;  // std::shared_future<Data<T>>
    double bytes = 0;
  };
  void weigh(const std::string& key, double bytes);

  double most_bytes_;
  std::mutex mutex_;
  std::list<Item> items_;  // used last in front
};

}  // namespace dawdle
