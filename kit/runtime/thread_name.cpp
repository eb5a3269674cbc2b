#include "kit/runtime/thread_name.hpp"

#include <pthread.h>

#include <cstddef>

namespace boxoffice::kit::runtime {

void name_this_thread(const std::string& name) {
  constexpr std::size_t longest = 15;
  ::pthread_setname_np(::pthread_self(), name.substr(0, longest).c_str());
}

}  // namespace boxoffice::kit::runtime
