#include "sim/network/fabric_topology.hpp"

namespace dawdle {

void FabricTopology::describe_what_is_real(Fields& fields) {
  fields.section(
      "realism", [this](Fields& f) { realism.describe(f); }, "what real networks add; all off by default");
  fields.objects("background", background, "messages of others on the network");
}

std::shared_ptr<const Realism> FabricTopology::any_realism() const {
  return realism.any() ? std::make_shared<const Realism>(realism) : nullptr;
}

}  // namespace dawdle
