#pragma once

// Small working stand-ins for what the events service asks of others.

#include "kit/base/failure.hpp"
#include "kit/cache/cache.hpp"
#include "kit/documents/document_store.hpp"
#include "services/events/core/errors.hpp"
#include "services/events/core/ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::events {

/// Documents in memory; `away` makes every call fail.
class FakeDocuments final : public kit::documents::DocumentStore {
 public:
  using Document = kit::documents::Document;

  Task<> ensure_collection(std::string collection, std::vector<std::string>) override {
    answer();
    collections[collection];
    co_return;
  }
  Task<> put(std::string collection, Document document) override {
    answer();
    collections.at(collection)[document.id] = document.json;
    ++puts;
    co_return;
  }
  Task<std::optional<Document>> get(std::string collection, std::string id) override {
    answer();
    ++queries;
    const auto& documents = collections.at(collection);
    const auto found = documents.find(id);
    if (found == documents.end()) co_return std::nullopt;
    co_return Document{.id = id, .json = found->second};
  }
  Task<std::vector<Document>> get_many(std::string collection, std::vector<std::string> ids) override {
    answer();
    ++queries;
    const auto& documents = collections.at(collection);
    std::vector<Document> found;
    for (const auto& id : ids) {
      const auto document = documents.find(id);
      if (document != documents.end()) found.push_back({.id = id, .json = document->second});
    }
    co_return found;
  }
  Task<std::vector<Document>> find(std::string collection, kit::documents::Find find) override {
    answer();
    std::vector<Document> found;
    for (const auto& [id, json] : collections.at(collection)) {
      const bool fits = std::ranges::all_of(find.filters, [&](const kit::documents::Filter& filter) {
        return json.find(fmt::format(R"("{}":"{}")", filter.member, std::get<std::string>(filter.equals))) !=
               std::string::npos;
      });
      if (fits && (!find.after || (find.newest_first ? id < *find.after : id > *find.after))) {
        found.push_back({.id = id, .json = json});
      }
    }
    if (find.newest_first) std::ranges::reverse(found);
    if (found.size() > find.limit) found.resize(find.limit);
    co_return found;
  }
  Task<bool> remove(std::string collection, std::string id) override {
    answer();
    co_return collections.at(collection).erase(id) > 0;
  }
  Task<bool> healthy() override { co_return !away; }

  bool away = false;
  int puts = 0;
  int queries = 0;  // calls of get() and get_many()
  std::map<std::string, std::map<std::string, std::string>> collections{};

 private:
  void answer() const {
    if (away) throw kit::base::Unavailable("the documents are away");
  }
};

/// A cache that never forgets; `away` makes every call fail.
class FakeCache final : public kit::cache::Cache {
 public:
  using Entry = std::pair<std::string, std::string>;

  Task<std::optional<std::string>> get(std::string key) override {
    answer();
    const auto found = entries_by_key.find(key);
    if (found == entries_by_key.end()) co_return std::nullopt;
    ++hits;
    co_return found->second;
  }
  Task<> set(std::string key, std::string value, std::chrono::milliseconds) override {
    answer();
    entries_by_key[key] = value;
    co_return;
  }
  Task<> remove(std::string) override { co_return; }
  Task<std::int64_t> increment(std::string, std::chrono::milliseconds) override { co_return 1; }
  Task<> decrement(std::string) override { co_return; }
  Task<std::vector<Entry>> entries(std::string, std::size_t) override { co_return std::vector<Entry>{}; }
  Task<> publish(std::string, std::string) override { co_return; }
  kit::cache::CacheSubscription subscribe(std::string, std::function<void(std::string)>) override { return nullptr; }
  Task<bool> healthy() override { co_return !away; }

  bool away = false;
  int hits = 0;
  std::map<std::string, std::string> entries_by_key{};

 private:
  void answer() const {
    if (away) throw kit::base::Unavailable("the cache is away");
  }
};

/// Remembers what it was asked, and refuses what is below `in_use`. `meanwhile` happens once, before it answers.
class FakeInventory final : public Inventory {
 public:
  Task<Result<void>> lower(Context, contracts::EventId, std::int64_t version, std::vector<TicketType> types) override {
    versions.push_back(version);
    lowered.insert(lowered.end(), types.begin(), types.end());
    if (meanwhile) std::exchange(meanwhile, {})();
    const bool too_low = std::ranges::any_of(types, [this](const TicketType& type) { return type.capacity < in_use; });
    if (too_low) co_return kit::base::fail(codes::capacity_in_use, "More tickets are held or sold.");
    co_return Result<void>{};
  }

  std::int64_t in_use = 0;
  std::vector<std::int64_t> versions{};
  std::vector<TicketType> lowered{};
  std::function<void()> meanwhile{};
};

/// Knows Europe/Berlin.
class FakeZones final : public Zones {
 public:
  [[nodiscard]] bool exists(const std::string& name) const override { return name == "Europe/Berlin"; }
};

}  // namespace boxoffice::services::events
