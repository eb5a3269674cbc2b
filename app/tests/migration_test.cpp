// An embedded deployment's data moves to PostgreSQL: all of it, as it is, also when the move is interrupted.

#include "app/migration/migration.hpp"

#include "app/audit/report_text.hpp"
#include "app/migration/copy_documents.hpp"
#include "app/migration/copy_messages.hpp"
#include "app/tests/audit_fixture.hpp"
#include "contracts/topics.hpp"
#include "kit/base/failure.hpp"
#include "kit/documents/open.hpp"
#include "kit/messaging/open.hpp"
#include "kit/sql/open.hpp"
#include "kit/testing/postgres/postgres_server.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::app::migration {
namespace {

using kit::testing::PostgresServer;
using kit::testing::run;

/// A message of the order's story that is not in its stores yet.
const std::string sent_later = fmt::format(
    "INSERT INTO outbox (id, source, topic, type, subject, time, traceparent, dataversion, data, published_at) "
    "VALUES ('message-3', '/order-service', 'order-events', 'ORDER_REFUNDED', '{}', 1, '', 1, '{{}}', NULL)",
    audit::bought_order);

constexpr std::array services{"users", "events", "tickets", "orders", "payments", "notifications", "chat"};

/// A deployment with a purchase in it, and a PostgreSQL server that has nothing but a role for each service.
class moving_up : public audit::AuditFixture {
 protected:
  moving_up() {
    const auto database = kit::sql::open_database(server.url(), "public");
    run(database->write([](kit::sql::Transaction& transaction) {
      for (const auto* const service : services) {
        transaction.execute(fmt::format("CREATE ROLE {} LOGIN", service));
        transaction.execute(fmt::format("GRANT CREATE ON DATABASE postgres TO {}", service));
      }
    }));
  }

  [[nodiscard]] std::string url() const { return server.url("postgres", "{service}"); }

  void move() { move(database_url(), url()); }
  void move(const std::string& from, const std::string& to) {
    kit::config::Settings settings{
        {.environment = {{"BOXOFFICE_HOME", home().string()}, {"BOXOFFICE_LOG_LEVEL", "off"}, {"DATABASE_URL", to}}}};
    auto configuration = read_configuration(settings);
    Progress progress([this](std::string_view line) { lines.emplace_back(line); });
    move_up(std::move(configuration), settings, from, progress);
  }

  /// Runs statements on a store that has moved.
  void treat_copy(std::string_view service, std::string_view store, const std::string& statement) {
    const auto database = kit::sql::open_database(database_url_of(service, url()), store);
    run(database->write([&](kit::sql::Transaction& transaction) { transaction.execute(statement); }));
  }

  /// Every row of a query, with its columns as text.
  std::vector<std::string> rows(const std::string& database_url, std::string_view store, std::string statement) {
    const auto database = kit::sql::open_database(database_url, store);
    return run(database->read([statement = std::move(statement)](kit::sql::Session& session) {
      std::vector<std::string> found;
      for (const auto& row : session.query(statement)) found.push_back(row.get<std::string>(0));
      return found;
    }));
  }

