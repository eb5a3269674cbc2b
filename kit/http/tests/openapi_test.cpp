#include "kit/http/openapi.hpp"

#include "kit/http/tests/router_fixture.hpp"
#include "kit/json/reader.hpp"
#include "kit/testing/golden.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace boxoffice::kit::http::tests {
namespace {

constexpr base::ErrorCode sold_out{base::ErrorKind::conflict, "SOLD_OUT"};

class Document : public ::testing::Test, protected Fixture {
 protected:
  Document() {
    router.get("/api/seats", Guard::optional, handlers, &Handlers::list,
               {.summary = "List the seats", .produces = "text/csv"});
    router.put("/api/seats/{id}", Guard::user, handlers, &Handlers::change,
               {.summary = "Change a seat", .idempotency = Idempotency::in_use_case, .errors = {sold_out}});
    router.delete_("/api/seats/{id}", Guard::service, handlers, &Handlers::remove, {.summary = "Remove a seat"});
    router.get("/api/seats/plan", Guard::anyone, handlers, &Handlers::text,
               {.summary = "Show the plan", .produces = "image/svg+xml"});
    other.post("/api/wishes", Guard::admin, handlers, &Handlers::wish,
               {.summary = "Add a wish", .status = 201, .idempotency = Idempotency::optional});
    other.get("/api/wishes", Guard::anyone, handlers, &Handlers::find, {.summary = "List the seats"});
  }

  [[nodiscard]] std::string document() const {
    return openapi_document({.title = "Seats", .version = "1.2.3", .description = "For tests."},
                            {{.tag = "seats", .description = "Where people sit.", .routes = router.routes()},
                             {.tag = "wishes", .description = "What they want.", .routes = other.routes()}});
  }
  [[nodiscard]] json::Value operation(std::string_view path, std::string_view method) const {
    return json::parse(document())->get("paths")->get(path)->get(method).value();
  }

  Router other{authenticator, &hook};
};

/// One member or element a line, so that a difference can be read.
std::string indented(const json::Value& value, const std::string& margin = "\n") {
  const std::string inner = margin + "  ";
  std::string text;
  for (const auto& [name, member] : value.members()) {
    text += (text.empty() ? "" : ",") + inner + '"' + name + "\": " + indented(member, inner);
  }
  if (!text.empty()) return "{" + text + margin + "}";
  for (const json::Value& item : value.items()) text += (text.empty() ? "" : ",") + inner + indented(item, inner);
  return text.empty() ? value.text() : "[" + text + margin + "]";
}

std::vector<std::string> texts(const json::Value& list) {
  std::vector<std::string> all;
  for (const json::Value& item : list.items()) all.emplace_back(item.as_string().value());
  return all;
}

std::vector<std::string> statuses(const json::Value& operation) {
  std::vector<std::string> all;
  for (const auto& [status, response] : operation.get("responses")->members()) all.push_back(status);
  return all;
}

TEST_F(Document, given_mounted_routes_then_the_document_is_as_reviewed) {
  const auto parsed = json::parse(document());

  ASSERT_TRUE(parsed);
  testing::expect_golden("kit/http/tests/openapi.golden.json", indented(*parsed) + "\n");
}

TEST_F(Document, given_guards_then_statuses_and_security_follow) {
  struct Case {
    std::string_view path;
    std::string_view method;
    std::string_view guard;
    std::string_view security;
    std::vector<std::string> statuses;
  };
  const Case cases[] = {
      {"/api/seats/plan", "get", "anyone", "[]", {"200", "500", "503"}},
      {"/api/seats", "get", "optional", R"([{},{"bearer":[]}])", {"200", "400", "401", "422", "500", "503"}},
      {"/api/seats/{id}",
       "delete",
       "service",
       R"([{"serviceToken":[]}])",
       {"204", "400", "401", "403", "404", "500", "503"}},
      {"/api/wishes",
       "post",
       "admin",
       R"([{"bearer":[]}])",
       {"201", "400", "401", "403", "409", "413", "415", "422", "500", "503"}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.path);
    const json::Value found = operation(each.path, each.method);
    EXPECT_EQ(found.string("x-guard"), each.guard);
    EXPECT_EQ(found.get("security")->text(), each.security);
    EXPECT_EQ(statuses(found), each.statuses);
    EXPECT_EQ(found.get("x-service-only").has_value(), each.guard == "service");
  }
}

TEST_F(Document, given_declared_and_implied_errors_then_each_status_lists_its_codes) {
  const json::Value change = operation("/api/seats/{id}", "put");

  EXPECT_EQ(texts(*change.get("responses")->get("409")->get("x-codes")),
            (std::vector<std::string>{"REQUEST_IN_PROGRESS", "SOLD_OUT"}));
  EXPECT_EQ(texts(*change.get("responses")->get("422")->get("x-codes")),
            (std::vector<std::string>{"IDEMPOTENCY_KEY_REUSED", "VALIDATION_FAILED"}));
}

TEST_F(Document, given_all_routes_then_the_problem_schema_lists_every_code_once) {
  const auto codes = texts(*json::parse(document())
                                ->get("components")
                                ->get("schemas")
                                ->get("Problem")
                                ->get("properties")
                                ->get("code")
                                ->get("enum"));

  EXPECT_TRUE(std::ranges::is_sorted(codes));
  EXPECT_EQ(std::ranges::adjacent_find(codes), codes.end());
  EXPECT_NE(std::ranges::find(codes, "SOLD_OUT"), codes.end());
  for (const base::ErrorCode& code : base::codes::every) {
    EXPECT_NE(std::ranges::find(codes, code.name), codes.end()) << code.name;
  }
}

TEST_F(Document, given_same_operation_in_two_parts_then_both_get_their_tag) {
  EXPECT_EQ(operation("/api/seats", "get").string("operationId"), "seatsListSeats");
  EXPECT_EQ(operation("/api/wishes", "get").string("operationId"), "wishesListSeats");
  EXPECT_EQ(operation("/api/wishes", "post").string("operationId"), "addWish");
}

TEST_F(Document, given_the_same_routes_then_the_text_is_the_same) {
  EXPECT_EQ(document(), document());
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
