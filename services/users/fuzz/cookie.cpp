// The field Cookie of a browser: the value of our cookie is found where it stands, and nothing else is taken for it.

#include "kit/base/ensure.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"
#include "services/users/adapters/session_cookie.hpp"

#include <string>

namespace boxoffice {

void kit::testing::test_one_input(std::string_view input) {
  using base::ensure;
  using services::users::cookie_value;
  const std::string name = "bo_refresh_user";
  const std::string header(input);
  const auto value = cookie_value(http::Call{.headers = {{"Cookie", header}}}, name);
  if (value) {
    ensure(header.contains(name + "=" + *value), "the value stands in the field");
    ensure(!value->contains(';'), "and ends where the next cookie begins");
  }
  if (header.contains(';')) return;
  const std::string with_ours = "a=b; " + name + "=" + header + "; " + name + "=c";
  ensure(cookie_value(http::Call{.headers = {{"Cookie", with_ours}}}, name) == header, "the first of two counts");
  ensure(!cookie_value(http::Call{.headers = {{"Cookie", "x" + name + "=" + header}}}, name), "names are whole");
}

}  // namespace boxoffice
