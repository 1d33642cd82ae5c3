// What a worker can be doing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dawdle {

// At every instant a worker does exactly one of these, so their times add up to the run's length.
enum class Activity : std::uint8_t { wait, compute, transfer, server, down };
inline constexpr std::size_t kActivities = 5;

constexpr const char* name_of(Activity activity) {
  constexpr std::array<const char*, kActivities> names = {"wait", "compute", "transfer", "server", "down"};
  return names[static_cast<std::size_t>(activity)];
}

// In the order in which results have them.
inline constexpr std::array reported_activities = {Activity::compute, Activity::wait, Activity::transfer,
                                                   Activity::server, Activity::down};

}  // namespace dawdle
