#pragma once

// Why there is no connection to the server.

#include <string>

namespace boxoffice::kit::cache {

struct Trouble {
  std::string reason{};  // as part of a sentence
  std::string remedy{};  // a sentence for the operator, without whom it does not pass; "" when it may pass by itself

  [[nodiscard]] bool is_lasting() const { return !remedy.empty(); }
};

}  // namespace boxoffice::kit::cache
