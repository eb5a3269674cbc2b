#include "services/notifications/adapters/http_json.hpp"

namespace boxoffice::services::notifications {

NotificationView view_of(const Notification& notification) {
  const Letter& letter = notification.letter;
  return {.id = notification.id,
          .type = letter.type,
          .title = letter.title,
          .message = letter.message,
          .data = {.kind = letter.about.kind,
                   .order_id = letter.about.order_id,
                   .event_id = letter.about.event_id,
                   .ticket_id = letter.about.ticket_id,
                   .params = letter.about.params},
          .created_at = notification.created_at,
          .read = notification.read_at.has_value()};
}

}  // namespace boxoffice::services::notifications
