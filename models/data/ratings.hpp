// Ratings of items by users as text, a rating a line: user, item, value; what follows (a timestamp) is ignored.
#pragma once

#include "models/data/line_reader.hpp"
#include "models/data/preparation.hpp"

#include <string>
#include <string_view>

namespace models {

// A sample is a sparse row with two ones, at the user and at the number of users + the item, and the value as target:
// the layout of factorization machines (Rendle, ICDM 2010), which linear models can read too. Users and items are
// numbered in the order of their identifiers in the file, which are whole numbers.
class RatingsData : public PreparedSource<RatingsData> {
 public:
  static constexpr std::string_view kind = "ratings";
  static constexpr std::string_view summary = "ratings of items by users as text, such as MovieLens";

  std::string file;
  std::string separator = ",";

  template <class Fields>
  void describe(Fields& fields) {
    fields.file("file", file, {.required = true},
                "Lines of user, item and rating, plain or gzip; a header may be there.");
    fields.text("separator", separator, "What stands between two cells, such as \",\", \"::\" or a tab.");
    if (separator.empty())
      fields.complain("separator", "one character or more");
    preparation.describe_for_files(fields, false);
    if (preparation.normalise != "none")
      fields.complain("normalise", "none: ratings have no features to scale");
  }

  template <class T>
  Split<T> make(std::uint64_t seed) const;
};

}  // namespace models
