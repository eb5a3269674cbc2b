#pragma once

// For engines: what a transaction wants done once it has committed.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::kit::sql {

struct AfterCommit {
  std::vector<std::function<void()>> effects{};
  std::vector<std::string> channels{};  // to notify

  struct Mark {
    std::size_t effects;
    std::size_t channels;
  };
  [[nodiscard]] Mark mark() const { return {.effects = effects.size(), .channels = channels.size()}; }
  /// What came after `mark` belonged to a step that was undone.
  void forget_since(Mark mark) {
    effects.resize(mark.effects);
    channels.resize(mark.channels);
  }
};

}  // namespace boxoffice::kit::sql
