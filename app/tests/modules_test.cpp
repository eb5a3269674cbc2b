#include "app/modules.hpp"

#include "app/configuration.hpp"
#include "app/openapi.hpp"
#include "kit/json/reader.hpp"

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
                                           {"BOXOFFICE_REPLICAS_GATEWAY", "2"},
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

  const auto document = kit::json::parse(api_of_all_services().document);

  const auto problem = document->get("components")->get("schemas")->get("Problem");
  std::set<std::string> listed;
  for (const auto& code : problem->get("properties")->get("code")->get("enum")->items()) {
    listed.emplace(code.as_string().value());
  }
  EXPECT_EQ(listed, codes);
}

TEST(openapi, given_all_services_then_one_document_with_unique_operations) {
  const auto api = api_of_all_services();
  const auto document = kit::json::parse(api.document);

  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_EQ(document->string("openapi"), "3.1.0");
  std::set<std::string> operations;
  for (const auto& [path, methods] : document->get("paths")->members()) {
    for (const auto& [method, operation] : methods.members()) {
      const auto id = operation.string("operationId");
      if (!id) continue;
      SCOPED_TRACE(path + " " + method);
      EXPECT_TRUE(operations.insert(*id).second) << *id << " is there twice";
      EXPECT_TRUE(operation.string("x-guard").has_value());
    }
  }
  EXPECT_GT(operations.size(), 60U);
}

}  // namespace
}  // namespace boxoffice::app
