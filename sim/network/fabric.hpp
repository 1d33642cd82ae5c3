// Links and the routes over them: what every network here is made of.
#pragma once

#include "sim/network/network.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dawdle {

using LinkId = std::uint32_t;

// Something that flows share: one direction of a full-duplex cable, or a half-duplex one as a whole.
struct Link {
  std::string name;    // may be empty where there are very many
  double bandwidth;    // bytes/s
  double latency = 0;  // seconds
};

class Router {
 public:
  virtual ~Router() = default;
  // Appends the links from one host to another, in their order; none when they are the same. Always the same ones.
  virtual void route(Host from, Host to, std::vector<LinkId>& links) const = 0;
};

struct Realism;

struct Fabric {
  std::vector<Link> links;
  std::unique_ptr<Router> router;
  double overhead = 0;                       // seconds a message costs its sender before it leaves
  std::shared_ptr<const Realism> realism{};  // null: none
};

}  // namespace dawdle
