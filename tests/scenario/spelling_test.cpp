#include "sim/scenario/spelling.hpp"

#include <doctest/doctest.h>
#include <array>
#include <string>

using dawdle::edit_distance;
using dawdle::nearest;

TEST_CASE("the edit distance counts insertions, deletions, substitutions and swaps") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("wrokers", "workers") == 1);
  CHECK(edit_distance("SGD", "sgd") == 0);
  CHECK(edit_distance("ca", "abc") == 3);  // restricted: 2 if a swapped pair could be edited again
}

TEST_CASE("the nearest name is suggested only when it is near") {
  constexpr std::array<std::string_view, 5> names{"workers", "network", "seed", "sgd", "ssp"};
  CHECK(nearest("wrokers", names) == "workers");
  CHECK(nearest("netwrk", names) == "network");
  CHECK(nearest("SGD", names) == "sgd");
  CHECK(nearest("sp", names) == "ssp");
  CHECK(nearest("sed", names) == "seed");  // of two at the same distance, the first
  CHECK(nearest("latency", names) == "");
  CHECK(nearest("", names) == "");
  CHECK(nearest(std::string(10'000'000, 'x'), names) == "");
}

TEST_CASE("a name of one letter is not near every other letter") {
  constexpr std::array<std::string_view, 1> names{"H"};
  CHECK(nearest("K", names) == "");
  CHECK(nearest("h", names) == "H");
}
