#include "kit/http/openapi.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/http/problem.hpp"
#include "kit/json/schema.hpp"
#include "kit/json/writer.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace boxoffice::kit::http {

namespace {

/// A route with the part it stands in.
struct Mounted {
  const ApiPart* part;
  const RouteDescription* route;
};

struct PathItem {
  std::string pattern;
  std::vector<Mounted> operations{};
};

std::string_view name_of(Guard guard) {
  switch (guard) {
    case Guard::anyone:
      return "anyone";
    case Guard::optional:
      return "optional";
    case Guard::user:
      return "user";
    case Guard::admin:
      return "admin";
    case Guard::service:
      return "service";
  }
  return "admin";
}

std::string_view describe_success(int status) {
  switch (status) {
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "Done; there is nothing to say";
    case 302:
      return "Found; Location says where";
    default:
      return "OK";
  }
}

std::vector<PathItem> paths_of(const std::vector<ApiPart>& parts) {
  std::vector<PathItem> items;
  for (const ApiPart& part : parts) {
    for (const RouteDescription& route : part.routes) {
      auto item = std::ranges::find(items, route.pattern, &PathItem::pattern);
      if (item == items.end()) item = items.insert(items.end(), {.pattern = route.pattern});
      item->operations.push_back({.part = &part, .route = &route});
    }
  }
  return items;
}

/// Names that more than one part uses.
std::set<std::string> ambiguous_operations(const std::vector<ApiPart>& parts) {
  std::set<std::string> seen;
  std::set<std::string> ambiguous;
  for (const ApiPart& part : parts) {
    for (const RouteDescription& route : part.routes) {
      if (!seen.insert(route.operation).second) ambiguous.insert(route.operation);
    }
  }
  return ambiguous;
}

std::string with_tag(const std::string& tag, std::string operation) {
  if (!operation.empty() && operation[0] >= 'a' && operation[0] <= 'z') {
    operation[0] = static_cast<char>(operation[0] - 'a' + 'A');
  }
  return tag + operation;
}

std::vector<std::string_view> parameter_names(std::string_view pattern) {
  std::vector<std::string_view> names;
  while (true) {
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos) return names;
    const std::size_t close = pattern.find('}', open);
    names.push_back(pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(close + 1);
  }
}

/// Writes the document from its outside in; what it collects on the way (schemas, codes) stands at the end.
class DocumentWriter {
 public:
  explicit DocumentWriter(const std::vector<ApiPart>& parts) : parts_(parts), ambiguous_(ambiguous_operations(parts)) {
    for (const base::ErrorCode& code : base::codes::every) codes_.insert(code.name);
  }

  std::string write(const ApiTitle& info) {
    writer_.begin_object().member("openapi", "3.1.0");
    writer_.name("info").begin_object();
    writer_.member("title", info.title).member("version", info.version).member("description", info.description);
    writer_.end_object();
    write_tags();
    writer_.name("paths").begin_object();
    for (const PathItem& item : paths_of(parts_)) write_path(item);
    writer_.end_object();
    write_components();
    return writer_.end_object().take();
  }

 private:
  void write_tags() {
    writer_.name("tags").begin_array();
    for (const ApiPart& part : parts_) {
      writer_.begin_object().member("name", part.tag).member("description", part.description).end_object();
    }
    writer_.end_array();
  }

  void write_path(const PathItem& item) {
    writer_.name(item.pattern).begin_object();
    for (const Mounted& mounted : item.operations) {
      writer_.name(base::ascii_lower(to_string(mounted.route->method)));
      write_operation(mounted.part->tag, *mounted.route);
    }
    writer_.end_object();
  }

  void write_operation(const std::string& tag, const RouteDescription& route) {
    writer_.begin_object();
    writer_.name("tags").begin_array().value(tag).end_array();
    const bool is_ambiguous = ambiguous_.contains(route.operation);
    writer_.member("operationId", is_ambiguous ? with_tag(tag, route.operation) : route.operation);
    if (!route.options.summary.empty()) writer_.member("summary", route.options.summary);
    writer_.member("x-guard", name_of(route.guard));
    if (route.guard == Guard::service) writer_.member("x-service-only", true);
    write_security(route.guard);
    write_parameters(route);
    if (route.body != nullptr) write_request_body(*route.body);
    writer_.name("responses").begin_object();
    write_success(route);
    write_errors(route);
    writer_.end_object().end_object();
  }

  void write_security(Guard guard) {
    writer_.name("security").begin_array();
    if (guard == Guard::optional) writer_.begin_object().end_object();
    if (guard != Guard::anyone) {
      writer_.begin_object().name(guard == Guard::service ? "serviceToken" : "bearer").begin_array().end_array();
      writer_.end_object();
    }
    writer_.end_array();
  }

