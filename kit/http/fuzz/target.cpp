// Request targets: reduced to a path once and for all, found in a table of routes, their parameters and query decoded.
// An input is three lines: a method, a host, and the target.

#include "kit/http/target.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/http/request_input.hpp"
#include "kit/http/route_table.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <string>
#include <utility>

namespace boxoffice::kit {

namespace {

http::RouteTable make_table() {
  http::RouteTable table;
  for (const char* const pattern : {"/api/orders", "/api/orders/stats", "/api/orders/{id}", "/api/orders/{id}/{part}",
                                    "/api/{service}/health", "/"}) {
    http::RouteDescription description;
    description.pattern = pattern;
    table.add({.description = std::move(description), .handler = nullptr});
  }
  return table;
}

void check_path(std::string_view path) {
  static const http::RouteTable table = make_table();
  const auto* const resource = table.find(path);
  if (resource == nullptr) return;
  const auto* const route = resource->route_for(http::Method::head);
  base::ensure(route != nullptr, "HEAD is served where GET is");
  const auto parameters = http::path_parameters(*route, path);
  if (!parameters) return;
  for (const auto& [name, value] : *parameters) {
    base::ensure(route->description.pattern.contains("{" + name + "}"), "a parameter is one of the pattern");
    base::ensure(!value.empty() && base::is_utf8(value), "and is text");
  }
}

void check_query(std::string_view query) {
  const auto parameters = http::parse_query(query);
  if (!parameters) {
    base::ensure(parameters.error().code == base::codes::malformed_request, "a query that cannot be read is malformed");
    return;
  }
  std::string written;
  for (const auto& [name, value] : *parameters) {
    base::ensure(base::is_utf8(name) && base::is_utf8(value), "a query is text");
    written += (written.empty() ? "" : "&") + base::percent_encode(name) + "=" + base::percent_encode(value);
  }
  const auto again = http::parse_query(written);
  base::ensure(again.has_value() && *again == *parameters, "what was read can be written and read");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  const auto [verb, after_verb] = split_line(input);
  const auto [host, text] = split_line(after_verb);
  const auto method = http::parse_method(verb);
  if (!method) return;
  base::ensure(http::to_string(*method) == verb, "a method has one name");
  const auto target = http::parse_target(*method, std::string(text), host);
  if (!target) return;
  const std::string_view reduced = target->text;
  base::ensure(reduced == "*" || reduced.starts_with('/'), "a target is a path");
  base::ensure(target->path_size <= reduced.size() && !reduced.substr(0, target->path_size).contains('?'),
               "the path ends before the query");
  base::ensure(target->path_size == reduced.size() || reduced[target->path_size] == '?', "where the query begins");
  const auto again = http::parse_target(*method, target->text, host);
  base::ensure(again && again->text == target->text && again->path_size == target->path_size, "it is reduced already");
  check_path(reduced.substr(0, target->path_size));
  if (target->path_size < reduced.size()) check_query(reduced.substr(target->path_size + 1));
}

}  // namespace boxoffice::kit
