#pragma once

// Handlers of what organisers do with events: parse, call, render.

#include "kit/http/call.hpp"
#include "kit/telemetry/log.hpp"
#include "services/events/adapters/http_json.hpp"
#include "services/events/core/editing.hpp"

#include <utility>

namespace boxoffice::services::events {

/// Safe from any thread; the references outlive it.
class HttpEditing {
 public:
  HttpEditing(const Editing& editing, const kit::base::Clock& clock, kit::telemetry::Log log)
      : editing_(editing), clock_(clock), log_(std::move(log)) {}

  using Call = kit::http::Call;
  using Answer = Task<Result<kit::http::Reply<EventView>>>;

  Answer create(Call call, EventBody body) const;
  Answer update(Call call, EventChangeBody body) const;
  Answer publish(Call call, PublishBody body) const;
  Answer cancel(Call call, CancelBody body) const;
  Task<Result<kit::http::NoContent>> remove(Call call) const;

 private:
  [[nodiscard]] Answering answering(const Call& call, int status = 200) const;
  [[nodiscard]] Result<kit::http::Reply<EventView>> answer(const Call& call, const char* milestone,
                                                           Result<Edited> edited, int status = 200) const;

  const Editing& editing_;
  const kit::base::Clock& clock_;
  kit::telemetry::Log log_;
};

}  // namespace boxoffice::services::events
