#pragma once

// All message types in one table: for the AsyncAPI document, for checks, for tools that show messages.

#include "kit/json/type.hpp"

#include <string_view>
#include <vector>

namespace boxoffice::contracts {

struct MessageType {
  std::string_view topic;
  std::string_view type;  // "ORDER_CREATED"
  const kit::json::Type* data;
};

/// In the order of the contract. Made once; safe from any thread.
[[nodiscard]] const std::vector<MessageType>& message_types();

}  // namespace boxoffice::contracts
