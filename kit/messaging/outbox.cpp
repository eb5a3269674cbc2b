#include "kit/messaging/outbox.hpp"

#include "kit/messaging/limits.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace boxoffice::kit::messaging {

std::string Outbox::add(sql::Transaction& transaction, const runtime::Context& context, const Entry& entry) const {
  if (entry.data.size() > longest_data) {
    throw std::length_error(fmt::format("{} has {} bytes of data; {} is the most of a message", entry.type,
                                        entry.data.size(), longest_data));
  }
  std::string id = ids_.next();
  transaction.execute(
      "INSERT INTO outbox (id, source, topic, type, subject, time, traceparent, dataversion, data) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      id, source_, entry.topic, entry.type, entry.subject, clock_.now(), context.trace.traceparent(), entry.dataversion,
      entry.data);
  transaction.notify(outbox_channel);
  return id;
}

}  // namespace boxoffice::kit::messaging
