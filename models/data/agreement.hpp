// What files must agree on: class labels, which become 0 .. C-1, and the number of features.
#pragma once

#include "models/dataset.hpp"

#include <string>

namespace models {

// Renumbers the labels of both sets, as read, to 0 .. C-1 and sets `classes`. The training set decides: it holds {-1,
// +1} (which become 0 and 1), or every one of 0 .. C-1, or every one of 1 .. C; C is at least 2. The names of the files
// are for the messages. Throws DataError for any other labels and for a test label the training set has not.
template <class T>
void number_classes(Split<T>& split, const std::string& train_file, const std::string& test_file);

// Throws DataError when there is a test set of another width than the training set's.
template <class T>
void require_same_width(const Split<T>& split, const std::string& train_file, const std::string& test_file);

}  // namespace models
