#pragma once

// Embedded messaging: one SQLite file per topic that several processes on one machine share, and a bell file per topic
// that is written after each commit and watched with inotify (docs/adr explains why neither the -wal file nor
// data_version serves as wake-up). Group positions and the lease that makes one member of a group active per topic
// live in <folder>/groups.db.

#include "kit/base/time.hpp"
#include "kit/messaging/message_log.hpp"

#include <filesystem>
#include <memory>

namespace boxoffice::kit::messaging {

/// Throws base::StartupError when the folder cannot be used or a topic's file is damaged.
std::unique_ptr<MessageLog> open_sqlite_message_log(std::filesystem::path folder, const base::Clock& clock);

}  // namespace boxoffice::kit::messaging
