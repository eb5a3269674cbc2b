#include "contracts/asyncapi.hpp"
#include "contracts/message_types.hpp"
#include "contracts/topics.hpp"
#include "kit/json/pretty.hpp"
#include "kit/json/reader.hpp"
#include "kit/testing/golden.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace boxoffice::contracts::tests {

TEST(asyncapi_document, given_the_published_file_then_they_are_the_same) {
  kit::testing::expect_golden("contracts/asyncapi.json", kit::json::pretty(asyncapi_document()).value());
}

TEST(asyncapi_document, given_any_reference_then_it_leads_somewhere) {
  const auto document = asyncapi_document();
  const auto root = kit::json::parse(document).value();
  const std::string prefix = R"("$ref":"#/)";

  std::size_t references = 0;
  for (auto at = document.find(prefix); at != std::string::npos; at = document.find(prefix, at + 1)) {
    const auto start = at + prefix.size();
    std::string rest = document.substr(start, document.find('"', start) - start);
    SCOPED_TRACE(rest);
    std::optional<kit::json::Value> target = root;
    while (target && !rest.empty()) {
      const auto slash = rest.find('/');
      target = target->get(rest.substr(0, slash));
      rest = slash == std::string::npos ? "" : rest.substr(slash + 1);
    }
    EXPECT_TRUE(target);
    ++references;
  }
  EXPECT_GT(references, message_types().size());
}

TEST(asyncapi_document, given_the_topics_then_each_is_a_channel_with_messages) {
  const auto channels = kit::json::parse(asyncapi_document())->get("channels").value();

  EXPECT_EQ(channels.members().size(), topics::all.size());
  for (const auto topic : topics::all) {
    SCOPED_TRACE(topic);
    const auto channel = channels.get(topic);
    ASSERT_TRUE(channel);
    const auto count = std::ranges::count(message_types(), topic, &MessageType::topic);
    EXPECT_EQ(channel->get("messages")->members().size(), static_cast<std::size_t>(count));
    EXPECT_GT(count, 0);
  }
}

TEST(dead_letters, given_a_topic_then_has_its_own) {
  EXPECT_EQ(topics::dead_letters(topics::order_events), "order-events.dlq");
}

}  // namespace boxoffice::contracts::tests
