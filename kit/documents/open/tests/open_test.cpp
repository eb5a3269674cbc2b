#include "kit/documents/open.hpp"
#include "kit/base/failure.hpp"
#include "kit/testing/documents/document_server.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace boxoffice::kit::documents {
namespace {

TEST(open_document_store, given_a_folder_then_sqlite_opens) {
  const testing::TemporaryDirectory directory;

  const auto store = open_document_store("sqlite:" + directory.path().string());

  EXPECT_TRUE(std::filesystem::exists(directory / "documents.db"));
}

TEST(open_document_store, given_a_server_then_it_is_asked) {
  const testing::DocumentServer server;

  const auto store = open_document_store(server.url());

  EXPECT_TRUE(testing::run(store->healthy()));
}

TEST(open_document_store, given_other_schemes_then_refused) {
  EXPECT_THROW(open_document_store("couchdb://localhost"), base::StartupError);
  EXPECT_THROW(open_document_store("mongodb:localhost"), base::StartupError);
  EXPECT_THROW(open_document_store("mongodb+srv://localhost"), base::StartupError);
}

}  // namespace
}  // namespace boxoffice::kit::documents
