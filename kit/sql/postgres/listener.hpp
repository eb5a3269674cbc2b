#pragma once

// LISTEN and NOTIFY on one connection of their own, for all listeners of a process.

#include "kit/sql/database.hpp"
#include "kit/sql/postgres/postgres_database.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::sql {

/// Safe from any thread. While the server is away it tries again with growing pauses; when it is back every callback is
/// called once, because anything may have been missed.
class PostgresListener {
 public:
  /// Connects when there is something to listen to or to tell.
  explicit PostgresListener(PostgresOptions options);
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

  [[nodiscard]] Listening listen(std::string channel, std::function<void()> callback);

  /// Wakes listeners of this process at once and those of others soon. It is told apart from the transaction that it is
  /// about, because PostgreSQL lets only one transaction that notifies commit at a time.
  void notify(const std::vector<std::string>& channels);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::sql
