#pragma once

// A payment: money that an order's buyer wants to give, and how far that has come.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::services::payments {

enum class PaymentStatus : std::uint8_t { pending, succeeded, failed, refunded };
BOOST_DESCRIBE_ENUM(PaymentStatus, pending, succeeded, failed, refunded)

enum class FailureCode : std::uint8_t { declined, insufficient_funds, timeout, hold_expired };
BOOST_DESCRIBE_ENUM(FailureCode, declined, insufficient_funds, timeout, hold_expired)

enum class Method : std::uint8_t { card, cash };
BOOST_DESCRIBE_ENUM(Method, card, cash)

/// The status machine: PENDING -> SUCCEEDED or FAILED, SUCCEEDED -> REFUNDED, and nothing else.
[[nodiscard]] bool may_become(PaymentStatus from, PaymentStatus to);

struct Payment {
  contracts::PaymentId id{};
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  std::int64_t amount = 0;  // minor units; the order's, never the client's
  std::string currency{};
  Method method = Method::card;
  std::optional<std::string> token{};                     // stands for a card that the provider knows
  bool is_started = false;                                // by the orders service, not by the buyer
  std::optional<kit::base::Timestamp> hold_expires_at{};  // of the order's tickets, as far as it is known
  PaymentStatus status = PaymentStatus::pending;
  std::optional<FailureCode> failure_code{};   // of a FAILED one
  std::optional<std::string> refund_reason{};  // present: the money shall go back as soon as it is there
  std::int64_t looks = 0;                      // how often a worker has looked since the last change
  kit::base::Timestamp created_at{};
  kit::base::Timestamp updated_at{};
};

/// What is known of a payment that was PENDING. A status of PENDING: nothing yet.
struct Outcome {
  PaymentStatus status = PaymentStatus::pending;
  std::optional<FailureCode> failure_code{};

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace boxoffice::services::payments
