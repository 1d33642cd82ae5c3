// Every objective, optimizer and schedule. Adding one is a file and a line here.
#pragma once

#include "models/objectives/linear_regression.hpp"
#include "models/objectives/logistic_regression.hpp"
#include "models/objectives/quadratic.hpp"
#include "models/objectives/softmax_regression.hpp"
#include "models/optimizers/sgd.hpp"
#include "models/schedules/constant.hpp"
#include "models/schedules/cosine.hpp"
#include "models/schedules/inverse_sqrt.hpp"
#include "models/schedules/step.hpp"

#include <tuple>

namespace models {

using Models = std::tuple<LinearRegression, LogisticRegression, SoftmaxRegression, Quadratic>;
using Optimizers = std::tuple<Sgd>;
using Schedules = std::tuple<ConstantSchedule, StepSchedule, CosineSchedule, InverseSqrtSchedule>;

}  // namespace models
