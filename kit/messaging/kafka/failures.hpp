#pragma once

// What the error codes of librdkafka (rd_kafka_resp_err_t) mean to callers. Only the .cpp files of this folder include
// it.

#include <string>
#include <string_view>

namespace boxoffice::kit::messaging::detail {

/// In plain words.
[[nodiscard]] std::string reason_of(int code);

/// Throws base::Unavailable, or std::runtime_error for what does not pass by itself. `what` has failed: "a commit".
[[noreturn]] void throw_failure(int code, std::string_view what);

}  // namespace boxoffice::kit::messaging::detail
