// A formula of a sweep: "0.1 * workers", "staleness < workers". Arithmetic, comparisons, logic and the functions of
// muparser (sqrt, log2, min, ...); a variable is the end of a JSON Pointer with dots for slashes: staleness,
// strategy.staleness.
#pragma once

#include <muParser.h>
#include <span>
#include <string>
#include <vector>

namespace dawdle {

class Expression {
 public:
  // Throws std::invalid_argument with a sentence about the text.
  explicit Expression(const std::string& text);
  Expression(Expression&&) = default;  // no copies: the parser points into values_
  Expression& operator=(Expression&&) = default;

  const std::string& text() const { return text_; }
  const std::vector<std::string>& variables() const { return names_; }

  // The value with the variables at `values`, in the order of variables(). Throws std::domain_error with a few words
  // ("a division by zero") when the way there is not finite. For one thread at a time.
  double operator()(std::span<const double> values);

 private:
  std::string text_;
  std::vector<std::string> names_;
  std::vector<double> values_;
  mu::Parser parser_;
};

// To 12 significant digits, so that 3 * 0.1 is 0.3 and machines whose pow() differs agree. Integers stay as they are.
double rounded(double value);

}  // namespace dawdle
