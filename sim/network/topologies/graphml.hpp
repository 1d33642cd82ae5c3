// Clusters in GraphML (Brandes et al., "GraphML progress report", 2002), through Boost.Graph.
#pragma once

#include "sim/network/graph.hpp"

#include <string>

namespace dawdle {

// Of nodes: name (by default "n0", "n1", ... in order), switch (default false), group (default 0). Of edges: bandwidth
// in bytes/s, latency in seconds (both required), duplex (default true), label. Other attributes are not looked at.
// Throws std::invalid_argument naming the file and what is wrong with it.
Graph read_graphml_file(const std::string& path);

}  // namespace dawdle
