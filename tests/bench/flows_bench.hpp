// How fast shared links are solved.
#pragma once

namespace bench {

void flows();

}  // namespace bench
