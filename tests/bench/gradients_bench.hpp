// How close a run with real mathematics is to a bare loop of the same gradients.
#pragma once

namespace bench {

void gradients();

}  // namespace bench
