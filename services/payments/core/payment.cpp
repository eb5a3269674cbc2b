#include "services/payments/core/payment.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::services::payments {

namespace {

using enum PaymentStatus;

constexpr std::array transitions{
    std::pair{pending, succeeded},
    std::pair{pending, failed},
    std::pair{succeeded, refunded},
};

}  // namespace

bool may_become(PaymentStatus from, PaymentStatus to) {
  return std::ranges::find(transitions, std::pair{from, to}) != transitions.end();
}

}  // namespace boxoffice::services::payments
