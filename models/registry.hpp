// Every objective, optimizer, compressor and schedule. Adding one is a file and a line here.
#pragma once

#include "models/compressors/none.hpp"
#include "models/compressors/quantizers.hpp"
#include "models/compressors/sparsifiers.hpp"
#include "models/objectives/convnet.hpp"
#include "models/objectives/linear_regression.hpp"
#include "models/objectives/linear_svm.hpp"
#include "models/objectives/logistic_regression.hpp"
#include "models/objectives/matrix_factorization.hpp"
#include "models/objectives/mlp.hpp"
#include "models/objectives/quadratic.hpp"
#include "models/objectives/ridge.hpp"
#include "models/objectives/softmax_regression.hpp"
#include "models/objectives/test_functions.hpp"
#include "models/optimizers/adam.hpp"
#include "models/optimizers/lars.hpp"
#include "models/optimizers/sgd.hpp"
#include "models/schedules/constant.hpp"
#include "models/schedules/cosine.hpp"
#include "models/schedules/inverse_sqrt.hpp"
#include "models/schedules/step.hpp"

#include <tuple>

namespace models {

using Models = std::tuple<LinearRegression, Ridge, LogisticRegression, LinearSvm, SoftmaxRegression, Mlp, Convnet,
                          MatrixFactorization, Quadratic, Rosenbrock, Himmelblau>;
using Optimizers = std::tuple<Sgd, Adam, AdamW, Lars>;
using Compressors = std::tuple<NoCompression, TopK, RandomK, Qsgd, TernGrad, Sign>;
using Schedules = std::tuple<ConstantSchedule, StepSchedule, CosineSchedule, InverseSqrtSchedule>;

}  // namespace models
