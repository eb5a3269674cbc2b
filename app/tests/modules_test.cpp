#include "app/modules.hpp"

#include "app/configuration.hpp"
#include "app/openapi.hpp"
#include "kit/base/encoding.hpp"
#include "kit/json/reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace boxoffice::app {
namespace {

kit::config::Settings settings_with(std::map<std::string, std::string> environment) {
  return kit::config::Settings{{.environment = std::move(environment)}};
}

TEST(modules, given_the_table_then_the_nine_services_at_the_ports_of_the_contract) {
  const std::map<std::string, std::vector<std::uint16_t>> ports{
      {"gateway", {8080}}, {"portal", {3000, 3001}}, {"users", {8081}},         {"events", {8082}}, {"tickets", {8083}},
      {"orders", {8084}},  {"payments", {8085}},     {"notifications", {8086}}, {"chat", {8087}}};

  ASSERT_EQ(modules().size(), ports.size());
  for (const Module& module : modules()) {
    SCOPED_TRACE(module.name);
    EXPECT_EQ(module.ports, ports.at(module.name));
    EXPECT_FALSE(module.description.empty());
  }
}

TEST(modules, given_the_edge_then_only_gateway_and_portal_listen_outside) {
  for (const Module& module : modules()) {
    SCOPED_TRACE(module.name);
    EXPECT_EQ(module.at_the_edge, module.name == "gateway" || module.name == "portal");
  }
}

TEST(configuration, given_offset_and_replicas_then_instances_a_hundred_ports_apart) {
  auto settings = settings_with({{"BOXOFFICE_PORT_OFFSET", "1000"}, {"BOXOFFICE_REPLICAS_TICKETS", "2"}});
  const Configuration configuration = read_configuration(settings);

  EXPECT_TRUE(settings.problems().empty());
  const auto& tickets = configuration.directory.at("tickets");
  ASSERT_EQ(tickets.size(), 2U);
  EXPECT_EQ(tickets[0].port, 9083);
  EXPECT_EQ(tickets[1].port, 9183);
}

TEST(configuration, given_bad_values_then_every_problem_is_named) {
  struct Case {
    std::string name;
    std::string value;
  };
  for (const Case& one : std::vector<Case>{{"BOXOFFICE_PORT_OFFSET", "abc"},
                                           {"BOXOFFICE_PORT_OFFSET", "3000"},  // puts the user portal on 6000
                                           {"BOXOFFICE_LAB", "maybe"},
                                           {"BOXOFFICE_LOG_LEVEL", "loud"},
                                           {"BOXOFFICE_REPLICAS_GATEWAY", "9"},
                                           {"BOXOFFICE_BIND", ","}}) {
    SCOPED_TRACE(one.name + "=" + one.value);
    auto settings = settings_with({{one.name, one.value}});
    (void)read_configuration(settings);
    ASSERT_EQ(settings.problems().size(), 1U);
    EXPECT_NE(settings.problems().front().find(one.name), std::string::npos);
  }
}

/// Names of all error codes in a header: what stands after "ErrorKind::...,".
std::set<std::string> codes_in(const std::filesystem::path& header) {
  std::ifstream stream(header);
  const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  static const std::regex code(R"re(ErrorKind::\w+, "([A-Z_]+)")re");
  std::set<std::string> names;
  for (std::sregex_iterator found(text.begin(), text.end(), code), end; found != end; ++found)
    names.insert(found->str(1));
  return names;
}

TEST(openapi, given_the_error_codes_of_the_source_then_the_document_lists_each) {
  const std::filesystem::path source(BOXOFFICE_SOURCE_DIR);
  std::set<std::string> codes = codes_in(source / "kit/base/error.hpp");
  ASSERT_TRUE(codes.contains("MISDIRECTED_REQUEST"));
  for (const Module& module : modules()) codes.merge(codes_in(source / "services" / module.name / "core/errors.hpp"));
  ASSERT_TRUE(codes.contains("SOLD_OUT"));

  const auto document = kit::json::parse(api_document(routes_of_all_services()));

  const auto problem = document->get("components")->get("schemas")->get("Problem");
  std::set<std::string> listed;
  for (const auto& code : problem->get("properties")->get("code")->get("enum")->items()) {
    listed.emplace(code.as_string().value());
  }
  EXPECT_EQ(listed, codes);
}

TEST(configuration, given_a_deployment_then_lab_mode_is_on_unless_others_can_reach_it_or_it_is_turned_off) {
  struct Case {
    std::string name;
    std::map<std::string, std::string> environment;
    bool lab;
  };
  for (const Case& one : std::vector<Case>{
           {"by hand", {}, false},
           {"by hand, asked for", {{"BOXOFFICE_LAB", "on"}}, true},
           {"deployed", {{"BOXOFFICE_DEPLOYED", "on"}}, true},
           {"turned off", {{"BOXOFFICE_DEPLOYED", "on"}, {"BOXOFFICE_LAB", "off"}}, false},
           {"loopback by name", {{"BOXOFFICE_DEPLOYED", "on"}, {"BOXOFFICE_BIND", "127.0.0.2,::1"}}, true},
           {"open", {{"BOXOFFICE_DEPLOYED", "on"}, {"BOXOFFICE_BIND", "127.0.0.1,192.168.1.5"}}, false},
           {"open to all", {{"BOXOFFICE_DEPLOYED", "on"}, {"BOXOFFICE_BIND", "::"}}, false},
           {"open, asked for",
            {{"BOXOFFICE_DEPLOYED", "on"}, {"BOXOFFICE_BIND", "0.0.0.0"}, {"BOXOFFICE_LAB", "on"}},
            true}}) {
    SCOPED_TRACE(one.name);
    auto settings = settings_with(one.environment);
    EXPECT_EQ(read_configuration(settings).lab, one.lab);
    EXPECT_TRUE(settings.problems().empty());
  }
}

TEST(configuration, given_a_misspelt_setting_of_any_service_then_refused) {
  for (const auto* const name : {"BOXOFFICE_HOLD_SECOND", "BOXOFFICE_REPLICAS_ORDER", "BOXOFFICE_BCRYPT_COSTS"}) {
    SCOPED_TRACE(name);
    auto settings = settings_with({{name, "5"}});
    (void)read_configuration(settings);
    ASSERT_EQ(settings.problems().size(), 1U);
    EXPECT_NE(settings.problems().front().find("did you mean BOXOFFICE_"), std::string::npos);
  }
}

TEST(configuration, given_what_scripts_and_tests_read_then_known) {
  auto settings = settings_with({{"BOXOFFICE_BINARY", "/bin/boxoffice"},
                                 {"BOXOFFICE_SEED", "off"},
                                 {"BOXOFFICE_RATE_LIMITS", "off"},
                                 {"BOXOFFICE_TEST_PORT_OFFSET", "1000"},
                                 {"BOXOFFICE_TEST_DATABASE_URL", "sqlite:x"},
                                 {"BOXOFFICE_CHAOS_SECONDS", "5"},
                                 {"BOXOFFICE_UPDATE_GOLDEN", "1"}});
  (void)read_configuration(settings);
  EXPECT_TRUE(settings.problems().empty());
}

TEST(openapi, given_all_services_then_one_document_with_unique_operations) {
  const auto document = kit::json::parse(api_document(routes_of_all_services()));

  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_EQ(document->string("openapi"), "3.1.0");
  std::set<std::string> operations;
  for (const auto& [path, methods] : document->get("paths")->members()) {
    for (const auto& [method, operation] : methods.members()) {
      const auto id = operation.string("operationId");
      if (!id) continue;
      SCOPED_TRACE(fmt::format("{} {}", path, method));
      EXPECT_TRUE(operations.insert(*id).second) << *id << " is there twice";
      EXPECT_TRUE(operation.string("x-guard").has_value());
    }
  }
  EXPECT_GT(operations.size(), 60U);
}

TEST(openapi, given_what_every_service_mounts_then_the_document_has_exactly_that) {
  const auto parts = routes_of_all_services();
  ASSERT_EQ(parts.size(), modules().size());
  std::set<std::string> mounted;
  for (const auto& part : parts) {
    EXPECT_FALSE(part.routes.empty()) << part.tag;
    for (const auto& route : part.routes) {
      const auto operation = kit::base::ascii_lower(kit::http::to_string(route.method)) + " " + route.pattern;
      const bool is_new = mounted.insert(operation).second;
      EXPECT_TRUE(is_new || !route.pattern.starts_with("/api/")) << operation << " is mounted by two services";
    }
  }

  const auto document = kit::json::parse(api_document(parts));

  ASSERT_TRUE(document.has_value());
  std::set<std::string> described;
  for (const auto& [path, methods] : document->get("paths")->members()) {
    for (const auto& [method, operation] : methods.members()) {
      if (operation.string("operationId")) described.insert(method + " " + path);
    }
  }
  EXPECT_EQ(described, mounted);
}

TEST(openapi, given_routes_for_services_only_then_the_document_says_so_and_of_no_other) {
  const auto parts = routes_of_all_services();
  const auto document = kit::json::parse(api_document(parts));

  for (const auto& part : parts) {
    for (const auto& route : part.routes) {
      SCOPED_TRACE(route.pattern);
      const auto method = kit::base::ascii_lower(kit::http::to_string(route.method));
      const auto operation = document->get("paths")->get(route.pattern)->get(method);
      ASSERT_TRUE(operation.has_value());
      EXPECT_EQ(operation->get("x-service-only").has_value(), route.guard == kit::http::Guard::service);
    }
  }
}

}  // namespace
}  // namespace boxoffice::app
