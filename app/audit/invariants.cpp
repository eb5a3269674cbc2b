#include "app/audit/invariants.hpp"

#include <array>

namespace boxoffice::app::audit {

namespace {

constexpr std::array table{
    Invariant{.name = "I1",
              .statement = "available + held + sold = capacity for each ticket type, none negative",
              .judge_stores = stock_adds_up},
    Invariant{
        .name = "I2", .statement = "no seat or unit is held or sold twice", .judge_stores = nothing_is_taken_twice},
    Invariant{.name = "I3", .statement = "every order answered with 201 exists", .judge_stores = answered_orders_exist},
    Invariant{.name = "I4",
              .statement = "captured money has a confirmed order with exactly its tickets, or is refunded",
              .judge_chapter = captured_money_has_its_tickets},
    Invariant{.name = "I5",
              .statement = "every ticket belongs to one confirmed order and agrees with it",
              .judge_chapter = tickets_belong_to_confirmed_orders},
    Invariant{.name = "I6", .statement = "one key, one order", .judge_stores = one_key_one_order},
    Invariant{.name = "I7",
              .statement = "every message is published, and applied once by each consumer",
              .judge_stores = messages_are_applied_once},
    Invariant{.name = "I8",
              .statement = "no hold outlives its expiry by more than the sweep",
              .judge_stores = no_hold_outlives_its_expiry},
    Invariant{.name = "I9", .statement = "the sum of orders is captures minus refunds", .judge_chapter = money_adds_up},
    Invariant{.name = "I10", .statement = "no status went backwards", .judge_chapter = statuses_only_go_forward},
};

}  // namespace

std::span<const Invariant> invariants() {
  return table;
}

}  // namespace boxoffice::app::audit
