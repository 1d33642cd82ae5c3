// The timeline of a run in the Chrome trace event format (Duca & Sinclair, "Trace Event Format"), which ui.perfetto.dev
// and chrome://tracing open.
//
//   process      thread    spans ("X")                                       their category
//   workers      a worker  compute, wait, server; push, pull, reduce, ...    the column of workers.csv they add up to
//   servers      a shard   what it takes in, where that takes time           server
//   parameters   one       the life of each version                          version
//   buckets      a worker  the exchange of each bucket of an overlapped gradient      bucket
//   links        -         a counter each ("C"): utilisation from then on, as in links_over_time.csv
//
// An arrow ("s" to "f") leads from a gradient's computation to the version that has it; its name and its arguments say
// the staleness in updates. Gradients that a worker applies by itself have none. Times are in microseconds, rounded to
// nanoseconds. Where a collective was computed in one go, a worker's sending is drawn after its waiting.
#pragma once

#include "sim/cluster/timeline.hpp"
#include "sim/scenario/whole_file.hpp"
#include "sim/training/record.hpp"

#include <string_view>

namespace dawdle {

// Writes all of the file; whoever calls publishes it. Throws as WholeFile.
void write_trace(WholeFile& file, std::string_view run_name, const Timeline& timeline, const RunResult& result);

}  // namespace dawdle
