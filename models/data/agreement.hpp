// What files must agree on: class labels, which become 0 .. C-1, and the number of features.
#pragma once

#include "models/dataset.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace models {

// A file of class labels, for messages: where the label of sample i stands, e.g. "labels: byte 15".
struct LabelFile {
  std::string path;
  std::function<std::string(std::size_t sample)> place;
};

// Labels of `width` bytes each from byte `begin` on.
LabelFile binary_labels(const std::string& path, std::size_t begin, std::size_t width);

// Renumbers the labels of both sets, as read, to 0 .. C-1 and sets `classes`, and of the training set where the first
// of each class is. That set decides: it holds {-1, +1} (which become 0 and 1), or every one of 0 .. C-1, or every one
// of 1 .. C; C is at least 2. Throws DataError for any other labels and for a test label the training set has not.
template <class T>
void number_classes(Split<T>& split, const LabelFile& train_file, const LabelFile& test_file);

// Throws DataError when there is a test set of another width than the training set's.
template <class T>
void require_same_width(const Split<T>& split, const std::string& train_file, const std::string& test_file);

}  // namespace models
