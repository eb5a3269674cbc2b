// What is done later belongs to the trace of what caused it: calls, messages and log lines.

#include "services/orders/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace boxoffice::services::orders {
namespace {

using Texts = std::vector<std::string>;
using kit::testing::run;

const std::string first_trace(32, 'a');
const std::string second_trace(32, 'b');

class traces : public OrdersFixture {
 protected:
  /// From here on, all that is placed, asked and delivered belongs to that trace.
  void begin_trace(const std::string& id) { context.trace = {.trace_id = id, .span_id = std::string(16, '1')}; }
  Texts trace_ids_of_messages() {
    Texts ids_of_traces;
    for (const auto& traceparent : outbox_column("traceparent")) ids_of_traces.push_back(traceparent.substr(3, 32));
    return ids_of_traces;
  }
  /// There is a log line of that event that belongs to that trace.
  bool logged(const std::string& event_name, const std::string& trace_id) {
    const auto lines = telemetry.log.captured();
    return std::ranges::any_of(lines, [&](const std::string& line) {
      return line.find(event_name) != std::string::npos && line.find(trace_id) != std::string::npos;
    });
  }
};

TEST_F(traces, given_trace_of_a_purchase_then_all_that_workers_do_for_it_belongs_to_it) {
  begin_trace(first_trace);
  const Order order = placed("tok_visa");
  work();
  deliver(about_payment<contracts::messages::PaymentSucceeded>(order));
  work();

  EXPECT_EQ(now(order.id).status, OrderStatus::confirmed);
  EXPECT_EQ(payments.traces, Texts{first_trace});
  EXPECT_EQ(tickets.traces, (Texts{first_trace, first_trace}));
  EXPECT_EQ(published(), (Texts{"ORDER_CREATED", "ORDER_CONFIRMED"}));
  EXPECT_EQ(trace_ids_of_messages(), (Texts{first_trace, first_trace}));
  EXPECT_TRUE(logged("order_confirmed", first_trace));
}

TEST_F(traces, given_task_that_has_to_wait_then_its_log_line_belongs_to_the_trace) {
  begin_trace(first_trace);
  placed("tok_visa");
  payments.away = true;

  (void)run(workers.run_due_tasks());

  EXPECT_TRUE(logged("order_task_postponed", first_trace));
}

TEST_F(traces, given_half_placed_order_then_a_worker_goes_on_in_its_trace) {
  begin_trace(first_trace);
  tickets.silent = true;
  EXPECT_THROW((void)place(key("k1"), two_tickets()).has_value(), kit::base::Unavailable);
  clock.advance(resume_after);

  (void)run(workers.finish_half_placed());

  EXPECT_EQ(tickets.traces, (Texts{first_trace, first_trace}));
  EXPECT_EQ(trace_ids_of_messages(), Texts{first_trace});
}

TEST_F(traces, given_cancellation_that_a_worker_resumes_then_in_the_trace_of_who_wanted_it) {
  begin_trace(first_trace);
  const Order order = placed();
  begin_trace(second_trace);
  payments.away = true;
  EXPECT_THROW((void)run(requests.cancel(context, {.id = buyer}, order.id, "Changed my mind")).has_value(),
               kit::base::Unavailable);
  payments.away = false;
  clock.advance(task_lease);

  work();

  EXPECT_EQ(payments.traces, (Texts{second_trace, second_trace}));
  EXPECT_EQ(trace_ids_of_messages(), (Texts{first_trace, second_trace}));
}

TEST_F(traces, given_cancelled_event_then_its_orders_end_in_its_trace) {
  begin_trace(first_trace);
  const Order sold = placed();
  payments.open.insert(sold.id.str());
  deliver(about_payment<contracts::messages::PaymentSucceeded>(sold));
  work();
  placed();
  begin_trace(second_trace);

  deliver_event_cancelled();
  work();

  EXPECT_EQ(payments.traces, (Texts(3, second_trace))) << "a gate is closed, and money goes back to both";
  EXPECT_EQ(trace_ids_of_messages().back(), second_trace);
}

}  // namespace
}  // namespace boxoffice::services::orders
