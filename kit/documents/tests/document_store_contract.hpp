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
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
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

TYPED_TEST_P(document_store_contract, given_json_that_engines_like_to_change_then_it_comes_back_equal) {
  const std::array texts{
      R"({})",
      R"({"whole":1,"broken":1.0,"small":-0.0,"long":9007199254740993,"longest":18446744073709551615})",
      R"({"beyond 64 bits":36893488147419103232,"beyond all":1e400,"exact":0.1,"tiny":1e-300})",
      R"({"_id":"mine","_json":{},"__x":1,"id":2})",
      R"({"a.b":1,"$a":{"$b":2,"c.d":3},"":"nameless","a．b":4})",
      R"({"zero":"a\u0000b","zero\u0000name":1,"surrogates":"\ud83c\udfab"})",
      R"({"nested":[[1,[2]],[]],"empty":[{},[],"",null,true,false]})",
      R"({ "b" : 1 , "a" : [ 2 ] })",
      R"({"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[{"d":[1]}]}]}]}]}]}]}]}]}]}]}]}]}]})",
  };
  for (const std::string json : texts) {
    SCOPED_TRACE(json);
    for (const std::string& id : {json.substr(0, 20), std::string("the same")}) {
      this->put(id, json);
      EXPECT_EQ(boost::json::parse(run(this->store->get("posts", id))->json), boost::json::parse(json));
    }
  }
}

TYPED_TEST_P(document_store_contract, given_the_same_id_again_then_the_document_is_replaced) {
  this->put("1", R"({"author":"ann","likes":1})");
  this->put("1", R"({"author":"bob"})");

  const auto document = run(this->store->get("posts", "1"));

  EXPECT_EQ(boost::json::parse(document->json), boost::json::parse(R"({"author":"bob"})"));
  EXPECT_EQ(this->find({.filters = {{"author", "ann"}}}), Ids{});
  EXPECT_EQ(this->find({.filters = {{"author", "bob"}}}), Ids{"1"});
}

