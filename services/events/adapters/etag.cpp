#include "services/events/adapters/etag.hpp"

#include "kit/base/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace boxoffice::services::events {

namespace {

constexpr std::string_view completed_suffix = "-completed";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A tag is compared by what is in its quotes; whether a proxy made it weak does not matter here.
std::string_view opaque_part(std::string_view tag) {
  tag = trimmed(tag);
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::string etag_of(const EventHead& head) {
  const bool is_completed = head.status == EventStatus::completed;
  return fmt::format("\"{}{}\"", head.version, is_completed ? completed_suffix : "");
}

std::optional<std::int64_t> version_in_if_match(const kit::http::Headers& headers) {
  std::string_view tag = opaque_part(headers.get("If-Match").value_or(""));
  if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  tag = tag.substr(1, tag.size() - 2);
  if (tag.ends_with(completed_suffix)) tag.remove_suffix(completed_suffix.size());
  const auto version = kit::base::parse_integer(tag);
  return version && *version >= 0 ? version : std::nullopt;
}

bool has_if_match(const kit::http::Headers& headers) {
  const auto tag = headers.get("If-Match");
  return tag && trimmed(*tag) != "*";
}

bool has_seen(const kit::http::Headers& headers, std::string_view etag) {
  std::string_view tags = headers.get("If-None-Match").value_or("");
  while (!tags.empty()) {
    const auto comma = std::min(tags.find(','), tags.size());
    const std::string_view tag = opaque_part(tags.substr(0, comma));
    if (tag == etag || tag == "*") return true;
    tags.remove_prefix(std::min(comma + 1, tags.size()));
  }
  return false;
}

kit::http::Response not_modified(std::string etag, std::string cache_control) {
  return {.status = 304, .headers = {{"ETag", std::move(etag)}, {"Cache-Control", std::move(cache_control)}}};
}

}  // namespace boxoffice::services::events
