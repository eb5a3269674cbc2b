// Whatever is asked in whatever order, the numbers add up.

#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

/// One thing that may happen, as plain numbers so that a failing sequence can be read.
struct Step {
  int kind = 0;  // reserve, reserve, confirm, cancel, refund, extend, time passes, capacity changes
  int order_number = 0;
  int quantity = 0;
};

void showValue(const Step& step, std::ostream& out) {
  out << '(' << step.kind << ", order " << step.order_number << ", quantity " << step.quantity << ')';
}

rc::Gen<Step> any_step() {
  return rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::inRange(0, 8)),
                              rc::gen::set(&Step::order_number, rc::gen::inRange(1, 12)),
                              rc::gen::set(&Step::quantity, rc::gen::inRange(1, 6)));
}

class properties : public TicketsFixture {
 protected:
  void take(const Step& step) {
    switch (step.kind) {
      case 0:
      case 1:
        std::ignore =
            reserve(reserve_request(base_ + step.order_number, step.quantity, step.order_number % 3, event_number_));
        break;
      case 2:
        std::ignore = confirm(base_ + step.order_number);
        break;
      case 3:
        std::ignore = cancel(base_ + step.order_number);
        break;
      case 4:
        std::ignore = cancel(base_ + step.order_number, {.sold = true});
        break;
      case 5:
        std::ignore = extend(base_ + step.order_number, 1 + step.quantity % 2);
        break;
      case 6:
        clock.advance(std::chrono::minutes{step.quantity});
        break;
      default:
        change_capacity(std::int64_t{step.quantity} * 4);
    }
  }

  void change_capacity(std::int64_t capacity) {
    auto changed = published_event(capacity, event_number_);
    changed.version = ++version_;
    publish(changed);
  }

  /// An event and orders that no run before had.
  void begin() {
    ++event_number_;
    base_ += 100;
    version_ = 1;
    publish(published_event(12, event_number_));
  }

  std::int64_t quantity_in(std::string statuses) {
    return number(
        "SELECT CAST(COALESCE(SUM(i.quantity), 0) AS BIGINT) FROM hold_items i JOIN holds h ON h.order_id "
        "= i.order_id WHERE h.status IN (" +
        statuses + ") AND h.event_id = '" + event(event_number_).str() + "'");
  }

  void expect_consistent() {
    const TypeStock stock = stock_of(event(event_number_));
    RC_ASSERT(stock.capacity == stock.available + stock.held + stock.sold);
    RC_ASSERT(stock.available >= 0);
    RC_ASSERT(stock.held == quantity_in("'HELD'"));
    RC_ASSERT(stock.sold == quantity_in("'SOLD'"));
    RC_ASSERT(stock.sold == number("SELECT COUNT(*) FROM tickets WHERE status <> 'CANCELLED' AND event_id = '" +
                                   event(event_number_).str() + "'"));
  }

  int event_number_ = 100;
  int base_ = 0;
  std::int64_t version_ = 1;
};

TEST_F(properties, given_any_commands_then_capacity_is_available_and_held_and_sold) {
  const bool holds = rc::check([this] {
    const auto steps = *rc::gen::resize(40, rc::gen::container<std::vector<Step>>(any_step()));
    begin();
    for (const auto& step : steps) take(step);
    expect_consistent();
    clock.advance(std::chrono::minutes{20});
    sweep();
    expect_consistent();
    RC_ASSERT(stock_of(event(event_number_)).held == 0);
  });

  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace boxoffice::services::tickets
