#include "services/gateway/adapters/api_document.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace boxoffice::services::gateway {
namespace {

TEST(api_document, given_a_document_then_its_text_and_the_patterns_that_are_for_services_only) {
  const kit::testing::TemporaryDirectory folder;
  const std::string text = R"({"openapi": "3.1.0", "paths": {
    "/api/orders": {"get": {"x-guard": "user"}, "post": {"x-guard": "user"}},
    "/api/tickets/reserve": {"post": {"x-guard": "service", "x-service-only": true}},
    "/api/orders/{id}": {"parameters": [], "get": {"x-guard": "user"}, "put": {"x-service-only": true}}}})";
  std::ofstream(folder / "openapi.json") << text;

  const auto document = load_api_document(folder / "openapi.json");

  EXPECT_EQ(document.text, text);
  EXPECT_EQ(document.service_only, (std::vector<std::string>{"/api/tickets/reserve", "/api/orders/{id}"}));
}

TEST(api_document, given_no_document_or_a_broken_one_then_the_gateway_does_not_start) {
  const kit::testing::TemporaryDirectory folder;
  EXPECT_THROW(static_cast<void>(load_api_document(folder / "openapi.json")), kit::base::StartupError);
  for (const char* text : {"", "{}", R"({"paths": {"/api)"}) {
    SCOPED_TRACE(text);
    std::ofstream(folder / "openapi.json", std::ios::trunc) << text;
    EXPECT_THROW(static_cast<void>(load_api_document(folder / "openapi.json")), kit::base::StartupError);
  }
}

}  // namespace
}  // namespace boxoffice::services::gateway
