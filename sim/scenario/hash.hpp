// A short name for a long text.
#pragma once

#include <string>
#include <string_view>

namespace dawdle {

// XXH3 of 128 bits, as 32 hexadecimal digits. Not for secrets.
std::string hash_of(std::string_view text);

}  // namespace dawdle
