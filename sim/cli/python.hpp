// The scripts in analysis/, run by an interpreter that has matplotlib.
#pragma once

#include <string>
#include <vector>

namespace dawdle {

// Runs analysis/`script`.py with these arguments; its exit code, or kRunFailed (with a line that says what to install)
// when there is no such interpreter. Environment: DAWDLE_PYTHON names one, DAWDLE_ANALYSIS the folder of the scripts.
int run_analysis(const std::string& script, const std::vector<std::string>& arguments);

}  // namespace dawdle
