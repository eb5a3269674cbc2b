#pragma once

// Names of threads, as top -H, perf and gdb show them.

#include <string>

namespace boxoffice::kit::runtime {

/// Names the calling thread; Linux keeps the first 15 characters.
void name_this_thread(const std::string& name);

}  // namespace boxoffice::kit::runtime
