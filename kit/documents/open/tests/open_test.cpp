#include "kit/documents/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace boxoffice::kit::documents {
namespace {

TEST(open_document_store, given_urls_then_sqlite_opens_and_others_are_refused) {
  const testing::TemporaryDirectory directory;

  const auto store = open_document_store("sqlite:" + directory.path().string());

  EXPECT_TRUE(std::filesystem::exists(directory / "documents.db"));
  EXPECT_THROW(open_document_store("couchdb://localhost"), base::StartupError);
}

}  // namespace
}  // namespace boxoffice::kit::documents
