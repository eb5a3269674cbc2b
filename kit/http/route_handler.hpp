#pragma once

// A handler without its types. The templates here only name the types; reading, checking and writing are plain
// functions that work on json::Type tables, so that a route costs little to compile.

#include "kit/base/error.hpp"
#include "kit/http/call.hpp"
#include "kit/http/message.hpp"
#include "kit/json/json.hpp"
#include "kit/runtime/task.hpp"

#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace boxoffice::kit::http {

/// Default-made objects of an handler's query and body types, for the router to fill.
class Arguments {
 public:
  virtual ~Arguments() = default;
  [[nodiscard]] virtual void* query() = 0;  // of type *RouteHandler::query
  [[nodiscard]] virtual void* body() = 0;   // of type *RouteHandler::body, or the text of a RawBody
};

/// What a route calls. Safe to call concurrently if the handler is.
class RouteHandler {
 public:
  virtual ~RouteHandler() = default;

  [[nodiscard]] virtual std::unique_ptr<Arguments> make_arguments() const = 0;
  /// `arguments` are from make_arguments() of this handler; `status` is the one of success.
  virtual runtime::Task<base::Result<Response>> invoke(Call call, std::unique_ptr<Arguments> arguments,
                                                       int status) const = 0;

  const json::Type* query = nullptr;     // null: no query parameters
  const json::Type* body = nullptr;      // null: no body
  bool takes_raw_body = false;           // a RawBody: its text is handed over unread
  const json::Type* response = nullptr;  // null: no JSON
  bool is_empty = false;                 // success has no body
};

// How an answer becomes a Response. JSON answers are application/json.
[[nodiscard]] Response render(const json::Type& type, const void* value, int status);
[[nodiscard]] Response render(Rendered answer);  // a stored problem (status >= 400) is application/problem+json
[[nodiscard]] inline Response render(NoContent, int status) {
  return {.status = status};
}
[[nodiscard]] inline Response render(Response response, int /*status*/) {
  return response;
}
template <class T>
[[nodiscard]] Response render(const T& value, int status) {
  return render(json::type_of<T>(), &value, status);
}
template <class T>
[[nodiscard]] Response render(Reply<T> reply, int status) {
  Response response;
  if (auto* rendered = std::get_if<Rendered>(&reply.content)) {
    response = render(std::move(*rendered));
  } else if (auto* other = std::get_if<Response>(&reply.content)) {
    response = std::move(*other);
  } else {
    response = render(std::get<T>(std::move(reply.content)), reply.status.value_or(status));
  }
  for (const auto& [name, value] : reply.headers) response.headers.set(name, value);
  return response;
}

// Implementation details follow.

namespace detail {

/// What a handler's parameter or result is, seen from the router.
template <class T>
struct TypeOf {
  static const json::Type* get() { return &json::type_of<T>(); }
};
template <>
struct TypeOf<NoContent> {
  static const json::Type* get() { return nullptr; }
};
template <>
struct TypeOf<Response> {
  static const json::Type* get() { return nullptr; }
};
template <class T>
struct TypeOf<Reply<T>> : TypeOf<T> {};
template <class B>
struct TypeOf<RawBody<B>> : TypeOf<B> {};

template <class T>
inline constexpr bool is_query = false;
template <class Q>
inline constexpr bool is_query<Query<Q>> = true;

template <class T>
inline constexpr bool is_raw_body = false;
template <class B>
inline constexpr bool is_raw_body<RawBody<B>> = true;

template <class R>
inline constexpr bool is_no_content = std::is_same_v<R, NoContent> || std::is_same_v<R, Reply<NoContent>>;

template <class... Parameters>
class TypedArguments final : public Arguments {
 public:
  void* query() override {
    if constexpr ((is_query<Parameters> || ...)) return &std::get<0>(values).value;
    return nullptr;
  }
  void* body() override {
    constexpr std::size_t count = sizeof...(Parameters);
    if constexpr ((is_raw_body<Parameters> || ...)) {
      return &std::get<count - 1>(values).text;
    } else if constexpr (count > 0 && !(is_query<Parameters> && ... && true)) {
      return &std::get<count - 1>(values);
    }
    return nullptr;
  }

  std::tuple<Parameters...> values{};
};

template <class... Parameters>
struct Signature;
template <>
struct Signature<> {
  static void describe(RouteHandler&) {}
};
template <class Q>
struct Signature<Query<Q>> {
  static void describe(RouteHandler& handler) { handler.query = &json::type_of<Q>(); }
};
template <class B>
struct Signature<B> {
  static void describe(RouteHandler& handler) {
    handler.body = TypeOf<B>::get();
    handler.takes_raw_body = is_raw_body<B>;
  }
};
template <class Q, class B>
struct Signature<Query<Q>, B> {
  static void describe(RouteHandler& handler) {
    Signature<Query<Q>>::describe(handler);
    Signature<B>::describe(handler);
  }
};

template <class Owner, class Member, class R, class... Parameters>
class MemberHandler final : public RouteHandler {
 public:
  MemberHandler(Owner& owner, Member member) : owner_(owner), member_(member) {
    Signature<Parameters...>::describe(*this);
    response = TypeOf<R>::get();
    is_empty = is_no_content<R>;
  }

  std::unique_ptr<Arguments> make_arguments() const override {
    return std::make_unique<TypedArguments<Parameters...>>();
  }

  runtime::Task<base::Result<Response>> invoke(Call call, std::unique_ptr<Arguments> arguments,
                                               int status) const override {
    auto& typed = static_cast<TypedArguments<Parameters...>&>(*arguments);
    base::Result<R> result = co_await start(std::move(call), typed, std::index_sequence_for<Parameters...>{});
    if (!result) co_return std::unexpected(std::move(result).error());
    co_return render(*std::move(result), status);
  }

 private:
  template <std::size_t... indexes>
  runtime::Task<base::Result<R>> start(Call call, TypedArguments<Parameters...>& arguments,
                                       std::index_sequence<indexes...>) const {
    return (owner_.*member_)(std::move(call), std::move(std::get<indexes>(arguments.values))...);
  }

  Owner& owner_;
  Member member_;
};

}  // namespace detail

/// The handler that calls `member` of `owner`, which must outlive it.
template <class Owner, class Class, class R, class... Parameters>
[[nodiscard]] std::unique_ptr<RouteHandler> make_route_handler(
    Owner& owner, runtime::Task<base::Result<R>> (Class::*member)(Call, Parameters...)) {
  return std::make_unique<detail::MemberHandler<Owner, decltype(member), R, Parameters...>>(owner, member);
}
template <class Owner, class Class, class R, class... Parameters>
[[nodiscard]] std::unique_ptr<RouteHandler> make_route_handler(
    Owner& owner, runtime::Task<base::Result<R>> (Class::*member)(Call, Parameters...) const) {
  return std::make_unique<detail::MemberHandler<Owner, decltype(member), R, Parameters...>>(owner, member);
}

}  // namespace boxoffice::kit::http
