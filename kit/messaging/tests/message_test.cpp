#include "kit/messaging/message.hpp"

#include "kit/json/reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace boxoffice::kit::messaging {
namespace {

Message full_message() {
  return {.id = "019b0000-0000-7000-8000-000000000001",
          .topic = "order-events",
          .source = "/order-service",
          .type = "ORDER_CREATED",
          .subject = "o-1",
          .time = base::from_unix_ms(1'767'225'600'123),
          .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          .dataversion = 2,
          .data = R"({"orderId":"o-1","tickets":2})",
          .extensions = {{"dlqreason", "a \"bad\" day"}}};
}

TEST(cloud_event, given_a_message_then_the_envelope_lists_its_attributes_in_order) {
  EXPECT_EQ(to_cloud_event(full_message()),
            R"({"specversion":"1.0","id":"019b0000-0000-7000-8000-000000000001","source":"/order-service",)"
            R"("type":"ORDER_CREATED","subject":"o-1","time":"2026-01-01T00:00:00.123Z",)"
            R"("datacontenttype":"application/json","dataversion":2,)"
            R"("traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",)"
            R"("dlqreason":"a \"bad\" day","data":{"orderId":"o-1","tickets":2}})");
}

TEST(cloud_event, given_an_envelope_of_ours_then_reading_gives_the_message_back) {
  const Message sent = full_message();

  const auto got = from_cloud_event("order-events", to_cloud_event(sent));

  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->id, sent.id);
  EXPECT_EQ(got->topic, sent.topic);
  EXPECT_EQ(got->source, sent.source);
  EXPECT_EQ(got->type, sent.type);
  EXPECT_EQ(got->subject, sent.subject);
  EXPECT_EQ(got->time, sent.time);
  EXPECT_EQ(got->traceparent, sent.traceparent);
  EXPECT_EQ(got->dataversion, sent.dataversion);
  EXPECT_EQ(got->data, sent.data);
  EXPECT_EQ(got->extensions, sent.extensions);
}

TEST(cloud_event, given_only_required_attributes_then_the_others_have_defaults) {
  const auto got = from_cloud_event("t", R"({"specversion":"1.0","id":"1","source":"/s","type":"T"})");

  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->subject, "");
  EXPECT_EQ(got->dataversion, 1);
  EXPECT_EQ(got->data, "{}");
  EXPECT_EQ(got->traceparent, "");
}

TEST(cloud_event, given_unknown_attributes_then_texts_are_kept_and_others_ignored) {
  const auto got = from_cloud_event(
      "t", R"({"specversion":"1.0","id":"1","source":"/s","type":"T","partitionkey":"k","sequence":7,"Bad-Name":"x"})");

  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->extensions, (std::map<std::string, std::string>{{"partitionkey", "k"}}));
}

TEST(cloud_event, given_a_wrong_envelope_then_the_wrong_attributes_are_named) {
  struct Case {
    const char* name;
    const char* json;
    const char* pointer;
  };
  constexpr Case cases[] = {
      {"no id", R"({"specversion":"1.0","source":"/s","type":"T"})", "/id"},
      {"empty id", R"({"specversion":"1.0","id":"","source":"/s","type":"T"})", "/id"},
      {"number as id", R"({"specversion":"1.0","id":7,"source":"/s","type":"T"})", "/id"},
      {"no source", R"({"specversion":"1.0","id":"1","type":"T"})", "/source"},
      {"no type", R"({"specversion":"1.0","id":"1","source":"/s"})", "/type"},
      {"other version", R"({"specversion":"0.3","id":"1","source":"/s","type":"T"})", "/specversion"},
      {"time", R"({"specversion":"1.0","id":"1","source":"/s","type":"T","time":"yesterday"})", "/time"},
      {"subject", R"({"specversion":"1.0","id":"1","source":"/s","type":"T","subject":1})", "/subject"},
      {"version", R"({"specversion":"1.0","id":"1","source":"/s","type":"T","dataversion":"x"})", "/dataversion"},
      {"text as data", R"({"specversion":"1.0","id":"1","source":"/s","type":"T","data":"x"})", "/data"},
      {"format", R"({"specversion":"1.0","id":"1","source":"/s","type":"T","datacontenttype":"text/xml"})",
       "/datacontenttype"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const auto got = from_cloud_event("t", each.json);
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().code, base::codes::validation_failed);
    EXPECT_NE(std::ranges::find(got.error().fields, each.pointer, &base::FieldError::pointer),
              got.error().fields.end());
  }
}

TEST(cloud_event, given_text_that_is_no_object_then_it_is_refused) {
  EXPECT_EQ(from_cloud_event("t", "{\"id\":").error().code, base::codes::malformed_request);
  EXPECT_EQ(from_cloud_event("t", "[1]").error().code, base::codes::validation_failed);
}

TEST(message_context, given_a_traceparent_then_the_trace_goes_on) {
  const auto context = context_of(full_message());

  EXPECT_EQ(context.trace.trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(context.request_id, full_message().id);
}

TEST(message_context, given_no_or_a_broken_traceparent_then_there_is_no_trace) {
  EXPECT_EQ(context_of({}).trace.trace_id, "");
  EXPECT_EQ(context_of({.traceparent = "00-zz-1-01"}).trace.trace_id, "");
}

}  // namespace
}  // namespace boxoffice::kit::messaging
