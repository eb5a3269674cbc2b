#pragma once

// Sizes of messages.

#include <cstddef>

namespace boxoffice::kit::messaging {

/// Bytes of data that an outbox takes. A longer message is refused together with its cause: in the outbox, one that no
/// log takes would hold up all that come after it.
inline constexpr std::size_t longest_data = 1024UL * 1024;

}  // namespace boxoffice::kit::messaging
