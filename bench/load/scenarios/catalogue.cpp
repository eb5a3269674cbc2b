#include "bench/load/scenarios/catalogue.hpp"

#include "bench/load/scenarios/holds.hpp"
#include "bench/load/scenarios/hot_event.hpp"
#include "bench/load/scenarios/messages.hpp"
#include "bench/load/scenarios/purchase.hpp"

#include <chrono>

namespace boxoffice::bench {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t plenty = 1'000'000;  // the most that an event may have of one type
constexpr std::int64_t few = 10'000;

}  // namespace

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> entries{
      {.name = "hot-event",
       .description = "orders of one ticket type through the gateway",
       .loop = {.connections = 64},
       .users = 8,
       .make = [](const Stage& stage, std::size_t users) -> std::unique_ptr<Scenario> {
         return std::make_unique<HotEvent>(stage, users, plenty);
       }},
      {.name = "sell-out",
       .description = "the same with 10,000 tickets and a tenth more buyers",
       .loop =
           {.connections = 64, .warm_up = milliseconds{0}, .duration = milliseconds{60'000}, .attempts = few * 11 / 10},
       .users = 8,
       .make = [](const Stage& stage, std::size_t users) -> std::unique_ptr<Scenario> {
         return std::make_unique<HotEvent>(stage, users, few);
       }},
      {.name = "holds",
       .description = "holds of one ticket type at the tickets service itself",
       .loop = {.connections = 64},
       .make = [](const Stage& stage, std::size_t) -> std::unique_ptr<Scenario> {
         return std::make_unique<Holds>(stage);
       }},
      {.name = "purchase",
       .description = "order and pay, wait for CONFIRMED, fetch the ticket",
       .loop = {.connections = 16},
       .users = 8,
       .make = [](const Stage& stage, std::size_t users) -> std::unique_ptr<Scenario> {
         return std::make_unique<Purchase>(stage, users);
       }},
      {.name = "messages",
       .description = "from the answer to an order until its notification can be read",
       .loop = {.connections = 1},
       .make = [](const Stage& stage, std::size_t users) -> std::unique_ptr<Scenario> {
         return std::make_unique<Messages>(stage, users);
       }},
  };
  return entries;
}

}  // namespace boxoffice::bench
