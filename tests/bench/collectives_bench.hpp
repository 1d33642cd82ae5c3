// How fast collectives are simulated, message by message and by propagation.
#pragma once

namespace bench {

void collectives();

}  // namespace bench
