#include "services/notifications/core/composer.hpp"

#include "kit/base/money.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::notifications {

using contracts::messages::OrderState;
using contracts::messages::PaymentState;

namespace {

/// The reason that the saga gives an order whose event was cancelled. Other reasons are a person's own words or words
/// of the system, which the buyer need not read.
constexpr std::string_view reason_event_cancelled = "EVENT_CANCELLED";

std::string event_name(const Composer::Event& event, Language language) {
  return event ? event->name : std::string(phrase_of(Phrase::your_event, language));
}

std::string because(const std::optional<std::string>& reason, Language language) {
  return reason == reason_event_cancelled ? std::string(phrase_of(Phrase::because_event_cancelled, language)) : "";
}

std::string why_failed(const std::string& failure_code, Language language) {
  if (failure_code == "DECLINED") return std::string(phrase_of(Phrase::declined, language));
  if (failure_code == "INSUFFICIENT_FUNDS") return std::string(phrase_of(Phrase::insufficient_funds, language));
  if (failure_code == "TIMEOUT") return std::string(phrase_of(Phrase::timed_out, language));
  if (failure_code == "HOLD_EXPIRED") return std::string(phrase_of(Phrase::hold_lost, language));
  return "";  // a newer code: what happened is said, the cause is not
}

Letter letter(Kind kind, Language language, const Slots& slots, About about) {
  const Text text = text_of(kind, language);
  about.kind = message_type(kind);
  return {.type = std::string(group_of(kind)),
          .title = fill(text.title, slots),
          .message = fill(text.message, slots),
          .about = std::move(about)};
}

About about_payment(const PaymentState& payment, const Composer::Event& event) {
  About about{.order_id = payment.order_id,
              .params = {{"amount", fmt::to_string(payment.amount)}, {"currency", payment.currency}}};
  if (event) {
    about.event_id = event->id;
    about.params["eventName"] = event->name;
  }
  return about;
}

std::string total(const PaymentState& payment) {
  return kit::base::format_money({.amount = payment.amount, .currency = payment.currency});
}

}  // namespace

Letter Composer::order(Kind kind, const OrderState& order, const Event& event, Language language) const {
  About about{.order_id = order.order_id,
              .event_id = order.event_id,
              .params = {{"amount", fmt::to_string(order.total_amount)},
                         {"currency", order.currency},
                         {"quantity", fmt::to_string(order.ticket_quantity)}}};
  if (event) {
    about.params["eventName"] = event->name;
    about.params["startsAt"] = kit::base::to_rfc3339(event->starts_at);
  }
  if (order.reason) about.params["reason"] = *order.reason;
  Slots slots{{"event", event_name(event, language)},
              {"quantity", fmt::to_string(order.ticket_quantity)},
              {"total", kit::base::format_money({.amount = order.total_amount, .currency = order.currency})},
              {"onDate", on_date(event, language)},
              {"because", because(order.reason, language)}};
  if (kind == Kind::order_created && order.expires_at) {
    about.params["expiresAt"] = kit::base::to_rfc3339(*order.expires_at);
    slots["payBy"] =
        fill(phrase_of(Phrase::pay_by, language), {{"date", time_text(*order.expires_at, event, language)}});
  }
  return letter(kind, language, slots, std::move(about));
}

Letter Composer::payment_failed(const contracts::messages::PaymentFailed& payment, const Event& event,
                                Language language) const {
  About about = about_payment(payment, event);
  about.params["failureCode"] = payment.failure_code;
  return letter(Kind::payment_failed, language,
                {{"event", event_name(event, language)},
                 {"total", total(payment)},
                 {"because", why_failed(payment.failure_code, language)}},
                std::move(about));
}

Letter Composer::payment_refunded(const contracts::messages::PaymentRefunded& payment, const Event& event,
                                  Language language) const {
  About about = about_payment(payment, event);
  if (payment.reason) about.params["reason"] = *payment.reason;
  return letter(Kind::payment_refunded, language,
                {{"event", event_name(event, language)},
                 {"total", total(payment)},
                 {"because", because(payment.reason, language)}},
                std::move(about));
}

