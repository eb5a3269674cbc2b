#pragma once

// A small service to route to, with everything around it that a test wants to decide on.

#include "kit/http/router.hpp"
#include "kit/testing/run.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::http::tests {

struct Seat {
  std::string row{};
  int number = 0;

  static constexpr auto limits() {
    return json::rules(json::size(&Seat::row, 1, 3), json::range(&Seat::number, 1, 99));
  }
};
BOOST_DESCRIBE_STRUCT(Seat, (), (row, number))

struct Filter {
  std::optional<std::string> city{};
  std::optional<int> limit{};

  static constexpr auto limits() { return json::rules(json::range(&Filter::limit, 1, 100)); }
};
BOOST_DESCRIBE_STRUCT(Filter, (), (city, limit))

struct Wish {
  std::optional<std::string> note{};
};
BOOST_DESCRIBE_STRUCT(Wish, (), (note))

/// What a handler saw, as an answer.
struct Seen {
  std::string handler{};
  std::optional<std::string> id{};
  std::optional<std::string> caller{};
  std::optional<std::string> city{};
  std::optional<std::string> row{};
  std::optional<std::string> key{};
};
BOOST_DESCRIBE_STRUCT(Seen, (), (handler, id, caller, city, row, key))

/// Handlers of every shape that a router takes.
class Handlers {
 public:
  runtime::Task<base::Result<Seen>> list(Call call, Query<Filter> query);
  runtime::Task<base::Result<Seen>> find(Call call);
  runtime::Task<base::Result<Seen>> find_active(Call call) const;
  runtime::Task<base::Result<Seen>> add(Call call, Seat seat);
  runtime::Task<base::Result<Reply<Seen>>> change(Call call, Query<Filter> query, Seat seat);
  runtime::Task<base::Result<Seen>> wish(Call call, Wish wish);
  runtime::Task<base::Result<Seen>> judge(Call call, Query<Filter> query, RawBody<Seat> body);
  runtime::Task<base::Result<NoContent>> remove(Call call);
  runtime::Task<base::Result<Response>> text(Call call);
  runtime::Task<base::Result<Reply<Seen>>> stored(Call call);

  int calls = 0;
  bool fails = false;            // the handlers throw
  base::Result<void> outcome{};  // what the handlers answer with when it is an error
  Call last{};

 private:
  base::Result<Seen> seen(std::string handler, const Call& call);
};

/// "Bearer ..." names the principal: "user", "admin", "orders" (a service), "away" throws, anything else is refused.
class FakeAuthenticator final : public Authenticator {
 public:
  runtime::Task<base::Result<Principal>> authenticate(const Request& request) override;
};

class FakeHook final : public IdempotencyHook {
 public:
  runtime::Task<base::Result<std::optional<Rendered>>> begin(KeyedRequest request) override;
  runtime::Task<> end(KeyedRequest request, std::optional<Rendered> answer) override;

  std::vector<KeyedRequest> begun{};
  std::vector<std::optional<Rendered>> ended{};
  std::map<std::string, Rendered> stored{};
  std::optional<base::Error> refusal{};
  bool fails_to_end = false;
};

/// A body that arrives in pieces.
class FakeBody final : public BodyReader {
 public:
  FakeBody() = default;
  FakeBody(std::vector<std::string> pieces, std::optional<std::uint64_t> declared)
      : pieces_(std::move(pieces)), declared_(declared) {}

  runtime::Task<std::optional<std::string>> next() override;
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return declared_; }
  [[nodiscard]] std::size_t pieces_read() const { return read_; }

 private:
  std::vector<std::string> pieces_{};
  std::optional<std::uint64_t> declared_ = 0;
  std::size_t read_ = 0;
};

/// A request under construction: `get("/x").as("user").json("{}")`.
struct Asked {
  Request request{};
  FakeBody body{};

  Asked as(const std::string& name) && {
    request.headers.set("Authorization", "Bearer " + name);
    return std::move(*this);
  }
  Asked with(std::string_view name, std::string value) && {
    request.headers.set(name, std::move(value));
    return std::move(*this);
  }
  Asked json(std::string text) && {
    const std::uint64_t size = text.size();
    body = FakeBody({std::move(text)}, size);
    return std::move(*this).with("Content-Type", "application/json");
  }
};

[[nodiscard]] Asked ask(Method method, std::string target);

/// The router with its service and fakes.
struct Fixture {
  Handlers handlers{};
  FakeAuthenticator authenticator{};
  FakeHook hook{};
  Router router{authenticator, &hook};

  Response send(Asked asked) { return testing::run(router.serve(std::move(asked.request), asked.body)); }
};

/// The member `code` of a problem document.
[[nodiscard]] std::string code_of(const Response& response);

}  // namespace boxoffice::kit::http::tests
