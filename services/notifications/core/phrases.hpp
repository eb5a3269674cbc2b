#pragma once

// Everything this service says, in every language, in one table. "{name}" is a slot that fill() replaces.

#include "services/notifications/core/notification.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::notifications {

/// Parts that fill a slot of a text, or nothing of it. Those that begin a new sentence begin with a space.
enum class Phrase : std::uint8_t {
  your_event,
  on_date,
  pay_by,
  because_event_cancelled,
  because,
  declined,
  insufficient_funds,
  timed_out,
  hold_lost,
  at_gate,
  new_name,
  new_date,
  new_place,
  local_time,
  universal_time,
};
BOOST_DESCRIBE_ENUM(Phrase, your_event, on_date, pay_by, because_event_cancelled, because, declined, insufficient_funds,
                    timed_out, hold_lost, at_gate, new_name, new_date, new_place, local_time, universal_time)

struct Text {
  std::string_view title;
  std::string_view message;
};

[[nodiscard]] Text text_of(Kind kind, Language language);
[[nodiscard]] std::string_view phrase_of(Phrase phrase, Language language);

/// "March", "März"; 1 to 12.
[[nodiscard]] std::string_view month_name(unsigned month, Language language);

/// What goes into the slots.
using Slots = std::map<std::string, std::string, std::less<>>;

/// `pattern` with every slot replaced; one without a value becomes nothing. Values are not looked into for slots.
[[nodiscard]] std::string fill(std::string_view pattern, const Slots& slots);

}  // namespace boxoffice::services::notifications
