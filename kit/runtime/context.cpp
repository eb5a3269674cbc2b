#include "kit/runtime/context.hpp"

namespace boxoffice::kit::runtime {

std::string Trace::traceparent() const {
  if (trace_id.empty() || span_id.empty()) return {};
  return "00-" + trace_id + "-" + span_id + "-01";
}

}  // namespace boxoffice::kit::runtime
