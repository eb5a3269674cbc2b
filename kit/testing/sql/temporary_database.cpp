#include "kit/testing/sql/temporary_database.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/random.hpp"
#include "kit/sql/open.hpp"
#include "kit/testing/run.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

namespace boxoffice::kit::testing {

namespace {

std::string database_url(const TemporaryDirectory& directory) {
  if (const char* const url = std::getenv("BOXOFFICE_TEST_DATABASE_URL")) return url;
  return "sqlite:" + directory.path().string();
}

/// Unlike any other, also of earlier runs against the same server.
std::string unique_service_name() {
  std::array<char, 8> bytes{};
  base::SystemRandom{}.fill(std::as_writable_bytes(std::span{bytes}));
  return "test_" + base::hex_encode(std::string_view(bytes.data(), bytes.size()));
}

}  // namespace

TemporaryDatabase::TemporaryDatabase(std::vector<sql::Migration> migrations)
    : url_(database_url(directory_)), service_(unique_service_name()), database_(open_again()) {
  run(sql::migrate(*database_, std::move(migrations)));
}

TemporaryDatabase::~TemporaryDatabase() = default;

std::unique_ptr<sql::Database> TemporaryDatabase::open_again() const {
  return sql::open_database(url_, service_);
}

void TemporaryDatabase::reopen() {
  database_.reset();
  database_ = open_again();
}

}  // namespace boxoffice::kit::testing