TYPED_TEST_P(document_store_contract, given_the_same_id_from_several_at_once_then_one_document_is_left) {
  std::vector<std::jthread> writers;
  for (int number = 0; number < 4; ++number) {
    writers.emplace_back([this, json = R"({"author":")" + std::to_string(number) + R"("})"] {
      for (int round = 0; round < 5; ++round) EXPECT_NO_THROW(this->put("1", json));
    });
  }
  writers.clear();

  EXPECT_EQ(this->find({}), Ids{"1"});
  EXPECT_TRUE(run(this->store->get("posts", "1")));
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

TYPED_TEST_P(document_store_contract, given_arrays_and_contradictions_then_filters_do_not_match) {
  this->put("1", R"({"author":["ann"],"likes":[1]})");
  this->put("2", R"({"author":"ann","likes":null})");

  EXPECT_EQ(this->find({.filters = {{"author", "ann"}}}), Ids{"2"});
  EXPECT_EQ(this->find({.filters = {{"likes", 1}}}), Ids{});
  EXPECT_EQ(this->find({.filters = {{"author", "ann"}, {"author", "ann"}}}), Ids{"2"});
  EXPECT_EQ(this->find({.filters = {{"author", "ann"}, {"author", "bob"}}}), Ids{});
}

TYPED_TEST_P(document_store_contract, given_numbers_that_no_double_tells_apart_then_filters_do) {
  this->put("1", R"({"likes":9007199254740992})");
  this->put("2", R"({"likes":9007199254740993})");

  EXPECT_EQ(this->find({.filters = {{"likes", 9007199254740993}}}), Ids{"2"});
}

TYPED_TEST_P(document_store_contract, given_members_with_names_that_engines_use_then_filters_find_them) {
  this->put("1", R"({"_id":"mine","_json":1,"id":"2"})");
  this->put("2", R"({"id":"1"})");

  EXPECT_EQ(this->find({.filters = {{"_id", "mine"}}}), Ids{"1"});
  EXPECT_EQ(this->find({.filters = {{"_json", 1}}}), Ids{"1"});
  EXPECT_EQ(this->find({.filters = {{"id", "1"}}}), Ids{"2"});
}

TYPED_TEST_P(document_store_contract, given_ids_then_their_order_is_that_of_their_bytes) {
  for (const auto* id : {"a", "é", "B", "10", "9", "a:1", "a b"}) this->put(id, "{}");

  EXPECT_EQ(this->find({}), (Ids{"10", "9", "B", "a", "a b", "a:1", "é"}));
  EXPECT_EQ(this->find({.newest_first = true, .after = "a"}), (Ids{"B", "9", "10"}));
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
  EXPECT_EQ(this->find({.limit = 0}), Ids{});
}

TYPED_TEST_P(document_store_contract, given_many_documents_then_a_large_page_has_them_all) {
  constexpr std::size_t many = 250;
  for (std::size_t number = 0; number < many; ++number) this->put(std::to_string(1000 + number), "{}");

  EXPECT_EQ(this->find({.limit = many - 1}).size(), many - 1);
  EXPECT_EQ(this->find({.limit = static_cast<std::size_t>(-1)}).size(), many);
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

TYPED_TEST_P(document_store_contract, given_several_that_start_at_once_then_all_make_the_same_collection) {
  std::vector<std::jthread> processes;
  for (int number = 0; number < 4; ++number) {
    processes.emplace_back([this] {
      const auto other = this->engine.open();
      EXPECT_NO_THROW(run(other->ensure_collection("new", {"author", "likes"})));
      EXPECT_NO_THROW(run(other->put("new", {.id = "1", .json = R"({"author":"ann"})"})));
    });
  }
  processes.clear();

  EXPECT_EQ(run(this->store->find("new", {.filters = {{"author", "ann"}}})).size(), 1U);
}

TYPED_TEST_P(document_store_contract, given_names_that_are_none_then_they_are_refused) {
  for (const auto* name : {"", "a b", "a\"; DROP TABLE documents_posts; --", "a.b", "$a"}) {
    SCOPED_TRACE(name);
    EXPECT_THROW(run(this->store->ensure_collection(name, {})), std::invalid_argument);
    EXPECT_THROW(run(this->store->ensure_collection("posts", {name})), std::invalid_argument);
    EXPECT_THROW(run(this->store->put(name, {.id = "1", .json = "{}"})), std::invalid_argument);
    EXPECT_THROW(run(this->store->get(name, "1")), std::invalid_argument);
    EXPECT_THROW(run(this->store->get_many(name, {"1"})), std::invalid_argument);
    EXPECT_THROW(run(this->store->find(name, {})), std::invalid_argument);
    EXPECT_THROW(run(this->store->remove(name, "1")), std::invalid_argument);
    EXPECT_THROW(this->find({.filters = {{name, 1}}}), std::invalid_argument);
  }
}

TYPED_TEST_P(document_store_contract, given_an_engine_that_answers_then_it_is_healthy) {
  EXPECT_TRUE(run(this->store->healthy()));
}

REGISTER_TYPED_TEST_SUITE_P(
    document_store_contract, given_a_document_then_all_processes_get_it_back,
    given_json_that_engines_like_to_change_then_it_comes_back_equal,
    given_the_same_id_again_then_the_document_is_replaced,
    given_the_same_id_from_several_at_once_then_one_document_is_left, given_what_is_no_object_then_it_is_refused,
    given_filters_then_documents_match_all_of_them_with_their_types,
    given_arrays_and_contradictions_then_filters_do_not_match, given_numbers_that_no_double_tells_apart_then_filters_do,
    given_members_with_names_that_engines_use_then_filters_find_them, given_ids_then_their_order_is_that_of_their_bytes,
    given_pages_then_each_goes_on_after_the_one_before, given_many_documents_then_a_large_page_has_them_all,
    given_ids_then_those_that_exist_come_in_their_order, given_a_removed_document_then_it_is_gone_and_was_there_once,
    given_a_collection_ensured_again_then_its_documents_stay,
    given_several_that_start_at_once_then_all_make_the_same_collection, given_names_that_are_none_then_they_are_refused,
    given_an_engine_that_answers_then_it_is_healthy);

}  // namespace boxoffice::kit::documents
