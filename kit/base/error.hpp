#pragma once

// Expected outcomes as values (not found, sold out, invalid): an Error says what happened in words that a client may
// read. Failures (a database that is away, a broken invariant, cancellation) are exceptions, see failure.hpp.
//
// Who adds an ErrorKind extends three tables: http_status() in kit/http/problem.cpp (kind -> HTTP status),
// title() beside it, and is_retryable() below. A service adds its own codes in core/errors.hpp.

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::kit::base {

/// What kind of outcome an Error is, independent of any protocol.
enum class ErrorKind : std::uint8_t {
  malformed,           // 400 the request cannot be read
  unauthenticated,     // 401
  payment_required,    // 402
  forbidden,           // 403
  not_found,           // 404 also for what belongs to someone else
  method_not_allowed,  // 405
  conflict,            // 409
  payload_too_large,   // 413
  unsupported_media,   // 415
  misdirected,         // 421
  invalid,             // 422 fields are wrong
  too_many_requests,   // 429
  internal,            // 500
  unavailable,         // 503 try again later
};

/// A public, stable code such as SOLD_OUT, with the kind that decides how a protocol renders it.
struct ErrorCode {
  ErrorKind kind = ErrorKind::internal;
  std::string_view name;

  friend bool operator==(const ErrorCode&, const ErrorCode&) = default;
};

/// One wrong member of a request: a JSON pointer (RFC 6901) into the body, or "?name" for a query parameter.
struct FieldError {
  std::string pointer;
  std::string message;

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// An extension member of the problem document, for example {"checkedInAt", "2026-..."} of ALREADY_CHECKED_IN.
struct Detail {
  std::string name;  // camelCase, as the client sees it
  std::variant<std::int64_t, std::string> value;

  friend bool operator==(const Detail&, const Detail&) = default;
};

/// An expected outcome that is not success. Everything in it is public; the internal cause belongs in the log.
struct Error {
  ErrorCode code;
  std::string message{};  // a sentence for the caller, with the next step where there is one
  std::vector<FieldError> fields{};
  std::vector<Detail> details{};
  std::optional<std::chrono::seconds> retry_after{};
};

template <class T>
using Result = std::expected<T, Error>;

/// Shorthand for `return fail(sold_out, "...")`.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
  return std::unexpected(Error{.code = code, .message = std::move(message)});
}

/// One wrong field: 422 VALIDATION_FAILED at `pointer`.
[[nodiscard]] std::unexpected<Error> fail_field(std::string pointer, std::string message);

/// True where the same call may succeed later without a change (too_many_requests, unavailable).
[[nodiscard]] bool is_retryable(ErrorKind kind);

/// Codes that every service uses; the contract lists them.
namespace codes {
inline constexpr ErrorCode validation_failed{ErrorKind::invalid, "VALIDATION_FAILED"};
inline constexpr ErrorCode malformed_request{ErrorKind::malformed, "MALFORMED_REQUEST"};
inline constexpr ErrorCode unauthenticated{ErrorKind::unauthenticated, "UNAUTHENTICATED"};
inline constexpr ErrorCode forbidden{ErrorKind::forbidden, "FORBIDDEN"};
inline constexpr ErrorCode not_found{ErrorKind::not_found, "NOT_FOUND"};
inline constexpr ErrorCode method_not_allowed{ErrorKind::method_not_allowed, "METHOD_NOT_ALLOWED"};
inline constexpr ErrorCode invalid_state{ErrorKind::conflict, "INVALID_STATE"};
inline constexpr ErrorCode request_in_progress{ErrorKind::conflict, "REQUEST_IN_PROGRESS"};
inline constexpr ErrorCode idempotency_key_reused{ErrorKind::invalid, "IDEMPOTENCY_KEY_REUSED"};
inline constexpr ErrorCode payload_too_large{ErrorKind::payload_too_large, "PAYLOAD_TOO_LARGE"};
inline constexpr ErrorCode unsupported_media_type{ErrorKind::unsupported_media, "UNSUPPORTED_MEDIA_TYPE"};
inline constexpr ErrorCode misdirected_request{ErrorKind::misdirected, "MISDIRECTED_REQUEST"};
inline constexpr ErrorCode rate_limited{ErrorKind::too_many_requests, "RATE_LIMITED"};
inline constexpr ErrorCode unavailable{ErrorKind::unavailable, "UNAVAILABLE"};
inline constexpr ErrorCode internal{ErrorKind::internal, "INTERNAL"};

/// All of the above: any path may answer some of them (a wrong host, a wrong method), so the API document lists them.
inline constexpr std::array every{validation_failed,
                                  malformed_request,
                                  unauthenticated,
                                  forbidden,
                                  not_found,
                                  method_not_allowed,
                                  invalid_state,
                                  request_in_progress,
                                  idempotency_key_reused,
                                  payload_too_large,
                                  unsupported_media_type,
                                  misdirected_request,
                                  rate_limited,
                                  unavailable,
                                  internal};
}  // namespace codes

}  // namespace boxoffice::kit::base

// Unwraps a Result or returns its error. `declaration` is what the value is bound to:
//   BOXOFFICE_TRY(const auto order, find(id));             in a function that returns Result
//   BOXOFFICE_CO_TRY(const auto order, co_await find(id)); in a coroutine of Task<Result<...>>
// libstdc++ 12 has no monadic operations on std::expected, hence the macros.
//   BOXOFFICE_CO_TRY_VOID(co_await change(id));            where success has no value
#define BOXOFFICE_TRY_CONCAT_(a, b) a##b
#define BOXOFFICE_TRY_NAME_(line) BOXOFFICE_TRY_CONCAT_(boxoffice_result_, line)
#define BOXOFFICE_TRY_IMPL_(keyword, result, declaration, ...)     \
  auto result = __VA_ARGS__;                                       \
  if (!result) keyword std::unexpected(std::move(result).error()); \
  declaration = *std::move(result)
#define BOXOFFICE_TRY(declaration, ...) \
  BOXOFFICE_TRY_IMPL_(return, BOXOFFICE_TRY_NAME_(__LINE__), declaration, __VA_ARGS__)
#define BOXOFFICE_CO_TRY(declaration, ...) \
  BOXOFFICE_TRY_IMPL_(co_return, BOXOFFICE_TRY_NAME_(__LINE__), declaration, __VA_ARGS__)
#define BOXOFFICE_CO_TRY_VOID(...)                              \
  if (auto boxoffice_outcome = __VA_ARGS__; !boxoffice_outcome) \
  co_return std::unexpected(std::move(boxoffice_outcome).error())
