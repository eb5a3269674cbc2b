#pragma once

// What every document store must do, written once. An adapter's test names its engine:
//
//   class SqliteEngine {
//    public:
//     std::unique_ptr<DocumentStore> open();  // the same empty store each time, as several processes would open it
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(sqlite, document_store_contract, SqliteEngine);

#include "kit/documents/document_store.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace boxoffice::kit::documents {

using testing::run;
using Ids = std::vector<std::string>;

template <class Engine>
class document_store_contract : public ::testing::Test {
 protected:
  void SetUp() override { run(store->ensure_collection("posts", {"author", "likes"})); }

  void put(const std::string& id, const std::string& json) { run(store->put("posts", {.id = id, .json = json})); }

  void put_five() {
    put("1", R"({"author":"ann","likes":1})");
    put("2", R"({"author":"bob","likes":1})");
    put("3", R"({"author":"ann","likes":2})");
    put("4", R"({"author":"ann","likes":"1"})");
    put("5", R"({"title":"nobody's"})");
  }

  Ids find(Find what) {
    Ids ids;
    for (const auto& document : run(store->find("posts", std::move(what)))) ids.push_back(document.id);
    return ids;
  }

  Engine engine{};
  std::unique_ptr<DocumentStore> store = engine.open();
};

TYPED_TEST_SUITE_P(document_store_contract);

TYPED_TEST_P(document_store_contract, given_a_document_then_all_processes_get_it_back) {
  const std::string json =
      R"({"author":"ann","body":"it's \"ünïcödé\" 🎫","at":1767225600000,"tags":["a",{"b":null}]})";
  const auto other = this->engine.open();

  this->put("1", json);
  const auto document = run(other->get("posts", "1"));

  ASSERT_TRUE(document);
  EXPECT_EQ(document->id, "1");
  EXPECT_EQ(boost::json::parse(document->json), boost::json::parse(json));
  EXPECT_FALSE(run(other->get("posts", "2")));
}

TYPED_TEST_P(document_store_contract, given_the_same_id_again_then_the_document_is_replaced) {
  this->put("1", R"({"author":"ann","likes":1})");
  this->put("1", R"({"author":"bob"})");

  const auto document = run(this->store->get("posts", "1"));

  EXPECT_EQ(boost::json::parse(document->json), boost::json::parse(R"({"author":"bob"})"));
  EXPECT_EQ(this->find({.filters = {{"author", "ann"}}}), Ids{});
  EXPECT_EQ(this->find({.filters = {{"author", "bob"}}}), Ids{"1"});
}

TYPED_TEST_P(document_store_contract, given_what_is_no_object_then_it_is_refused) {
  for (const auto* json : {"", "[1]", "{", "text", "{\"a\":1}x"}) {
    SCOPED_TRACE(json);
    EXPECT_THROW(this->put("1", json), std::invalid_argument);
  }
  EXPECT_FALSE(run(this->store->get("posts", "1")));
}

TYPED_TEST_P(document_store_contract, given_filters_then_documents_match_all_of_them_with_their_types) {
  this->put_five();
  struct Case {
    const char* name = "";
    std::vector<Filter> filters{};
    Ids ids{};
  };
  const std::array cases{
      Case{"none", {}, {"1", "2", "3", "4", "5"}},
      Case{"text", {{"author", "ann"}}, {"1", "3", "4"}},
      Case{"number, not text", {{"likes", 1}}, {"1", "2"}},
      Case{"text, not number", {{"likes", "1"}}, {"4"}},
      Case{"both", {{"author", "ann"}, {"likes", 1}}, {"1"}},
      Case{"a member without index", {{"title", "nobody's"}}, {"5"}},
      Case{"no match", {{"author", "nobody"}}, {}},
  };
  for (const auto& [name, filters, ids] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(this->find({.filters = filters}), ids);
  }
}

TYPED_TEST_P(document_store_contract, given_pages_then_each_goes_on_after_the_one_before) {
  this->put_five();

  EXPECT_EQ(this->find({.limit = 2}), (Ids{"1", "2"}));
  EXPECT_EQ(this->find({.limit = 2, .after = "2"}), (Ids{"3", "4"}));
  EXPECT_EQ(this->find({.limit = 2, .after = "4"}), Ids{"5"});
  EXPECT_EQ(this->find({.newest_first = true, .limit = 2}), (Ids{"5", "4"}));
  EXPECT_EQ(this->find({.newest_first = true, .limit = 2, .after = "4"}), (Ids{"3", "2"}));
  EXPECT_EQ(this->find({.filters = {{"author", "ann"}}, .newest_first = true, .limit = 2, .after = "4"}),
            (Ids{"3", "1"}));
}

TYPED_TEST_P(document_store_contract, given_ids_then_those_that_exist_come_in_their_order) {
  this->put_five();

  const auto documents = run(this->store->get_many("posts", {"3", "none", "1"}));

  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].id, "3");
  EXPECT_EQ(documents[1].id, "1");
  EXPECT_TRUE(run(this->store->get_many("posts", {})).empty());
}

TYPED_TEST_P(document_store_contract, given_a_removed_document_then_it_is_gone_and_was_there_once) {
  this->put_five();

  EXPECT_TRUE(run(this->store->remove("posts", "1")));
  EXPECT_FALSE(run(this->store->remove("posts", "1")));
  EXPECT_FALSE(run(this->store->get("posts", "1")));
}

TYPED_TEST_P(document_store_contract, given_a_collection_ensured_again_then_its_documents_stay) {
  this->put_five();

  run(this->store->ensure_collection("posts", {"author", "likes", "title"}));
  run(this->store->ensure_collection("other", {}));

  EXPECT_EQ(this->find({}).size(), 5U);
  EXPECT_TRUE(run(this->store->find("other", {})).empty());
}

TYPED_TEST_P(document_store_contract, given_names_that_are_none_then_they_are_refused) {
  for (const auto* name : {"", "a b", "a\"; DROP TABLE documents_posts; --", "a.b", "$a"}) {
    SCOPED_TRACE(name);
    EXPECT_THROW(run(this->store->ensure_collection(name, {})), std::invalid_argument);
    EXPECT_THROW(this->find({.filters = {{name, 1}}}), std::invalid_argument);
  }
}

TYPED_TEST_P(document_store_contract, given_an_engine_that_answers_then_it_is_healthy) {
  EXPECT_TRUE(run(this->store->healthy()));
}

REGISTER_TYPED_TEST_SUITE_P(
    document_store_contract, given_a_document_then_all_processes_get_it_back,
    given_the_same_id_again_then_the_document_is_replaced, given_what_is_no_object_then_it_is_refused,
    given_filters_then_documents_match_all_of_them_with_their_types, given_pages_then_each_goes_on_after_the_one_before,
    given_ids_then_those_that_exist_come_in_their_order, given_a_removed_document_then_it_is_gone_and_was_there_once,
    given_a_collection_ensured_again_then_its_documents_stay, given_names_that_are_none_then_they_are_refused,
    given_an_engine_that_answers_then_it_is_healthy);

}  // namespace boxoffice::kit::documents
