// Graphs of workers, and the mixing matrices they make. Apart from mixing.hpp, which nearly every file of this layer
// reads: Boost.Graph is four times as much to compile as all of that.
#pragma once

#include "sim/training/peers/mixing.hpp"

#include <boost/graph/adjacency_list.hpp>

namespace dawdle {

// Graphs of workers 0 .. n-1, without parallel edges.
using Undirected = boost::adjacency_list<boost::setS, boost::vecS, boost::undirectedS>;
using Directed = boost::adjacency_list<boost::setS, boost::vecS, boost::directedS>;  // an edge goes where models go

// Metropolis-Hastings weights (Xiao & Boyd, "Fast linear iterations for distributed averaging", 2004), d the degrees:
//
//   W_ij = 1 / (1 + max(d_i, d_j)) along edges,   W_ii = 1 - sum_j W_ij
//
// Symmetric, hence doubly stochastic.
Mixing metropolis(const Undirected& graph);

// Everybody keeps as much as it gives to each: W_ij = 1 / (1 + out-degree of j). Column-stochastic; doubly stochastic
// if all degrees, in and out, are the same.
Mixing uniform(const Directed& graph);

}  // namespace dawdle
