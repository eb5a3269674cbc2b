#pragma once

// Turns facts into letters: which words, which values, for which target. Pure but for the time zones of the world.

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/payment_messages.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "services/notifications/core/known_event.hpp"
#include "services/notifications/core/notification.hpp"
#include "services/notifications/core/phrases.hpp"
#include "services/notifications/core/ports.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::notifications {

/// Times are told as clocks at the venue show them. An event that is not known (yet) is called "your event". Immutable;
/// safe from any thread. `local_times` outlives it.
class Composer {
 public:
  explicit Composer(const LocalTimes& local_times) : local_times_(local_times) {}

  using Event = std::optional<KnownEvent>;

  /// `kind` is one of the order's.
  [[nodiscard]] Letter order(Kind kind, const contracts::messages::OrderState& order, const Event& event,
                             Language language) const;
  [[nodiscard]] Letter payment_failed(const contracts::messages::PaymentFailed& payment, const Event& event,
                                      Language language) const;
  [[nodiscard]] Letter payment_refunded(const contracts::messages::PaymentRefunded& payment, const Event& event,
                                        Language language) const;
  /// `kind` is ticket_checked_in or check_in_undone.
  [[nodiscard]] Letter at_door(Kind kind, const contracts::messages::TicketAtDoor& ticket, const Event& event,
                               Language language) const;
  [[nodiscard]] Letter event_updated(const KnownEvent& before, const KnownEvent& after, Language language) const;
  [[nodiscard]] Letter event_cancelled(const KnownEvent& event, const std::optional<std::string>& reason,
                                       Language language) const;
  /// `kind` is one of the user's; `name` is how the person is called.
  [[nodiscard]] static Letter user(Kind kind, const std::string& name, Language language);

 private:
  [[nodiscard]] std::string time_text(Timestamp time, const Event& event, Language language) const;
  [[nodiscard]] std::string on_date(const Event& event, Language language) const;

  const LocalTimes& local_times_;
};

}  // namespace boxoffice::services::notifications
