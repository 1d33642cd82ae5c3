#include "sim/cli/provenance.hpp"

#include "sim/cli/commands.hpp"
#include "version.hpp"  // made by version.cmake

#include <fmt/format.h>
#include <unistd.h>

namespace dawdle {

namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "clang++ " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

}  // namespace

Provenance provenance() {
  char host[256] = "unknown";
  ::gethostname(host, sizeof host - 1);
  return {DAWDLE_VERSION, DAWDLE_GIT, kCompiler, host};
}

std::string version_line() { return fmt::format("dawdle {} (commit {}, {})", DAWDLE_VERSION, DAWDLE_GIT, kCompiler); }

}  // namespace dawdle
