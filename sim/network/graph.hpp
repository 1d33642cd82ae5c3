// A cluster as a graph: named hosts and switches, and the cables between them.
#pragma once

#include "sim/network/fabric.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace dawdle {

struct Cable {
  double bandwidth = 0;  // bytes/s, in each direction
  double latency = 0;    // seconds
  bool duplex = true;    // false: both directions share the bandwidth
  std::string label{};   // tells parallel cables apart
};

// Hosts forward what is not for them, as in a ring or a torus.
//
// The links of a cable between a and b are named "a->b" and "b->a", or "a<->b" when it is half duplex; ":label" follows
// if it has one. Every mistake throws std::invalid_argument that names the node or the link.
class Graph {
 public:
  using Node = std::size_t;

  struct NodeInfo {
    std::string name;
    bool is_host = false;
    int group = 0;  // rack, pod, site or node of several accelerators that a host belongs to
  };
  struct Arc {
    LinkId link = 0;
    LinkId back = 0;  // of the arc the other way; the same when the cable is half duplex
  };
  using Structure = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, NodeInfo, Arc>;

  Node add_host(const std::string& name, int group = 0) { return add({name, true, group}); }
  Node add_switch(const std::string& name) { return add({name, false, 0}); }
  void connect(Node a, Node b, const Cable& cable);

  // The node of that name; `who` asks, for the message when there is none.
  Node node(const std::string& name, const std::string& who) const;

  const std::vector<Node>& hosts() const { return hosts_; }
  const NodeInfo& operator[](Node node) const { return (*structure_)[node]; }
  const std::vector<Link>& links() const { return links_; }
  const Structure& structure() const { return *structure_; }

 private:
  Node add(NodeInfo info);
  LinkId add_link(std::string name, const Cable& cable);

  std::unique_ptr<Structure> structure_ = std::make_unique<Structure>();  // its moves are copies
  std::vector<Node> hosts_;
  std::vector<Link> links_;
  std::unordered_map<std::string, Node> by_name_;
  std::set<std::string> cables_;  // each from its lesser node to its greater
};

}  // namespace dawdle
