#include "services/notifications/core/phrases.hpp"

#include "kit/base/ensure.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::services::notifications {

namespace {

struct KindRow {
  Kind kind{};
  Text en;
  Text de;
};

constexpr std::array kind_rows{
    KindRow{Kind::order_created,
            {"Order received", "Tickets for {event}: {quantity}. Total: {total}.{payBy}"},
            {"Bestellung eingegangen", "Tickets für {event}: {quantity}. Summe: {total}.{payBy}"}},
    KindRow{Kind::order_confirmed,
            {"Order confirmed", "Your tickets for {event}{onDate} are ready. Total: {total}."},
            {"Bestellung bestätigt", "Deine Tickets für {event}{onDate} sind da. Summe: {total}."}},
    KindRow{Kind::order_cancelled,
            {"Order cancelled", "Your order for {event} was cancelled.{because}"},
            {"Bestellung storniert", "Deine Bestellung für {event} wurde storniert.{because}"}},
    KindRow{
        Kind::order_expired,
        {"Order expired", "The time to pay for {event} is over and the tickets were released. You can order again."},
        {"Bestellung abgelaufen",
         "Die Zeit zum Bezahlen für {event} ist um und die Tickets sind wieder frei. Du kannst neu bestellen."}},
    KindRow{Kind::order_refunded,
            {"Order refunded", "Your order for {event} was refunded: {total}.{because}"},
            {"Bestellung erstattet", "Deine Bestellung für {event} wurde erstattet: {total}.{because}"}},
    KindRow{Kind::payment_failed,
            {"Payment failed", "The payment of {total} for {event} did not go through.{because}"},
            {"Zahlung fehlgeschlagen", "Die Zahlung von {total} für {event} hat nicht geklappt.{because}"}},
    KindRow{Kind::payment_refunded,
            {"Payment refunded", "We paid back {total} for {event}.{because}"},
            {"Zahlung erstattet", "Wir haben {total} für {event} zurückgezahlt.{because}"}},
    KindRow{Kind::ticket_checked_in,
            {"Ticket checked in", "Your ticket for {event} was checked in on {at}{atGate}. Enjoy!"},
            {"Ticket eingecheckt", "Dein Ticket für {event} wurde am {at}{atGate} eingecheckt. Viel Vergnügen!"}},
    KindRow{Kind::check_in_undone,
            {"Check-in undone", "The check-in of your ticket for {event} was undone. The ticket is valid again."},
            {"Check-in zurückgenommen",
             "Der Check-in deines Tickets für {event} wurde zurückgenommen. Das Ticket gilt wieder."}},
    KindRow{Kind::event_updated,
            {"Event changed", "{event} was changed.{newName}{newDate}{newPlace}"},
            {"Veranstaltung geändert", "{event} wurde geändert.{newName}{newDate}{newPlace}"}},
    KindRow{Kind::event_cancelled,
            {"Event cancelled", "{event}{onDate} was cancelled.{because} What you paid is refunded by itself."},
            {"Veranstaltung abgesagt",
             "{event}{onDate} wurde abgesagt.{because} Was du bezahlt hast, wird von selbst erstattet."}},
    KindRow{Kind::user_registered,
            {"Welcome to Boxoffice", "Hello {name}, your account is ready."},
            {"Willkommen bei Boxoffice", "Hallo {name}, dein Konto ist bereit."}},
    KindRow{Kind::password_changed,
            {"Password changed",
             "Your password was changed and your other sessions were ended. If it was not you, write to support now."},
            {"Passwort geändert",
             "Dein Passwort wurde geändert, deine anderen Sitzungen wurden beendet. Wenn du das nicht warst, schreib "
             "sofort dem Support."}},
};

struct PhraseRow {
  Phrase phrase;
  std::string_view en;
  std::string_view de;
};

constexpr std::array phrase_rows{
    PhraseRow{Phrase::your_event, "your event", "deine Veranstaltung"},
    PhraseRow{Phrase::on_date, " on {date}", " am {date}"},
    PhraseRow{Phrase::pay_by, " Please pay by {date}.", " Bitte bezahle bis {date}."},
    PhraseRow{Phrase::because_event_cancelled, " The event was cancelled by its organiser.",
              " Die Veranstaltung wurde abgesagt."},
    PhraseRow{Phrase::because, " Reason: {reason}", " Grund: {reason}"},
    PhraseRow{Phrase::declined, " The card was declined. Try another one while your tickets are held.",
              " Die Karte wurde abgelehnt. Versuche eine andere, solange deine Tickets reserviert sind."},
    PhraseRow{Phrase::insufficient_funds, " There is not enough money on the card. Try another one.",
              " Die Karte ist nicht gedeckt. Versuche eine andere."},
    PhraseRow{Phrase::timed_out, " The payment provider did not answer in time. No money was taken.",
              " Der Zahlungsanbieter hat nicht rechtzeitig geantwortet. Es wurde nichts abgebucht."},
    PhraseRow{Phrase::hold_lost, " Your tickets were not held any more. No money was taken.",
              " Deine Tickets waren nicht mehr reserviert. Es wurde nichts abgebucht."},
    PhraseRow{Phrase::at_gate, " at entrance {gate}", " am Eingang {gate}"},
    PhraseRow{Phrase::new_name, " It was called {name} before.", " Bisher hieß sie {name}."},
    PhraseRow{Phrase::new_date, " New date: {date}.", " Neuer Termin: {date}."},
    PhraseRow{Phrase::new_place, " New place: {venue}, {city}.", " Neuer Ort: {venue}, {city}."},
    PhraseRow{Phrase::local_time, "{day} {month} {year}, {time} ({city} time)",
              "{day}. {month} {year}, {time} Uhr (Ortszeit {city})"},
    PhraseRow{Phrase::universal_time, "{day} {month} {year}, {time} (UTC)", "{day}. {month} {year}, {time} Uhr (UTC)"},
};

constexpr std::array<std::string_view, 12> english_months{"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 12> german_months{"Januar",    "Februar", "März",     "April",
                                                         "Mai",       "Juni",    "Juli",     "August",
                                                         "September", "Oktober", "November", "Dezember"};

}  // namespace

Text text_of(Kind kind, Language language) {
  const auto row = std::ranges::find(kind_rows, kind, &KindRow::kind);
  kit::base::ensure(row != kind_rows.end(), "every kind of notification has a row of texts");
  switch (language) {
    case Language::en:
      return row->en;
    case Language::de:
      return row->de;
  }
  return row->en;
}

std::string_view phrase_of(Phrase phrase, Language language) {
  const auto row = std::ranges::find(phrase_rows, phrase, &PhraseRow::phrase);
  kit::base::ensure(row != phrase_rows.end(), "every phrase has a row");
  switch (language) {
    case Language::en:
      return row->en;
    case Language::de:
      return row->de;
  }
  return row->en;
}

std::string_view month_name(unsigned month, Language language) {
  return language == Language::de ? german_months.at(month - 1) : english_months.at(month - 1);
}

std::string fill(std::string_view pattern, const Slots& slots) {
  std::string text;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    text += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    kit::base::ensure(close != std::string_view::npos, "a slot that begins in a text of the table also ends");
    const auto slot = slots.find(pattern.substr(open + 1, close - open - 1));
    if (slot != slots.end()) text += slot->second;
    pattern.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace boxoffice::services::notifications
