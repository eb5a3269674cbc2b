#include "kit/service/database_service.hpp"

#include "kit/service/tests/sample_service.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::kit::service::tests {
namespace {

using Names = std::vector<std::string>;

constexpr sql::Migration samples{.name = "0001_create_samples.sql", .sql = "CREATE TABLE samples (id TEXT);\n"};

class DatabaseServices : public ::testing::Test, protected SamplePlatform {
 protected:
  static Names workers_of(const Service& service) {
    Names names;
    for (const auto& worker : service.workers) names.push_back(worker.name);
    return names;
  }
};

TEST_F(DatabaseServices, given_no_options_then_consumes_and_prunes) {
  const Service service = database_service(platform, {.name = "samples", .migrations = {samples}});

  EXPECT_EQ(service.name, "samples");
  EXPECT_NE(service.router, nullptr);
  EXPECT_EQ(workers_of(service), (Names{"messaging_pruner"}));
  ASSERT_EQ(service.checks.size(), 1U);
  EXPECT_EQ(service.checks.front().name, "database");
  EXPECT_TRUE(io.run(service.checks.front().healthy()));
}

TEST_F(DatabaseServices, given_it_publishes_then_relays) {
  const Service service = database_service(platform, {.name = "samples", .publishes = true});

  EXPECT_EQ(workers_of(service), (Names{"outbox_relay", "messaging_pruner"}));
}

TEST_F(DatabaseServices, given_it_keeps_answers_then_forgets_them_in_time) {
  const Service service = database_service(platform, {.name = "samples", .keeps_answers = true});

  EXPECT_EQ(workers_of(service), (Names{"messaging_pruner", "idempotency_pruner"}));
}

TEST_F(DatabaseServices, given_migrations_then_its_own_tables_stand_beside_the_kit_s) {
  const Service service =
      database_service(platform, {.name = "samples", .migrations = {samples}, .keeps_answers = true});

  io.run(sql::migrate(*database, service.migrations));

  for (const auto* table : {"samples", "outbox", "inbox", "idempotency_keys"}) {
    SCOPED_TRACE(table);
    EXPECT_NO_THROW(io.run(
        database->read([table](sql::Session& session) { session.query("SELECT 1 FROM " + std::string(table)); })));
  }
}

}  // namespace
}  // namespace boxoffice::kit::service::tests
