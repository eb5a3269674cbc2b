#pragma once

// The use cases of the users service over a real, temporary database and fakes for everything slow or secret.

#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/users/adapters/logged_journal.hpp"
#include "services/users/adapters/sql_sessions.hpp"
#include "services/users/adapters/sql_users.hpp"
#include "services/users/core/accounts.hpp"
#include "services/users/core/signing_in.hpp"
#include "services/users/migrations.hpp"
#include "services/users/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::users {

class UsersFixture : public testing::Test {
 protected:
  static std::vector<kit::sql::Migration> all_migrations() {
    auto all = kit::messaging::messaging_migrations();
    std::ranges::copy(migrations(), std::back_inserter(all));
    return all;
  }

  SigningInParts parts() {
    return {.users = users,
            .sessions = sessions,
            .passwords = passwords,
            .tokens = tokens,
            .attempts = attempts,
            .announcer = announcer,
            .journal = journal,
            .clock = clock,
            .ids = ids};
  }

  Result<SignedIn> register_named(std::string name) {
    return kit::testing::run(signing_in.register_user(
        {}, {.username = name, .email = name + "@example.org", .password = "correct horse"}, browser));
  }
  Result<SignedIn> login(std::string name, std::string password) {
    return kit::testing::run(signing_in.login({}, std::move(name), std::move(password), browser));
  }
  Result<SignedIn> refresh(std::string token) { return kit::testing::run(signing_in.refresh({}, std::move(token))); }

  void store_hash(const contracts::UserId& id, const std::string& hash) {
    kit::testing::run(database->write([&](kit::sql::Transaction& transaction) {
      transaction.execute("UPDATE users SET password_hash = $2 WHERE id = $1", id, hash);
    }));
  }

  /// The first page of the user's sessions that are not over, newest first.
  std::vector<Session> alive(const contracts::UserId& id) {
    return kit::testing::run(sessions.list({.user_id = id, .alive_at = clock.now()}));
  }

  /// Types of the messages in the outbox, in order.
  std::vector<std::string> published() {
    return kit::testing::run(database->read([](kit::sql::Session& session) {
      std::vector<std::string> types;
      for (const auto& row : session.query("SELECT type FROM outbox ORDER BY position")) {
        types.push_back(row.get<std::string>(0));
      }
      return types;
    }));
  }

  const Device browser{.user_agent = "Test/1.0", .ip = "192.0.2.1"};
  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::testing::TemporaryDatabase database{all_migrations()};
  kit::messaging::Outbox outbox{"/user-service", clock, ids};
  SqlUsers users{*database, outbox, clock};
  SqlSessions sessions{*database};
  FakePasswords passwords{};
  FakeTokens tokens{};
  FakeAttempts attempts{};
  FakeAnnouncer announcer{};
  kit::telemetry::Log log = kit::telemetry::Log::capturing("user-service");
  LoggedJournal journal{log};
  SigningIn signing_in{parts()};
  Accounts accounts{parts()};
};

}  // namespace boxoffice::services::users