Letter Composer::at_door(Kind kind, const contracts::messages::TicketAtDoor& ticket, const Event& event,
                         Language language) const {
  About about{.order_id = ticket.order_id,
              .event_id = ticket.event_id,
              .ticket_id = ticket.ticket_id,
              .params = {{"at", kit::base::to_rfc3339(ticket.at)}}};
  if (event) about.params["eventName"] = event->name;
  Slots slots{{"event", event_name(event, language)}, {"at", time_text(ticket.at, event, language)}};
  if (ticket.gate) {
    about.params["gate"] = *ticket.gate;
    slots["atGate"] = fill(phrase_of(Phrase::at_gate, language), {{"gate", *ticket.gate}});
  }
  return letter(kind, language, slots, std::move(about));
}

Letter Composer::event_updated(const KnownEvent& before, const KnownEvent& after, Language language) const {
  About about{.event_id = after.id,
              .params = {{"eventName", after.name},
                         {"startsAt", kit::base::to_rfc3339(after.starts_at)},
                         {"venue", after.venue},
                         {"city", after.city}}};
  Slots slots{{"event", after.name}};
  if (before.name != after.name) {
    about.params["previousName"] = before.name;
    slots["newName"] = fill(phrase_of(Phrase::new_name, language), {{"name", before.name}});
  }
  if (before.starts_at != after.starts_at || before.time_zone != after.time_zone) {
    about.params["previousStartsAt"] = kit::base::to_rfc3339(before.starts_at);
    slots["newDate"] =
        fill(phrase_of(Phrase::new_date, language), {{"date", time_text(after.starts_at, after, language)}});
  }
  if (before.venue != after.venue || before.city != after.city) {
    slots["newPlace"] = fill(phrase_of(Phrase::new_place, language), {{"venue", after.venue}, {"city", after.city}});
  }
  return letter(Kind::event_updated, language, slots, std::move(about));
}

Letter Composer::event_cancelled(const KnownEvent& event, const std::optional<std::string>& reason,
                                 Language language) const {
  About about{.event_id = event.id,
              .params = {{"eventName", event.name}, {"startsAt", kit::base::to_rfc3339(event.starts_at)}}};
  Slots slots{{"event", event.name}, {"onDate", on_date(event, language)}};
  if (reason) {
    about.params["reason"] = *reason;
    slots["because"] = fill(phrase_of(Phrase::because, language), {{"reason", *reason}});
  }
  return letter(Kind::event_cancelled, language, slots, std::move(about));
}

Letter Composer::user(Kind kind, const std::string& name, Language language) {
  return letter(kind, language, {{"name", name}}, {.params = {{"name", name}}});
}

std::string Composer::time_text(Timestamp time, const Event& event, Language language) const {
  const auto local = event ? local_times_.at(time, event->time_zone) : std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const LocalTime shown =
      local.value_or(LocalTime{.date = std::chrono::year_month_day{day},
                               .time_of_day = std::chrono::duration_cast<std::chrono::minutes>(time - day)});
  const std::chrono::hh_mm_ss clock{shown.time_of_day};
  const Phrase phrase = local ? Phrase::local_time : Phrase::universal_time;
  return fill(phrase_of(phrase, language),
              {{"day", fmt::to_string(static_cast<unsigned>(shown.date.day()))},
               {"month", std::string(month_name(static_cast<unsigned>(shown.date.month()), language))},
               {"year", fmt::to_string(static_cast<int>(shown.date.year()))},
               {"time", fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count())},
               {"city", event ? event->city : ""}});
}

std::string Composer::on_date(const Event& event, Language language) const {
  if (!event) return "";
  return fill(phrase_of(Phrase::on_date, language), {{"date", time_text(event->starts_at, event, language)}});
}

}  // namespace boxoffice::services::notifications
