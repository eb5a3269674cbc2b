#pragma once

// The one buffer of a connection: received bytes that were not used yet.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace boxoffice::kit::http {

class ReadBuffer {
 public:
  /// What one read of a body asks for.
  static constexpr std::size_t large = 64 * 1024;
  static constexpr std::size_t small = 4 * 1024;

  [[nodiscard]] std::string_view data() const { return {memory_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Room of at least `wanted` bytes behind the data; moves the data, so earlier views of it are void.
  [[nodiscard]] std::span<char> space(std::size_t wanted);
  /// The first `bytes` of the space are data now.
  void commit(std::size_t bytes) { end_ += bytes; }
  /// The first `bytes` of the data were used.
  void consume(std::size_t bytes);
  /// Gives memory beyond `small` back if nothing is in it.
  void shrink();

 private:
  std::unique_ptr<char[]> memory_{};
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace boxoffice::kit::http
