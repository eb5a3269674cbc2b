#include "services/users/adapters/http_json.hpp"

namespace boxoffice::services::users {

UserView view_of(const User& user) {
  return {.id = user.id,
          .username = user.username,
          .email = user.email,
          .full_name = user.full_name,
          .phone_number = user.phone_number,
          .role = user.role,
          .status = user.status,
          .language = user.language,
          .created_at = user.created_at};
}

}  // namespace boxoffice::services::users
