#include "services/events/core/editing.hpp"

#include "kit/base/failure.hpp"
#include "services/events/core/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::events {

using kit::base::fail;

namespace {

constexpr std::string_view no_details = "{}";
constexpr int attempts_at_status = 5;

std::unexpected<kit::base::Error> no_such_event() {
  return fail(kit::base::codes::not_found, "There is no such event.");
}

std::unexpected<kit::base::Error> wrong_state(const char* what, EventStatus status) {
  return fail(kit::base::codes::invalid_state, fmt::format("{} This event is {}.", what, to_text(status)));
}

std::unexpected<kit::base::Error> moved_on() {
  return fail(codes::version_conflict, "Somebody else has changed this event. Load it again and repeat your change.");
}

Result<EventStatus> decide_publish(const Event& event, Timestamp now) {
  const auto status = status_at(event, now);
  if (status != EventStatus::draft) return wrong_state("Only drafts can be published.", status);
  if (event.content.ticket_types.empty()) {
    return kit::base::fail_field("/ticketTypes", "must have at least one ticket type before the event is published");
  }
  if (event.content.ends_at <= now) {
    return kit::base::fail_field("/endsAt", "must be in the future when the event is published");
  }
  return EventStatus::active;
}

Result<EventStatus> decide_cancel(const Event& event, Timestamp now) {
  const auto status = status_at(event, now);
  if (status != EventStatus::active) return wrong_state("Only active events can be cancelled.", status);
  return EventStatus::cancelled;
}

std::string size_of(std::string_view details) {
  return fmt::format("{} bytes", details.size());
}

Edited edited(const Event& event, const std::string& details, const Answering& answering) {
  return {.event = event, .answer = answering.render(event, details)};
}

std::optional<KeptAnswer> kept(const Edited& edited, const Answering& answering) {
  if (!answering.key) return std::nullopt;
  return KeptAnswer{.key = *answering.key, .status = answering.status, .body = edited.answer};
}

}  // namespace

Task<Result<Edited>> Editing::create(Context context, Actor actor, EventContent content, std::string details,
                                     Answering answering) const {
  BOXOFFICE_CO_TRY_VOID(check(content, {}));
  for (auto& type : content.ticket_types) type.id = {};
  name_ticket_types(content);
  const Timestamp now = parts_.clock.now();
  Event event{.id = parts_.ids.next_as<contracts::EventId>(),
              .content = std::move(content),
              .created_by = actor.id,
              .created_at = now,
              .updated_at = now};
  event.details_id = co_await keep_details(event.id, "", details, nullptr);
  Edited created = edited(event, details, answering);
  co_await parts_.events.add(std::move(context), std::move(event),
                             entry(created.event.id, std::move(actor), Action::created), kept(created, answering));
  co_await parts_.log.flush();
  co_return created;
}

Task<Result<Edited>> Editing::update(Context context, Actor actor, contracts::EventId id, std::int64_t version,
                                     EventContent content, std::optional<std::string> details,
                                     Answering answering) const {
  const auto before = co_await parts_.events.find(id);
  BOXOFFICE_CO_TRY_VOID(
      check(content, before ? broken_promises(*before, content) : std::vector<kit::base::FieldError>{}));
  if (!before) co_return no_such_event();
  const auto status = status_at(*before, parts_.clock.now());
  if (status != EventStatus::draft && status != EventStatus::active) {
    co_return wrong_state("Only drafts and active events can be changed.", status);
  }
  if (before->version != version) co_return moved_on();

  name_ticket_types(content);
  Event after = *before;
  after.content = std::move(content);
  after.version = before->version + 1;
  after.updated_at = parts_.clock.now();
  LogEntry log_entry = entry(id, std::move(actor), Action::updated);
  log_entry.changes = differences(before->content, after.content);
  if (details) {
    after.details_id = co_await keep_details(id, before->details_id, *details, &log_entry.changes);
  } else {
    details = co_await details_of(id, before->details_id);
  }
  Edited changed = edited(after, *details, answering);
  const auto replaced =
      co_await agree_and_replace(std::move(context), *before, after, std::move(log_entry), kept(changed, answering));
  const bool has_new_details = after.details_id != before->details_id;
  if (has_new_details) co_await drop_details(id, replaced ? before->details_id : after.details_id);
  if (!replaced) co_return std::unexpected(replaced.error());
  co_await parts_.log.flush();
  co_return changed;
}

Task<Result<Edited>> Editing::publish(Context context, Actor actor, contracts::EventId id,
                                      std::optional<std::int64_t> version, Answering answering) const {
  return change_status(std::move(context), entry(id, std::move(actor), Action::published), version, decide_publish,
                       std::move(answering));
}

