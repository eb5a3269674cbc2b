#pragma once

// A request body of about 120 bytes, the size of most: an order of two tickets.

#include "contracts/calls/tickets_calls.hpp"
#include "contracts/ids.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace boxoffice::bench {

struct SampleOrder {
  contracts::EventId event_id{};
  std::vector<contracts::QuantityLine> items{};
};
BOOST_DESCRIBE_STRUCT(SampleOrder, (), (event_id, items))

[[nodiscard]] inline SampleOrder sample_order() {
  return {
      .event_id = contracts::EventId{"0193580a-0002-7000-8000-000000000001"},
      .items = {{.ticket_type_id = contracts::TicketTypeId{"0193580a-0003-7000-8000-000000000001"}, .quantity = 2}}};
}

}  // namespace boxoffice::bench
