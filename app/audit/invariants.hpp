#pragma once

// The invariants of Boxoffice: what must hold over the stores of all services, whatever was killed when.

#include "app/audit/chapter.hpp"
#include "app/audit/verdict.hpp"

#include <span>
#include <string_view>

namespace boxoffice::app::audit {

/// One line of the table. Either it is judged chapter by chapter, or it goes through stores by itself.
struct Invariant {
  std::string_view name;
  std::string_view statement;
  void (*judge_chapter)(const Chapter& chapter, Verdict& verdict) = nullptr;
  kit::runtime::Task<Verdict> (*judge_stores)(Stores stores, Timestamp now) = nullptr;
};

/// I1 to I10.
[[nodiscard]] std::span<const Invariant> invariants();

// stock_invariants.cpp
kit::runtime::Task<Verdict> stock_adds_up(Stores stores, Timestamp now);
kit::runtime::Task<Verdict> nothing_is_taken_twice(Stores stores, Timestamp now);
kit::runtime::Task<Verdict> no_hold_outlives_its_expiry(Stores stores, Timestamp now);

// key_invariants.cpp
kit::runtime::Task<Verdict> answered_orders_exist(Stores stores, Timestamp now);
kit::runtime::Task<Verdict> one_key_one_order(Stores stores, Timestamp now);

// money_invariants.cpp
void captured_money_has_its_tickets(const Chapter& chapter, Verdict& verdict);
void money_adds_up(const Chapter& chapter, Verdict& verdict);

// order_invariants.cpp
void tickets_belong_to_confirmed_orders(const Chapter& chapter, Verdict& verdict);
void statuses_only_go_forward(const Chapter& chapter, Verdict& verdict);

// message_invariants.cpp
kit::runtime::Task<Verdict> messages_are_applied_once(Stores stores, Timestamp now);

}  // namespace boxoffice::app::audit
