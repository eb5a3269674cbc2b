#include "kit/http/guard.hpp"

namespace boxoffice::kit::http {

namespace {

std::unexpected<base::Error> unauthenticated() {
  return base::fail(base::codes::unauthenticated, "This needs a valid access token. Sign in and try again.");
}

base::Result<void> check_user(const Principal& principal) {
  if (principal.kind == Principal::Kind::user) return {};
  if (principal.kind == Principal::Kind::anonymous) return unauthenticated();
  return base::fail(base::codes::forbidden, "Only a signed-in user may do this.");
}

base::Result<void> check_admin(const Principal& principal) {
  if (principal.is_admin()) return {};
  if (principal.kind == Principal::Kind::anonymous) return unauthenticated();
  return base::fail(base::codes::forbidden, "Only an administrator may do this.");
}

base::Result<void> check_service(const Principal& principal) {
  if (principal.kind == Principal::Kind::service) return {};
  if (principal.kind == Principal::Kind::anonymous) return unauthenticated();
  return base::fail(base::codes::forbidden, "Only another service may do this.");
}

}  // namespace

base::Result<void> check(Guard guard, const Principal& principal) {
  switch (guard) {
    case Guard::anyone:
    case Guard::optional:
      return {};
    case Guard::user:
      return check_user(principal);
    case Guard::admin:
      return check_admin(principal);
    case Guard::service:
      return check_service(principal);
  }
  return base::fail(base::codes::forbidden, "Not allowed.");
}

}  // namespace boxoffice::kit::http
