// What the names in a sweep's expressions stand for: the numbers of a scenario.
#pragma once

#include "sim/scenario/expression.hpp"
#include "sim/scenario/problem.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dawdle {

class Variables {
 public:
  // Every number and quantity of the document, in SI units, by its path with dots. Elements of arrays have no name.
  explicit Variables(const nlohmann::json& document);

  // The value of the expression; nothing, and a problem at `pointer`, when a name stands for no number or for several,
  // or the value is not finite.
  std::optional<double> evaluate(Expression& expression, const std::string& pointer,
                                 std::vector<Problem>& problems) const;

 private:
  void add(const std::string& path, const nlohmann::json& value);
  const double* find(const std::string& name, const std::string& pointer, std::vector<Problem>& problems) const;
  Problem unknown(const std::string& name, const std::string& pointer) const;

  std::vector<std::pair<std::string, double>> numbers_;
};

}  // namespace dawdle
