#include "services/events/adapters/http_routes.hpp"

#include "services/events/core/errors.hpp"

#include <string>

namespace boxoffice::services::events {

void mount(kit::http::Router& router, HttpHandlers handlers) {
  using enum kit::http::Guard;
  using kit::base::codes::invalid_state;
  using kit::base::codes::not_found;
  using kit::base::codes::validation_failed;
  constexpr auto keyed = kit::http::Idempotency::optional;
  const std::string base = "/api/events";
  router.get(base, optional, handlers.browsing, &HttpBrowsing::list,
             {.summary = "Find events", .errors = {validation_failed}});
  router.get(base + "/active", anyone, handlers.browsing, &HttpBrowsing::active, {.summary = "List active events"});
  router.get(base + "/categories", anyone, handlers.browsing, &HttpBrowsing::categories,
             {.summary = "Count active events by category"});
  router.get(base + "/cities", anyone, handlers.browsing, &HttpBrowsing::cities,
             {.summary = "Count active events by city"});
  router.get(base + "/user/{userId}", optional, handlers.browsing, &HttpBrowsing::by_organiser,
             {.summary = "List the events of an organiser"});
  router.get(base + "/{id}", optional, handlers.browsing, &HttpBrowsing::find,
             {.summary = "Show an event", .errors = {not_found}});
  router.get(base + "/{id}/poster.svg", anyone, handlers.browsing, &HttpBrowsing::poster,
             {.summary = "Draw a poster for an event", .errors = {not_found}, .produces = "image/svg+xml"});
  router.get(base + "/{id}/logs", admin, handlers.browsing, &HttpBrowsing::log,
             {.summary = "Show who did what with an event", .errors = {not_found}});
  router.post(base, admin, handlers.editing, &HttpEditing::create,
              {.summary = "Create an event", .status = 201, .idempotency = keyed});
  router.put(base + "/{id}", admin, handlers.editing, &HttpEditing::update,
             {.summary = "Change an event",
              .idempotency = keyed,
              .errors = {not_found, invalid_state, codes::version_conflict, codes::capacity_in_use}});
  router.post(base + "/{id}/publish", admin, handlers.editing, &HttpEditing::publish,
              {.summary = "Publish an event",
               .idempotency = keyed,
               .errors = {not_found, invalid_state, validation_failed, codes::version_conflict}});
  router.post(base + "/{id}/cancel", admin, handlers.editing, &HttpEditing::cancel,
              {.summary = "Cancel an event",
               .idempotency = keyed,
               .errors = {not_found, invalid_state, codes::version_conflict}});
  router.delete_(base + "/{id}", admin, handlers.editing, &HttpEditing::remove,
                 {.summary = "Delete a draft", .status = 204, .errors = {not_found, invalid_state}});
}

}  // namespace boxoffice::services::events
