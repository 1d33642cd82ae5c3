// The mean loss of some gradients, for strategies that go by it.
#pragma once

namespace dawdle {

struct MeanLoss {
  double sum = 0, count = 0;
  void add(double loss) {
    sum += loss;
    ++count;
  }
  double value() const { return sum / count; }
};

}  // namespace dawdle
