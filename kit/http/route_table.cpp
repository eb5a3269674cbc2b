#include "kit/http/route_table.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::kit::http {

namespace {

// Sorts after every literal segment, so that a more literal shape stands before a less literal one.
constexpr std::string_view any_segment = "\xff";

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{');
}

/// "/a/b" -> a, b; "/a/" -> a and an empty one, so that it differs from "/a".
std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (true) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

void ensure_well_formed(std::string_view segment) {
  const bool has_brace = segment.find_first_of("{}") != std::string_view::npos;
  const bool is_name = segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}') &&
                       segment.substr(1, segment.size() - 2).find_first_of("{}") == std::string_view::npos;
  base::ensure(!has_brace || is_name, "a route's pattern has a segment that is neither literal nor {name}");
}

std::size_t index_of(Method method) {
  return static_cast<std::size_t>(method);
}

}  // namespace

Resource::Resource(const std::vector<std::string>& segments) {
  for (const std::string& segment : segments) shape_.emplace_back(is_parameter(segment) ? any_segment : segment);
}

const Route* Resource::route_for(Method method) const {
  return routes_[index_of(method == Method::head ? Method::get : method)];
}

std::string Resource::allow() const {
  std::string methods;
  for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_}) {
    if (route_for(method) != nullptr) methods.append(to_string(method)).append(", ");
  }
  return methods + "OPTIONS";
}

const std::string& Resource::pattern() const {
  const auto first = std::ranges::find_if(routes_, [](const Route* route) { return route != nullptr; });
  return (*first)->description.pattern;  // a resource is made for a route, so it has one
}

bool Resource::matches(const std::vector<std::string_view>& path) const {
  return std::ranges::equal(shape_, path, [](std::string_view expected, std::string_view segment) {
    return expected == any_segment ? !segment.empty() : expected == segment;
  });
}

void RouteTable::add(Route route) {
  base::ensure(route.description.pattern.starts_with('/'), "a route's pattern starts with a slash");
  for (const std::string_view segment : split(route.description.pattern)) {
    ensure_well_formed(segment);
    route.segments.emplace_back(segment);
  }
  const Resource resource(route.segments);
  auto place = std::ranges::find(resources_, resource.shape_, &Resource::shape_);
  if (place == resources_.end()) {
    const auto after = std::ranges::upper_bound(resources_, resource.shape_, std::ranges::less{}, &Resource::shape_);
    place = resources_.insert(after, resource);
  }
  const std::size_t method = index_of(route.description.method);
  base::ensure(place->routes_[method] == nullptr, "two routes have the same method and path");
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  place->routes_[method] = routes_.back().get();
}

const Resource* RouteTable::find(std::string_view path) const {
  if (!path.starts_with('/')) return nullptr;
  const std::vector<std::string_view> segments = split(path);
  const auto found =
      std::ranges::find_if(resources_, [&](const Resource& resource) { return resource.matches(segments); });
  return found == resources_.end() ? nullptr : &*found;
}

base::Result<std::vector<std::pair<std::string, std::string>>> path_parameters(const Route& route,
                                                                               std::string_view path) {
  std::vector<std::pair<std::string, std::string>> parameters;
  const std::vector<std::string_view> segments = split(path);
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    if (!is_parameter(route.segments[i])) continue;
    std::optional<std::string> value = base::percent_decode(segments[i]);
    if (!value || !base::is_utf8(*value)) {
      return base::fail(base::codes::malformed_request, "The path is not well-formed percent-encoded UTF-8.");
    }
    const std::string& segment = route.segments[i];
    parameters.emplace_back(segment.substr(1, segment.size() - 2), *std::move(value));
  }
  return parameters;
}

}  // namespace boxoffice::kit::http
