#pragma once

// Validators of answers (RFC 9110, sections 8.8.3 and 13.1).

#include "kit/http/message.hpp"
#include "services/events/core/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::events {

/// "\"7\"", or "\"7-completed\"": time alone changes how an event is shown when it is over. `head` has the status of
/// now.
[[nodiscard]] std::string etag_of(const EventHead& head);

/// The version in an If-Match that etag_of() made, weak ones too; nullopt without one.
[[nodiscard]] std::optional<std::int64_t> version_in_if_match(const kit::http::Headers& headers);

/// True for an If-Match that asks for a certain state: any but "*".
[[nodiscard]] bool has_if_match(const kit::http::Headers& headers);

/// True when If-None-Match names `etag`: the client has this answer already.
[[nodiscard]] bool has_seen(const kit::http::Headers& headers, std::string_view etag);

/// 304 with the fields that a 200 would have.
[[nodiscard]] kit::http::Response not_modified(std::string etag, std::string cache_control);

}  // namespace boxoffice::services::events
