#pragma once

// Small working stand-ins for what the payments service reaches by network.

#include "kit/base/failure.hpp"
#include "services/payments/adapters/simulated_webhooks.hpp"
#include "services/payments/core/ports.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::payments {

/// "0196...": the same number gives the same id; `kind` keeps orders and users apart.
template <class IdType>
IdType id_of(int number, char kind) {
  return IdType{fmt::format("01960000-0000-7000-8{:03x}-{:012x}", static_cast<int>(kind), number)};
}
inline contracts::OrderId order(int number = 1) {
  return id_of<contracts::OrderId>(number, 'o');
}
inline contracts::UserId user(int number = 1) {
  return id_of<contracts::UserId>(number, 'u');
}

/// Knows the orders that a test puts into it.
class FakeOrders final : public Orders {
 public:
  Task<Result<contracts::OrderSnapshot>> snapshot(Context, contracts::OrderId id) override {
    ++snapshots;
    const auto found = known.find(id);
    if (found == known.end()) co_return kit::base::fail(kit::base::codes::not_found, "There is no such order.");
    const contracts::OrderSnapshot read = found->second;
    if (const auto happens = std::exchange(meanwhile, nullptr)) co_await happens();
    co_return read;
  }
  Task<Result<void>> request_refund(Context, contracts::OrderId id, contracts::RequestRefund request) override {
    requested.emplace_back(std::move(id), std::move(request));
    co_return Result<void>{};
  }

  void add(int number, std::string status = "PENDING", int user_number = 1) {
    known[order(number)] = {.order_id = order(number),
                            .user_id = user(user_number),
                            .status = std::move(status),
                            .total_amount = 4500,
                            .currency = "EUR"};
  }

  std::map<contracts::OrderId, contracts::OrderSnapshot> known{};
  std::vector<std::pair<contracts::OrderId, contracts::RequestRefund>> requested{};
  int snapshots = 0;
  std::function<Task<>()> meanwhile{};  // what happens, once, after an order was read
};

/// A provider behind a bad line: calls may not arrive, or their answers get lost.
class BadLine final : public Provider {
 public:
  enum class Fault : std::uint8_t { none, lose_calls, lose_answers };

  explicit BadLine(Provider& inner) : inner_(inner) {}

  [[nodiscard]] bool accepts(const std::string& token) const override { return inner_.accepts(token); }
  Task<ChargeStatus> charge(Context context, Payment payment) override {
    ++charges;
    if (const auto happens = std::exchange(meanwhile, nullptr)) co_await happens();
    co_return co_await carry(inner_.charge(std::move(context), std::move(payment)));
  }
  Task<std::optional<ChargeStatus>> query(Context context, contracts::PaymentId id) override {
    ++queries;
    return carry(inner_.query(std::move(context), std::move(id)));
  }
  Task<ChargeStatus> refund(Context context, contracts::PaymentId id) override {
    ++refunds;
    return carry(inner_.refund(std::move(context), std::move(id)));
  }
  Task<ChargeStatus> void_charge(Context context, contracts::PaymentId id) override {
    return carry(inner_.void_charge(std::move(context), std::move(id)));
  }

  Fault fault = Fault::none;
  int charges = 0;
  int queries = 0;
  int refunds = 0;
  std::function<Task<>()> meanwhile{};  // what happens, once, before a charge arrives

 private:
  template <class Answer>
  Task<Answer> carry(Task<Answer> call) {
    if (fault == Fault::lose_calls) throw kit::base::Unavailable("lost for a test");
    auto answer = co_await std::move(call);
    if (fault == Fault::lose_answers) throw kit::base::Unavailable("lost for a test");
    co_return answer;
  }

  Provider& inner_;
};

/// Keeps what was sent and answers what the test wants.
class FakeDelivery final : public WebhookDelivery {
 public:
  Task<int> deliver(kit::http::Headers headers, std::string body) override {
    sent.emplace_back(std::move(headers), std::move(body));
    if (status == 0) throw kit::base::Unavailable("nobody listens, for a test");
    co_return status;
  }

  std::vector<std::pair<kit::http::Headers, std::string>> sent{};
  int status = 200;
};

}  // namespace boxoffice::services::payments
