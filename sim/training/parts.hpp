// The registries of models/, as entries that a scenario can name.
#pragma once

#include "models/data_registry.hpp"
#include "models/registry.hpp"
#include "sim/core/options.hpp"

#include <array>
#include <span>
#include <tuple>

namespace dawdle {

// models/ lists its kinds as a tuple of types; here each becomes a row.
template <class Base, class... T>
std::span<const Entry<Base>> rows(const std::tuple<T...>*) {
  static constexpr std::array table = {entry<Base, T>()...};
  return table;
}

inline auto data_sources() { return rows<models::DataSource>(static_cast<models::DataSources*>(nullptr)); }
inline auto model_kinds() { return rows<models::Model>(static_cast<models::Models*>(nullptr)); }
inline auto optimizers() { return rows<models::Optimizer>(static_cast<models::Optimizers*>(nullptr)); }
inline auto compressors() { return rows<models::Compressor>(static_cast<models::Compressors*>(nullptr)); }
inline auto schedules() { return rows<models::Schedule>(static_cast<models::Schedules*>(nullptr)); }

}  // namespace dawdle
