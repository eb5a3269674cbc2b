#pragma once

// An entry of the log as the document that is kept: without its id, which names the document.

#include "services/events/core/ports.hpp"

#include <string>

namespace boxoffice::services::events {

inline constexpr const char* log_event_member = "eventId";  // by which the documents are found

[[nodiscard]] std::string log_json(const LogEntry& entry);

/// Throws std::runtime_error for a document that log_json() did not make.
[[nodiscard]] LogEntry read_log_json(std::string id, const std::string& json);

}  // namespace boxoffice::services::events
