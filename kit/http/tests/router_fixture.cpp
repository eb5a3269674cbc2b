#include "kit/http/tests/router_fixture.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"

namespace boxoffice::kit::http::tests {

base::Result<Seen> Handlers::seen(std::string handler, const Call& call) {
  ++calls;
  last = call;
  if (fails) throw base::TimedOut("the database is slow");
  if (!outcome) return std::unexpected(outcome.error());
  Seen seen{.handler = std::move(handler)};
  if (!call.path_parameters.empty()) seen.id = call.path_parameters.front().second;
  if (call.principal.kind != Principal::Kind::anonymous) seen.caller = call.principal.subject;
  if (call.key) seen.key = call.key->key;
  return seen;
}

runtime::Task<base::Result<Seen>> Handlers::list(Call call, Query<Filter> query) {
  BOXOFFICE_CO_TRY(Seen answer, seen("list", call));
  answer.city = query.value.city;
  co_return answer;
}

runtime::Task<base::Result<Seen>> Handlers::find(Call call) {
  co_return seen("find", call);
}

runtime::Task<base::Result<Seen>> Handlers::find_active(Call call) const {
  co_return Seen{.handler = "find_active", .caller = call.principal.subject};
}

runtime::Task<base::Result<Seen>> Handlers::add(Call call, Seat seat) {
  BOXOFFICE_CO_TRY(Seen answer, seen("add", call));
  answer.row = seat.row;
  co_return answer;
}

runtime::Task<base::Result<Reply<Seen>>> Handlers::change(Call call, Query<Filter> query, Seat seat) {
  BOXOFFICE_CO_TRY(Seen answer, seen("change", call));
  answer.city = query.value.city;
  answer.row = seat.row;
  co_return Reply<Seen>{.content = answer, .status = 202, .headers = {{"Location", "/api/seats/1"}}};
}

runtime::Task<base::Result<Seen>> Handlers::wish(Call call, Wish wish) {
  BOXOFFICE_CO_TRY(Seen answer, seen("wish", call));
  answer.row = wish.note;
  co_return answer;
}

runtime::Task<base::Result<Seen>> Handlers::judge(Call call, Query<Filter> query, RawBody<Seat> body) {
  BOXOFFICE_CO_TRY(Seen answer, seen("judge", call));
  answer.city = query.value.city;
  answer.row = body.text;
  co_return answer;
}

runtime::Task<base::Result<NoContent>> Handlers::remove(Call call) {
  if (auto answer = seen("remove", call); !answer) co_return std::unexpected(answer.error());
  co_return NoContent{};
}

runtime::Task<base::Result<Response>> Handlers::text(Call call) {
  if (auto answer = seen("text", call); !answer) co_return std::unexpected(answer.error());
  Response response{.headers = {{"Content-Type", "text/plain"}, {"Cache-Control", "max-age=60"}}, .body = "hello"};
  co_return response;
}

runtime::Task<base::Result<Reply<Seen>>> Handlers::stored(Call call) {
  if (auto answer = seen("stored", call); !answer) co_return std::unexpected(answer.error());
  co_return Reply<Seen>{.content = Rendered{.status = 402, .body = R"({"code":"PAYMENT_DECLINED"})", .replayed = true}};
}

runtime::Task<base::Result<Principal>> FakeAuthenticator::authenticate(const Request& request) {
  const std::string_view credentials = request.headers.get("Authorization").value_or("");
  using Kind = Principal::Kind;
  if (credentials.empty()) co_return Principal{};
  if (credentials == "Bearer user") co_return Principal{.kind = Kind::user, .subject = "user-1"};
  if (credentials == "Bearer admin") co_return Principal{.kind = Kind::user, .subject = "admin-1", .role = Role::admin};
  if (credentials == "Bearer orders") co_return Principal{.kind = Kind::service, .subject = "orders"};
  if (credentials == "Bearer away") throw base::Unavailable("the keys are out of reach");
  co_return base::fail(base::codes::unauthenticated, "bad token");
}

runtime::Task<base::Result<std::optional<Rendered>>> FakeHook::begin(KeyedRequest request) {
  begun.push_back(request);
  if (refusal) co_return std::unexpected(*refusal);
  const auto found = stored.find(request.key);
  if (found == stored.end()) co_return std::nullopt;
  co_return found->second;
}

runtime::Task<> FakeHook::end(KeyedRequest request, std::optional<Rendered> answer) {
  if (fails_to_end) throw base::Unavailable("the keys are away");
  if (answer) stored[request.key] = *answer;
  ended.push_back(std::move(answer));
  co_return;
}

runtime::Task<std::optional<std::string>> FakeBody::next() {
  if (read_ == pieces_.size()) co_return std::nullopt;
  co_return pieces_[read_++];
}

Asked ask(Method method, std::string target) {
  Asked asked;
  const std::size_t mark = target.find('?');
  asked.request.method = method;
  asked.request.path = target.substr(0, mark);
  if (mark != std::string::npos) asked.request.query = target.substr(mark + 1);
  asked.request.target = std::move(target);
  asked.request.peer_address = "192.0.2.1";
  asked.request.context.request_id = "r-1";
  return asked;
}

std::string code_of(const Response& response) {
  const auto document = json::parse(response.body);
  return document ? document->string("code").value_or("") : "";
}

}  // namespace boxoffice::kit::http::tests
