#include "kit/http/read_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace boxoffice::kit::http {

std::span<char> ReadBuffer::space(std::size_t wanted) {
  if (capacity_ - end_ >= wanted) return {memory_.get() + end_, capacity_ - end_};
  const auto held = size();
  if (capacity_ < held + wanted) {
    const auto larger = std::max({held + wanted, capacity_ * 2, small});
    auto memory = std::make_unique_for_overwrite<char[]>(larger);
    if (held > 0) std::memcpy(memory.get(), memory_.get() + begin_, held);
    memory_ = std::move(memory);
    capacity_ = larger;
  } else {
    std::memmove(memory_.get(), memory_.get() + begin_, held);
  }
  begin_ = 0;
  end_ = held;
  return {memory_.get() + end_, capacity_ - end_};
}

void ReadBuffer::consume(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

void ReadBuffer::shrink() {
  if (!empty() || capacity_ <= small) return;
  memory_.reset();
  capacity_ = 0;
}

}  // namespace boxoffice::kit::http