  void write_parameters(const RouteDescription& route) {
    writer_.name("parameters").begin_array();
    for (const std::string_view name : parameter_names(route.pattern)) {
      write_parameter(name, "path", true, R"({"type":"string"})", false);
    }
    if (route.query != nullptr) {
      for (const json::Parameter& parameter : json::query_parameters(*route.query)) {
        write_parameter(parameter.name, "query", parameter.required, parameter.schema, parameter.list);
      }
    }
    if (route.options.idempotency != Idempotency::none) {
      write_parameter("Idempotency-Key", "header", route.options.idempotency == Idempotency::in_use_case,
                      R"({"type":"string","minLength":1,"maxLength":255})", false);
    }
    writer_.end_array();
  }

  void write_parameter(std::string_view name, std::string_view in, bool required, std::string_view schema, bool list) {
    writer_.begin_object().member("name", name).member("in", in).member("required", required);
    if (list) writer_.member("style", "form").member("explode", false);
    writer_.raw_member("schema", schema).end_object();
  }

  void write_request_body(const json::Type& type) {
    json::collect(type, json::Use::request, schemas_);
    const bool is_required = std::ranges::any_of(type.members, &json::Member::required);  // else empty counts as {}
    writer_.name("requestBody").begin_object().member("required", is_required);
    writer_.name("content").begin_object();
    write_media_type("application/json", json::schema(type));
    writer_.end_object().end_object();
  }

  void write_success(const RouteDescription& route) {
    const int status = route.options.status;
    writer_.name(std::to_string(status)).begin_object().member("description", describe_success(status));
    if (!route.is_empty) {
      writer_.name("content").begin_object();
      if (route.response != nullptr) {
        json::collect(*route.response, json::Use::response, schemas_);
        write_media_type("application/json", json::schema(*route.response));
      }
      const bool is_other = route.options.produces != "application/json";
      if (is_other || route.response == nullptr) write_media_type(route.options.produces, "{}");
      writer_.end_object();
    }
    writer_.end_object();
  }

  void write_media_type(std::string_view media_type, std::string_view schema) {
    writer_.name(media_type).begin_object().raw_member("schema", schema).end_object();
  }

  void write_errors(const RouteDescription& route) {
    std::map<int, std::set<std::string_view>> by_status;
    for (const base::ErrorCode& code : possible_errors(route)) {
      by_status[http_status(code.kind)].insert(code.name);
      codes_.insert(code.name);
      titles_[http_status(code.kind)] = title(code.kind);
    }
    for (const auto& [status, codes] : by_status) {
      writer_.name(std::to_string(status)).begin_object().member("description", titles_[status]);
      writer_.name("x-codes").begin_array();
      for (const std::string_view code : codes) writer_.value(code);
      writer_.end_array().name("content").begin_object();
      write_media_type(problem_media_type, R"({"$ref":"#/components/schemas/Problem"})");
      writer_.end_object().end_object();
    }
  }

  void write_components() {
    base::ensure(!schemas_.entries.contains("Problem"), "the schema name Problem is taken by the error document");
    writer_.name("components").begin_object().name("schemas").begin_object();
    for (const auto& [name, entry] : schemas_.entries) {
      writer_.raw_member(name, json::definition(*entry.type, entry.closed ? json::Use::request : json::Use::response));
    }
    write_problem_schema();
    writer_.end_object();
    writer_.raw_member("securitySchemes", R"({"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"},)"
                                          R"("serviceToken":{"type":"http","scheme":"bearer","bearerFormat":"JWT",)"
                                          R"("description":"Between services only, never through the gateway."}})");
    writer_.end_object();
  }

  void write_problem_schema() {
    writer_.name("Problem").begin_object().member("type", "object");
    writer_.member("description", "RFC 9457. Some codes bring members of their own.");
    writer_.raw_member("required", R"(["type","title","status","detail","instance","code","requestId"])");
    writer_.name("properties").begin_object();
    for (const std::string_view text : {"type", "title", "detail", "instance", "requestId"}) {
      writer_.raw_member(text, R"({"type":"string"})");
    }
    writer_.raw_member("status", R"({"type":"integer"})");
    writer_.name("code").begin_object().member("type", "string").name("enum").begin_array();
    for (const std::string_view code : codes_) writer_.value(code);
    writer_.end_array().end_object();
    writer_.raw_member("errors", R"({"type":"array","items":{"type":"object","required":["pointer","message"],)"
                                 R"("properties":{"pointer":{"type":"string"},"message":{"type":"string"}}}})");
    writer_.end_object().end_object();
  }

  const std::vector<ApiPart>& parts_;
  std::set<std::string> ambiguous_;
  json::Writer writer_;
  json::SchemaSet schemas_;
  std::set<std::string_view> codes_;  // every code used, with those that belong to no single route
  std::map<int, std::string_view> titles_;
};

}  // namespace

std::string openapi_document(const ApiTitle& info, const std::vector<ApiPart>& parts) {
  return DocumentWriter(parts).write(info);
}

}  // namespace boxoffice::kit::http
