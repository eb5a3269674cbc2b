#include "kit/messaging/kafka/client.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/owned.hpp"
#include "kit/messaging/kafka/failures.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <array>

namespace boxoffice::kit::messaging::detail {
namespace {

using Configuration = base::Owned<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using ErrorText = std::array<char, 512>;

[[noreturn]] void refuse(std::string_view reason) {
  throw base::StartupError(fmt::format("MESSAGING_URL cannot be used: {}. Check its parameters.", reason));
}

void set(rd_kafka_conf_t* configuration, const std::string& name, const std::string& value) {
  ErrorText reason{};
  if (rd_kafka_conf_set(configuration, name.c_str(), value.c_str(), reason.data(), reason.size()) != RD_KAFKA_CONF_OK) {
    refuse(fmt::format("the Kafka client takes no such value for {}", name));  // its own text would show the value
  }
}

void ignore_line(const rd_kafka_t* /*handle*/, int /*level*/, const char* /*facility*/, const char* /*line*/) {}

void on_error(rd_kafka_t* /*handle*/, int code, const char* /*reason*/, void* opaque) {
  Client::note_problem(opaque, code);
}

void set_connection(rd_kafka_conf_t* configuration, const KafkaOptions& options) {
  set(configuration, "bootstrap.servers", options.servers);
  set(configuration, "client.id", "boxoffice");
  set(configuration, "security.protocol", options.security);
  if (!options.user.empty()) {
    set(configuration, "sasl.mechanisms", options.mechanism);
    set(configuration, "sasl.username", options.user);
    set(configuration, "sasl.password", options.password);
  }
  if (!options.certificate_authority.empty()) set(configuration, "ssl.ca.location", options.certificate_authority);
  set(configuration, "allow.auto.create.topics", "false");
  set(configuration, "socket.nagle.disable", "true");
  set(configuration, "socket.keepalive.enable", "true");
  // A broker that hangs is given up and asked again; one that is back is found within a second.
  set(configuration, "socket.timeout.ms", "10000");
  set(configuration, "reconnect.backoff.max.ms", "1000");
}

}  // namespace

Client::Client(const KafkaOptions& options, const Parts& parts) : owner_(parts.owner) {
  Configuration configuration(rd_kafka_conf_new());
  set_connection(configuration.get(), options);
  for (const auto& [name, value] : parts.settings) set(configuration.get(), name, value);
  rd_kafka_conf_set_log_cb(configuration.get(), &ignore_line);
  rd_kafka_conf_set_error_cb(configuration.get(), &on_error);
  rd_kafka_conf_set_opaque(configuration.get(), this);
  if (parts.set_callbacks) parts.set_callbacks(configuration.get());

  ErrorText reason{};
  const auto type = parts.kind == Kind::producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER;
  handle_ = rd_kafka_new(type, configuration.get(), reason.data(), reason.size());
  if (handle_ == nullptr) refuse(fmt::format("the Kafka client cannot be made ({})", reason.data()));
  configuration.release();  // NOLINT(bugprone-unused-return-value): it is the handle's now
}

Client::~Client() {
  rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

bool Client::is_connected(std::chrono::milliseconds limit) const {
  constexpr int of_all_topics = 0;
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(handle_, of_all_topics, nullptr, &metadata, milliseconds(limit));
  const base::Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy> owned(metadata);
  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

int Client::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void Client::note_problem(void* opaque, int code) {
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // says less than what came before
  auto& client = *static_cast<Client*>(opaque);
  const std::lock_guard lock(client.mutex_);
  client.problem_ = code;
}

}  // namespace boxoffice::kit::messaging::detail
