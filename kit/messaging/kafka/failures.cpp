#include "kit/messaging/kafka/failures.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <stdexcept>

namespace boxoffice::kit::messaging::detail {

std::string reason_of(int code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
      return "no broker answers";
    case RD_KAFKA_RESP_ERR__RESOLVE:
      return "the name of the host is unknown";
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return "it refuses the user or the password";
    case RD_KAFKA_RESP_ERR__SSL:
      return "the encrypted connection cannot be made";
    default:
      return rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(code));
  }
}

void throw_failure(int code, std::string_view what) {
  if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    throw std::runtime_error(
        fmt::format("Kafka refuses {}, because it is too long. Raise max.message.bytes of the topic.", what));
  }
  throw base::Unavailable(fmt::format("Kafka: {} failed: {}", what, reason_of(code)));
}

}  // namespace boxoffice::kit::messaging::detail