  std::vector<std::string> lines{};
  PostgresServer server{};
};

TEST_F(moving_up, given_a_deployment_then_all_its_stores_move_and_the_audit_is_clean) {
  move();

  const audit::OpenStores open(url());
  const auto report = run(audit::run_audit(open.stores(), clock, {}));
  EXPECT_TRUE(report.is_clean()) << audit::to_table(report);
  EXPECT_EQ(rows(database_url_of("orders", url()), "orders", "SELECT id FROM orders"),
            std::vector<std::string>{std::string(audit::bought_order)});
  EXPECT_EQ(rows(database_url_of("tickets", url()), "tickets", "SELECT id FROM tickets ORDER BY id"),
            (std::vector<std::string>{"ticket-1", "ticket-2"}));
  EXPECT_EQ(rows(database_url_of("payments", url()), "provider", "SELECT ends_as FROM charges"),
            std::vector<std::string>{"SUCCEEDED"});
}

TEST_F(moving_up, given_a_move_that_stopped_half_way_then_the_next_one_goes_on) {
  move();
  treat_copy("tickets", "tickets", "DELETE FROM tickets WHERE id = 'ticket-2'");
  treat_copy("payments", "provider", "DELETE FROM charges");
  lines.clear();

  move();

  EXPECT_EQ(rows(database_url_of("tickets", url()), "tickets", "SELECT id FROM tickets ORDER BY id"),
            (std::vector<std::string>{"ticket-1", "ticket-2"}));
  EXPECT_EQ(rows(database_url_of("payments", url()), "provider", "SELECT ends_as FROM charges").size(), 1U);
  EXPECT_EQ(lines.size(), audit::store_names.size());
}

TEST_F(moving_up, given_what_was_added_since_then_the_next_one_brings_it) {
  move();
  doctor("orders", {sent_later});

  move();

  EXPECT_EQ(rows(database_url_of("orders", url()), "orders", "SELECT id FROM outbox ORDER BY position"),
            (std::vector<std::string>{"message-1", "message-2", "message-3"}));
}

TEST_F(moving_up, given_a_moved_outbox_then_new_messages_are_numbered_after_it) {
  move();

  treat_copy("orders", "orders", sent_later);

  EXPECT_EQ(rows(database_url_of("orders", url()), "orders", "SELECT id FROM outbox ORDER BY position"),
            (std::vector<std::string>{"message-1", "message-2", "message-3"}));
}

TEST_F(moving_up, given_another_row_on_the_other_side_then_refused_by_its_name) {
  struct Case {
    const char* statement;
    const char* named;
  };
  for (const auto& test : {Case{"UPDATE tickets SET price = 1 WHERE id = 'ticket-2'", "ticket-2 of tickets.tickets"},
                           Case{"DELETE FROM tickets WHERE id = 'ticket-1'", "ticket-1 of tickets.tickets"}}) {
    SCOPED_TRACE(test.statement);
    move();
    treat_copy("tickets", "tickets", test.statement);
    try {
      move();
      ADD_FAILURE() << "moved";
    } catch (const kit::base::StartupError& refusal) {
      EXPECT_NE(std::string(refusal.what()).find(test.named), std::string::npos) << refusal.what();
    }
    treat_copy("tickets", "tickets", "DELETE FROM tickets");
  }
}

TEST_F(moving_up, given_a_table_that_the_other_side_lacks_then_refused) {
  doctor("chat", {"CREATE TABLE forgotten (id TEXT PRIMARY KEY)"});

  EXPECT_THROW(move(), kit::base::StartupError);
}

TEST_F(moving_up, given_urls_that_do_not_fit_then_refused) {
  struct Case {
    std::string from;
    std::string to;
    std::string named;
  };
  const Case cases[] = {{server.url(), url(), "--from"},
                        {"sqlite:" + (home() / "nowhere").string(), url(), "no embedded deployment"},
                        {database_url(), database_url(), "PostgreSQL"}};
  for (const auto& test : cases) {
    SCOPED_TRACE(test.named);
    try {
      move(test.from, test.to);
      ADD_FAILURE() << "moved";
    } catch (const kit::base::StartupError& refusal) {
      EXPECT_NE(std::string(refusal.what()).find(test.named), std::string::npos) << refusal.what();
    }
  }
}

TEST(database_url_of, given_a_place_for_the_service_then_its_name_stands_there) {
  EXPECT_EQ(database_url_of("orders", "postgres://of_{service}@host/db"), "postgres://of_orders@host/db");
  EXPECT_EQ(database_url_of("orders", "sqlite:var/data"), "sqlite:var/data");
}

/// Two embedded message logs.
class moving_messages : public ::testing::Test {
 protected:
  void publish(int first, int count) {
    std::vector<kit::messaging::Message> messages;
    for (int number = first; number < first + count; ++number) {
      messages.push_back({.id = std::to_string(number),
                          .topic = std::string(contracts::topics::order_events),
                          .source = "/order-service",
                          .type = "ORDER_CREATED",
                          .subject = "s",
                          .data = "{}"});
    }
    run(from->publish(std::move(messages)));
  }
  std::vector<std::string> arrived() {
    std::vector<std::string> ids;
    for (const auto& message : run(to->tail(std::string(contracts::topics::order_events), 10'000))) {
      ids.push_back(message.id);
    }
    return ids;
  }
  std::int64_t copy() { return run(copy_messages(*from, *to, progress)); }

  kit::testing::TemporaryDirectory folder{};
  kit::base::SystemClock clock{};
  Progress progress{[](std::string_view) {}};
  std::unique_ptr<kit::messaging::MessageLog> from =
      kit::messaging::open_message_log("sqlite:" + (folder / "from").string(), clock);
  std::unique_ptr<kit::messaging::MessageLog> to =
      kit::messaging::open_message_log("sqlite:" + (folder / "to").string(), clock);
};

TEST_F(moving_messages, given_messages_then_published_in_order_and_a_second_time_only_what_is_new) {
  publish(1, 3);
  EXPECT_EQ(copy(), 3);
  publish(4, 2);

  EXPECT_EQ(copy(), 2);

  EXPECT_EQ(arrived(), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
}

TEST(moving_documents, given_collections_then_each_document_arrives_as_it_is) {
  const kit::testing::TemporaryDirectory folder;
  const auto from = kit::documents::open_document_store("sqlite:" + (folder / "from").string());
  const auto to = kit::documents::open_document_store("sqlite:" + (folder / "to").string());
  Progress progress([](std::string_view) {});
  run(from->ensure_collection("details", {}));
  for (int number = 1000; number < 1450; ++number) {
    run(from->put("details", {.id = std::to_string(number), .json = fmt::format(R"({{"n":{},"t":"ü"}})", number)}));
  }

  EXPECT_EQ(run(copy_documents(*from, *to, {"details"}, progress)), 450);

  EXPECT_EQ(run(to->get("details", "1449")).value().json, R"({"n":1449,"t":"ü"})");
  EXPECT_EQ(run(to->find("details", {.limit = 1000})).size(), 450U);
}

}  // namespace
}  // namespace boxoffice::app::migration
