// Every data source by name. A new one is a file under models/data/ and its name in this list.
#pragma once

#include "models/data/blobs.hpp"
#include "models/data/cifar.hpp"
#include "models/data/csv.hpp"
#include "models/data/digits.hpp"
#include "models/data/idx.hpp"
#include "models/data/libsvm.hpp"
#include "models/data/linear.hpp"
#include "models/data/npy.hpp"
#include "models/data/ratings.hpp"

#include <tuple>

namespace models {

using DataSources =
    std::tuple<LinearData, BlobsData, DigitsData, CsvData, LibsvmData, IdxData, NpyData, CifarData, RatingsData>;

}  // namespace models
