#pragma once

// Handlers at the door: letting in, taking it back, counting.

#include "kit/http/router.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/tickets/adapters/http_json.hpp"
#include "services/tickets/adapters/sql_check_ins.hpp"
#include "services/tickets/adapters/sql_tickets.hpp"

namespace boxoffice::services::tickets {

/// Safe from any thread.
class HttpDoor {
 public:
  /// All outlive it.
  struct Parts {
    const SqlCheckIns& check_ins;
    const SqlTickets& tickets;
    const TicketCodes& codes;
    kit::telemetry::Telemetry& telemetry;
  };
  explicit HttpDoor(Parts parts) : parts_(parts) {}

  using Call = kit::http::Call;

  Task<Result<kit::http::Reply<AdmittedView>>> check_in(Call call, CheckInBody body);
  Task<Result<kit::http::Reply<TicketView>>> undo(Call call);
  Task<Result<AttendanceView>> attendance(Call call);

 private:
  Parts parts_;
};

}  // namespace boxoffice::services::tickets