Task<Result<Edited>> Editing::cancel(Context context, Actor actor, contracts::EventId id,
                                     std::optional<std::int64_t> version, std::optional<std::string> reason,
                                     Answering answering) const {
  LogEntry log_entry = entry(id, std::move(actor), Action::cancelled);
  log_entry.reason = std::move(reason);
  return change_status(std::move(context), std::move(log_entry), version, decide_cancel, std::move(answering));
}

Task<Result<void>> Editing::remove(Context, Actor actor, contracts::EventId id) const {
  const auto event = co_await parts_.events.find(id);
  if (!event) co_return no_such_event();
  const bool removed = co_await parts_.events.remove_draft(id, entry(id, std::move(actor), Action::deleted));
  if (!removed) co_return wrong_state("Only drafts can be deleted; cancel the event instead.", event->status);
  co_await drop_details(id, event->details_id);
  co_await parts_.log.flush();
  co_return Result<void>{};
}

Result<void> Editing::check(const EventContent& content, std::vector<kit::base::FieldError> broken) const {
  auto inner = broken_rules(content);
  broken.insert(broken.end(), std::make_move_iterator(inner.begin()), std::make_move_iterator(inner.end()));
  if (!parts_.zones.exists(content.venue.time_zone)) {
    broken.push_back({"/venue/timeZone", "is not a time zone of the IANA database, such as Europe/Berlin"});
  }
  if (broken.empty()) return {};
  kit::base::Error error{.code = kit::base::codes::validation_failed, .message = "Some fields are not valid."};
  error.fields = std::move(broken);
  return std::unexpected(std::move(error));
}

void Editing::name_ticket_types(EventContent& content) const {
  for (auto& type : content.ticket_types) {
    if (type.id.empty()) type.id = parts_.ids.next_as<contracts::TicketTypeId>();
  }
}

LogEntry Editing::entry(const contracts::EventId& id, Actor actor, Action action) const {
  return {
      .id = parts_.ids.next(), .event_id = id, .at = parts_.clock.now(), .actor = std::move(actor), .action = action};
}

/// The id under which `details` can be read from now on: that of before when nothing has changed.
Task<std::string> Editing::keep_details(contracts::EventId id, std::string before_id, std::string details,
                                        std::vector<Change>* changes) const {
  FoundDetails before;
  if (!before_id.empty()) before = co_await parts_.details.get(id, before_id);
  if (before.outcome == DetailsOutcome::away) {
    // The editor was shown an event without details: saving that would throw them away.
    throw kit::base::Unavailable("the details of an event cannot be compared while their store is away");
  }
  if (before.outcome == DetailsOutcome::found && before.json == details) co_return before_id;
  if (changes != nullptr) changes->push_back({"details", size_of(before.json), size_of(details)});
  if (details == no_details) co_return "";
  std::string details_id = parts_.ids.next();
  co_await parts_.details.put(id, details_id, std::move(details));
  co_return details_id;
}

/// "{}" while they cannot be read.
Task<std::string> Editing::details_of(contracts::EventId id, std::string details_id) const {
  if (details_id.empty()) co_return std::string(no_details);
  auto found = co_await parts_.details.get(std::move(id), std::move(details_id));
  co_return std::move(found.json);
}

Task<> Editing::drop_details(contracts::EventId id, std::string details_id) const {
  if (!details_id.empty()) co_await parts_.details.remove(std::move(id), std::move(details_id));
}

Task<Result<void>> Editing::agree_and_replace(Context context, Event before, Event after, LogEntry entry,
                                              std::optional<KeptAnswer> answer) const {
  auto lowered = lowered_capacities(before.content, after.content);
  if (before.status == EventStatus::active && !lowered.empty()) {
    BOXOFFICE_CO_TRY_VOID(co_await parts_.inventory.lower(context, after.id, after.version, std::move(lowered)));
  }
  const bool replaced =
      co_await parts_.events.replace(std::move(context), std::move(after), std::move(entry), std::move(answer));
  if (!replaced) co_return moved_on();
  co_return Result<void>{};
}

Task<Result<Edited>> Editing::change_status(Context context, LogEntry entry, std::optional<std::int64_t> version,
                                            Decision decide, Answering answering) const {
  for (int attempt = 0; attempt < attempts_at_status; ++attempt) {
    auto event = co_await parts_.events.find(entry.event_id);
    if (!event) co_return no_such_event();
    if (version.value_or(event->version) != event->version) co_return moved_on();
    const Timestamp now = parts_.clock.now();
    BOXOFFICE_CO_TRY(event->status, decide(*event, now));
    ++event->version;
    event->updated_at = now;
    Edited changed = edited(*event, co_await details_of(event->id, event->details_id), answering);
    const bool replaced = co_await parts_.events.replace(context, *event, entry, kept(changed, answering));
    if (!replaced) continue;  // somebody was faster: decide again
    co_await parts_.log.flush();
    co_return changed;
  }
  co_return moved_on();
}

}  // namespace boxoffice::services::events
