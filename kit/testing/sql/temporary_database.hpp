#pragma once

// A fresh database for one test.

#include "kit/sql/database.hpp"
#include "kit/sql/migrations.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::testing {

/// An empty, migrated database that nobody else uses. SQLite in a temporary directory, or whatever engine
/// BOXOFFICE_TEST_DATABASE_URL names; there, every instance is a service (file or schema) of its own.
class TemporaryDatabase {
 public:
  explicit TemporaryDatabase(std::vector<sql::Migration> migrations = {});
  ~TemporaryDatabase();
  TemporaryDatabase(const TemporaryDatabase&) = delete;
  TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

  [[nodiscard]] sql::Database& operator*() const { return *database_; }
  [[nodiscard]] sql::Database* operator->() const { return database_.get(); }

  /// Opens the same database a second time, as another process would.
  [[nodiscard]] std::unique_ptr<sql::Database> open_again() const;
  /// Closes it and opens it again, as a restart would.
  void reopen();

 private:
  TemporaryDirectory directory_;
  std::string url_;
  std::string service_;
  std::unique_ptr<sql::Database> database_;
};

}  // namespace boxoffice::kit::testing
