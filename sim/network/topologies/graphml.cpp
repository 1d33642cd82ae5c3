#include "sim/network/topologies/graphml.hpp"

#include <fmt/format.h>
#include <boost/algorithm/string/replace.hpp>
#include <boost/graph/graphml.hpp>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace dawdle {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

struct FileNode {
  std::string name;
  std::string is_switch = "false";
  int group = 0;
};

struct FileEdge {
  double bandwidth = kAbsent;
  double latency = kAbsent;
  std::string duplex = "true";
  std::string label;
};

using FileGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, FileNode, FileEdge>;

// Files carry much that is none of our business (colours, coordinates); a misspelt attribute is noticed all the same,
// since then a required one is missing.
boost::shared_ptr<boost::dynamic_property_map> not_looked_at(const std::string&, const boost::any&, const boost::any&) {
  return {};
}

// Boost takes 0 and 1 for booleans, the standard says true and false: read as text, they may be any of these.
std::string without_booleans(std::string text) {
  for (const char* quote : {"\"", "'"})
    boost::algorithm::replace_all(text, fmt::format("{0}boolean{0}", quote), fmt::format("{0}string{0}", quote));
  return text;
}

bool truth(const std::string& value, std::string_view attribute, const std::string& of) {
  if (value == "true" || value == "1")
    return true;
  if (value == "false" || value == "0")
    return false;
  throw std::invalid_argument(fmt::format("expected true or false for {} of {}, got \"{}\"", attribute, of, value));
}

FileGraph parse(const std::string& text) {
  std::istringstream in(without_booleans(text));
  FileGraph file;
  boost::dynamic_properties attributes(not_looked_at);
  attributes.property("name", get(&FileNode::name, file));
  attributes.property("switch", get(&FileNode::is_switch, file));
  attributes.property("group", get(&FileNode::group, file));
  attributes.property("bandwidth", get(&FileEdge::bandwidth, file));
  attributes.property("latency", get(&FileEdge::latency, file));
  attributes.property("duplex", get(&FileEdge::duplex, file));
  attributes.property("label", get(&FileEdge::label, file));
  boost::read_graphml(in, file, attributes);
  return file;
}

Graph build(const FileGraph& file) {
  Graph graph;
  for (Graph::Node node = 0; node < num_vertices(file); ++node) {
    const FileNode& n = file[node];
    const std::string name = n.name.empty() ? fmt::format("n{}", node) : n.name;
    truth(n.is_switch, "switch", name) ? graph.add_switch(name) : graph.add_host(name, n.group);
  }
  for (const auto& edge : boost::make_iterator_range(edges(file))) {
    const FileEdge& e = file[edge];
    const Graph::Node a = source(edge, file), b = target(edge, file);
    const bool duplex = truth(e.duplex, "duplex", fmt::format("the edge {}<->{}", graph[a].name, graph[b].name));
    graph.connect(a, b, {e.bandwidth, e.latency, duplex, e.label});
  }
  return graph;
}

}  // namespace

Graph read_graphml_file(const std::string& path) {
  std::ifstream in(path);
  try {
    return build(parse({std::istreambuf_iterator<char>(in), {}}));
  } catch (const std::exception& e) {
    throw std::invalid_argument(fmt::format("{}: {}", path, e.what()));
  }
}

}  // namespace dawdle
