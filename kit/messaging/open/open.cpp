#include "kit/messaging/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/sql/sqlite/folder.hpp"

namespace boxoffice::kit::messaging {

std::unique_ptr<MessageLog> open_message_log(std::string_view url, const base::Clock& clock) {
  if (auto folder = sql::sqlite_folder(url)) return open_sqlite_message_log(*std::move(folder), clock);
  throw base::StartupError("MESSAGING_URL has an unknown scheme: use sqlite:<folder>.");
}

}  // namespace boxoffice::kit::messaging
