#pragma once

// The stores of a whole deployment in a temporary folder, made by the services' own migrations, with one purchase in
// them: 2 of 10 tickets, paid and confirmed. Tests doctor them with SQL.

#include "app/audit/audit.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app::audit {

inline constexpr std::string_view bought_order = "01900000-0000-7000-8000-00000000000a";

class AuditFixture : public testing::Test {
 protected:
  AuditFixture();

  /// Runs statements on one store, as only a doctor or a bug would: the table's own checks are off.
  void doctor(std::string_view store, const std::vector<std::string>& statements);

  /// `between_passes` runs before the second pass.
  Report audit(std::function<void()> between_passes = [] {});

  /// Names of the invariants that are broken.
  std::vector<std::string> broken();

  /// Service -> topics, as the services say themselves.
  [[nodiscard]] static const std::map<std::string, std::vector<std::string>>& subscribed();

  /// Where the stores are: BOXOFFICE_HOME, and the DATABASE_URL that belongs to it.
  [[nodiscard]] std::filesystem::path home() const { return home_.path(); }
  [[nodiscard]] const std::string& database_url() const { return database_url_; }

  kit::testing::FakeClock clock{};

 private:
  kit::testing::TemporaryDirectory home_{};
  std::string database_url_;
  OpenStores open_;
};

}  // namespace boxoffice::app::audit
