#include "kit/messaging/kafka/kafka_options.hpp"
#include "kit/base/failure.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::messaging {
namespace {

TEST(parse_kafka_url, given_only_a_host_then_the_defaults) {
  const auto options = parse_kafka_url("kafka://broker");

  EXPECT_EQ(options.servers, "broker:9092");
  EXPECT_EQ(options.security, "plaintext");
  EXPECT_EQ(options.user, "");
  EXPECT_EQ(options.partitions, 6);
  EXPECT_EQ(options.replication, 1);
  EXPECT_EQ(options.prefix, "");
}

TEST(parse_kafka_url, given_everything_then_it_is_read) {
  const auto options = parse_kafka_url(
      "kafka://box%40office:s%3Acret%25@one:9092,two:9093,[::1]:9094?partitions=12&replication=3&prefix=staging."
      "&security=sasl_ssl&mechanism=SCRAM-SHA-512&ca=%2Fetc%2Fca.pem");

  EXPECT_EQ(options.servers, "one:9092,two:9093,[::1]:9094");
  EXPECT_EQ(options.user, "box@office");
  EXPECT_EQ(options.password, "s:cret%");
  EXPECT_EQ(options.partitions, 12);
  EXPECT_EQ(options.replication, 3);
  EXPECT_EQ(options.prefix, "staging.");
  EXPECT_EQ(options.security, "sasl_ssl");
  EXPECT_EQ(options.mechanism, "SCRAM-SHA-512");
  EXPECT_EQ(options.certificate_authority, "/etc/ca.pem");
}

TEST(parse_kafka_url, given_a_user_or_an_authority_then_the_security_follows) {
  const auto security = [](const char* url) { return parse_kafka_url(url).security; };

  EXPECT_EQ(security("kafka://user:password@host"), "sasl_plaintext");
  EXPECT_EQ(security("kafka://user:password@host?ca=/ca.pem"), "sasl_ssl");
  EXPECT_EQ(security("kafka://host?ca=/ca.pem"), "ssl");
  EXPECT_EQ(security("kafka://host?security=ssl"), "ssl");
  EXPECT_EQ(parse_kafka_url("kafka://user:password@host").mechanism, "PLAIN");
}

TEST(parse_kafka_url, given_something_wrong_then_a_sentence_that_says_what_and_keeps_the_password) {
  struct Case {
    std::string url;
    std::string says;
  };
  for (const auto& [url, says] : {
           Case{.url = "kafka:host", .says = "no URL of a Kafka cluster"},
           Case{.url = "kafka://", .says = "names no host"},
           Case{.url = "kafka://one,,two", .says = "names no host"},
           Case{.url = "kafka://one:9092,:9093", .says = "names no host"},
           Case{.url = "kafka://a b:9092", .says = "names no host"},
           Case{.url = "kafka://host/topic", .says = "names no host"},
           Case{.url = "kafka://host:0", .says = "a port is a number"},
           Case{.url = "kafka://host:65536", .says = "a port is a number"},
           Case{.url = "kafka://host:", .says = "a port is a number"},
           Case{.url = "kafka://[::1", .says = "has no ]"},
           Case{.url = "kafka://[::1]9092", .says = "a port is a number"},
           Case{.url = "kafka://user:se%cret@host", .says = "hexadecimal"},
           Case{.url = "kafka://user@host", .says = "go together"},
           Case{.url = "kafka://:secret@host", .says = "go together"},
           Case{.url = "kafka://user:secret@host?partition=6", .says = "unknown parameter \"partition\""},
           Case{.url = "kafka://host?partitions=0", .says = "partitions is a number from 1"},
           Case{.url = "kafka://host?partitions=many", .says = "partitions is a number from 1"},
           Case{.url = "kafka://host?replication=100", .says = "replication is a number from 1 to 9"},
           Case{.url = "kafka://host?partitions=1&partitions=2", .says = "stands twice"},
           Case{.url = "kafka://host?prefix=a/b", .says = "a prefix has"},
           Case{.url = "kafka://host?security=tls", .says = "security is one of plaintext"},
           Case{.url = "kafka://user:secret@host?security=ssl", .says = "when there is a user"},
           Case{.url = "kafka://host?security=sasl_ssl", .says = "when there is no user"},
           Case{.url = "kafka://user:secret@host?mechanism=GSSAPI", .says = "mechanism is one of PLAIN"},
           Case{.url = "kafka://host?mechanism=PLAIN", .says = "mechanism goes with a user"},
           Case{.url = "kafka://host?security=plaintext&ca=/ca.pem", .says = "ca goes with"},
       }) {
    SCOPED_TRACE(url);
    try {
      static_cast<void>(parse_kafka_url(url));
      ADD_FAILURE() << "no refusal";
    } catch (const base::StartupError& refusal) {
      const std::string sentence = refusal.what();
      EXPECT_TRUE(sentence.starts_with("MESSAGING_URL cannot be used: ")) << sentence;
      EXPECT_TRUE(sentence.contains(says)) << sentence;
      EXPECT_FALSE(sentence.contains("cret")) << sentence;
    }
  }
}

}  // namespace
}  // namespace boxoffice::kit::messaging
