#include "app/migration/copy_documents.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace boxoffice::app::migration {

namespace {

using kit::documents::Document;
using kit::documents::DocumentStore;
using kit::runtime::Task;

constexpr std::size_t page_limit = 200;

Task<> copy_one(DocumentStore& to, const std::string& collection, Document document) {
  const std::string id = document.id;
  const std::string json = document.json;
  co_await to.put(collection, std::move(document));
  const auto arrived = co_await to.get(collection, id);
  if (!arrived || arrived->json != json) {
    throw kit::base::StartupError(fmt::format("the document {} of {} did not arrive as it is.", id, collection));
  }
}

}  // namespace

Task<std::int64_t> copy_documents(DocumentStore& from, DocumentStore& to, std::vector<std::string> collections,
                                  Progress& progress) {
  std::int64_t copied = 0;
  for (const auto& collection : collections) {
    co_await from.ensure_collection(collection, {});
    co_await to.ensure_collection(collection, {});
    std::optional<std::string> after;
    for (;;) {
      auto page = co_await from.find(collection, {.limit = page_limit, .after = after});
      if (page.empty()) break;
      after = page.back().id;
      copied += static_cast<std::int64_t>(page.size());
      for (auto& document : page) co_await copy_one(to, collection, std::move(document));
      progress.at(collection, "documents copied:", copied);
    }
  }
  co_return copied;
}

}  // namespace boxoffice::app::migration
