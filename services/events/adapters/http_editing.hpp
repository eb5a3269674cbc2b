#pragma once

// Handlers of what organisers do with events: parse, call, render.

#include "kit/http/call.hpp"
#include "kit/telemetry/log.hpp"
#include "services/events/adapters/http_json.hpp"
#include "services/events/core/browsing.hpp"
#include "services/events/core/editing.hpp"

#include <utility>

namespace boxoffice::services::events {

/// Safe from any thread; the references outlive it.
class HttpEditing {
 public:
  HttpEditing(const Editing& editing, const Browsing& browsing, const kit::base::Clock& clock, kit::telemetry::Log log)
      : editing_(editing), browsing_(browsing), clock_(clock), log_(std::move(log)) {}

  using Call = kit::http::Call;
  using Edited = Task<Result<kit::http::Reply<EventView>>>;

  Edited create(Call call, EventBody body) const;
  Edited update(Call call, EventChangeBody body) const;
  Edited publish(Call call) const;
  Edited cancel(Call call, CancelBody body) const;
  Task<Result<kit::http::NoContent>> remove(Call call) const;

 private:
  Edited answer(Call call, const char* milestone, Result<Event> event) const;

  const Editing& editing_;
  const Browsing& browsing_;
  const kit::base::Clock& clock_;
  kit::telemetry::Log log_;
};

}  // namespace boxoffice::services::events
