#pragma once

// A database on which something happens between two steps of one use case, as if another process had done it.

#include "kit/sql/database.hpp"

#include <functional>
#include <string>

namespace boxoffice::kit::testing {

/// Passes everything on to `inner`, which outlives it. Before the next write, once, `meanwhile` happens: so a race
/// between a look and the write that follows it goes the same way in every run.
class CrossedDatabase final : public sql::Database {
 public:
  explicit CrossedDatabase(sql::Database& inner) : inner_(inner) {}

  [[nodiscard]] sql::Listening listen(std::string channel, std::function<void()> callback) override;
  runtime::Task<bool> healthy() override;
  [[nodiscard]] sql::Dialect dialect() const override;

  std::function<runtime::Task<>()> meanwhile{};

 protected:
  runtime::Task<> write_erased(WriteStep step) override;
  runtime::Task<> read_erased(ReadStep step) override;

 private:
  sql::Database& inner_;
};

}  // namespace boxoffice::kit::testing
