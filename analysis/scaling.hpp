// What K workers gain over one. Times are in seconds.
#pragma once

#include <span>

namespace dawdle::analysis {

// K workers do in `step` seconds what takes one worker K `work` seconds.
double speedup(int workers, double work, double step);

// Amdahl, "Validity of the single processor approach", AFIPS 1967: of a step, `work` is what K workers share, `serial`
// what they do not (communication, waiting). However many workers share the K work, the speed-up stays below 1/f, f
// being the serial fraction serial / (serial + K work). Infinite when nothing is serial.
double amdahl_limit(int workers, double work, double serial);

// When a link that never rests while there is work has served everybody: max_j (a_j + (K-j) service) over the arrival
// times in rising order, j from 0, however it shares itself. REQUIRES: not empty, sorted.
double last_service(std::span<const double> arrivals, double service);

}  // namespace dawdle::analysis
