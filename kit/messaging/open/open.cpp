#include "kit/messaging/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/kafka/kafka_message_log.hpp"
#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/sql/sqlite/folder.hpp"

namespace boxoffice::kit::messaging {

std::unique_ptr<MessageLog> open_message_log(std::string_view url, const base::Clock& clock) {
  if (auto folder = sql::sqlite_folder(url)) return open_sqlite_message_log(*std::move(folder), clock);
  if (is_kafka_url(url)) return open_kafka_message_log(parse_kafka_url(url));
  throw base::StartupError("MESSAGING_URL has an unknown scheme: use sqlite:<folder> or kafka://host:port.");
}

}  // namespace boxoffice::kit::messaging
