// Trace context: what is read is a trace as the standard wants it, and what is passed on is read as the same trace.

#include "kit/base/ensure.hpp"
#include "kit/telemetry/trace.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace boxoffice::kit {

namespace {

class Zeros final : public base::Random {
 public:
  void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, std::byte{0}); }
};

bool is_hex_id(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  Zeros random;
  const auto trace = telemetry::parse_traceparent(input);
  if (trace) {
    base::ensure(is_hex_id(trace->trace_id, 32) && is_hex_id(trace->span_id, 16), "a trace has ids that are not zero");
    base::ensure(input.contains(trace->trace_id) && input.contains(trace->span_id), "its ids are those of the header");
    const auto again = telemetry::parse_traceparent(trace->traceparent());
    base::ensure(again && again->trace_id == trace->trace_id && again->span_id == trace->span_id,
                 "what is sent on reads as the same trace");
  }
  const auto child = telemetry::child_of(trace.value_or(runtime::Trace{}), random);
  base::ensure(telemetry::parse_traceparent(child.traceparent()).has_value(), "a child is a valid trace");
  base::ensure(!trace || child.trace_id == trace->trace_id, "a child belongs to the trace of its parent");
}

}  // namespace boxoffice::kit
