#pragma once

// Takes what the embedded topics hold to another message log.

#include "app/migration/progress.hpp"
#include "kit/messaging/message_log.hpp"

#include <cstdint>

namespace boxoffice::app::migration {

/// Publishes every message of every topic, dead letters included, in the order of each topic, and returns how many.
/// Goes on after what an earlier call has published. Consumers know by their inbox what they have applied already.
kit::runtime::Task<std::int64_t> copy_messages(kit::messaging::MessageLog& from, kit::messaging::MessageLog& to,
                                               Progress& progress);

}  // namespace boxoffice::app::migration
