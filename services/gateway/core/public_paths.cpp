#include "services/gateway/core/public_paths.hpp"

#include <algorithm>

namespace boxoffice::services::gateway {

namespace {

constexpr std::string_view api_prefix = "/api/";

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

}  // namespace

std::optional<std::string_view> service_of(std::string_view path) {
  if (!path.starts_with(api_prefix)) return std::nullopt;
  const std::string_view rest = path.substr(api_prefix.size());
  return rest.substr(0, rest.find('/'));
}

bool is_plain(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.find('%') != std::string_view::npos) return false;
  if (path == "/") return true;
  return std::ranges::none_of(
      segments_of(path), [](std::string_view segment) { return segment.empty() || segment == "." || segment == ".."; });
}

ServiceOnlyPaths::ServiceOnlyPaths(const std::vector<std::string>& patterns) {
  for (const auto& pattern : patterns) {
    std::vector<std::string> segments;
    for (const auto segment : segments_of(pattern)) {
      segments.emplace_back(segment.starts_with('{') ? std::string_view{} : segment);
    }
    patterns_.push_back(std::move(segments));
  }
}

bool ServiceOnlyPaths::contains(std::string_view path) const {
  const auto segments = segments_of(path);
  return std::ranges::any_of(patterns_, [&](const auto& pattern) {
    return std::ranges::equal(pattern, segments, [](const std::string& wanted, std::string_view given) {
      return wanted.empty() || wanted == given;
    });
  });
}

}  // namespace boxoffice::services::gateway
