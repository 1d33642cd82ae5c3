// What `dawdle check` would print about f.json, as one string.
#pragma once

#include "sim/scenario/problem.hpp"

#include <string>
#include <vector>

inline std::string lines(const std::vector<dawdle::Problem>& problems) {
  std::string all;
  for (const dawdle::Problem& problem : problems) {
    if (!all.empty())
      all += '\n';
    all += dawdle::message("f.json", problem);
  }
  return all;
}
