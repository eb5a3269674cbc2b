// The provider's webhooks: duplicate, reordered, forged, late; and the simulator's side, which sends them.

#include "services/payments/adapters/webhook_signature.hpp"
#include "services/payments/tests/routes_fixture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace boxoffice::services::payments {
namespace {

using namespace std::chrono_literals;
using kit::http::Headers;
using kit::http::Response;
using Messages = std::vector<std::string>;

class webhooks_of_the_simulator : public RoutesFixture {
 protected:
  Response receive(Headers headers, std::string body) {
    return post("/api/payments/webhooks/simulator", "", std::move(body), std::move(headers));
  }
  Headers signed_headers(const std::string& id, const std::string& body) {
    return sign_webhook(webhook_key, {.id = id, .body = body}, clock.now());
  }
  std::string body_about(const Payment& payment) { return fmt::format(R"({{"paymentId":"{}"}})", payment.id.str()); }
  void send_due() {
    while (kit::testing::run(sender.run_due())) {
    }
  }
  /// What is due after a hint that came while a worker looked, which found nothing and wants to look later.
  std::size_t due_after_hint_during_look(PaymentGuards guards) {
    EXPECT_EQ(process("tok_timeout", "k").status, 200);
    SqlPayments guarded(*database, outbox, clock, log, guards);
    const auto claimed = kit::testing::run(guarded.claim(1));
    EXPECT_EQ(claimed.size(), 1U);
    const auto body = body_about(latest());
    EXPECT_EQ(receive(signed_headers("w1", body), body).status, 200);
    kit::testing::run(guarded.postpone(claimed.at(0).payment, clock.now() + 1h));
    return kit::testing::run(guarded.claim(1)).size();
  }
  std::int64_t waiting() { return number(provider_database, "SELECT COUNT(*) FROM webhooks"); }
};

TEST_F(webhooks_of_the_simulator, given_settled_charge_then_its_webhook_makes_us_ask_at_once) {
  ASSERT_EQ(process("tok_timeout", "k").status, 200);
  settle();  // asks too early, and would ask again only after a pause
  clock.advance(5s);
  send_due();
  ASSERT_EQ(delivery.sent.size(), 1U);

  const auto& [headers, body] = delivery.sent.front();
  EXPECT_EQ(receive(headers, body).status, 200);
  settle();

  EXPECT_EQ(state(), "SUCCEEDED");
  EXPECT_EQ(waiting(), 0);
}

TEST_F(webhooks_of_the_simulator, given_duplicate_webhook_then_same_id_twice_and_one_effect) {
  ASSERT_EQ(process("tok_duplicate_webhook", "k").status, 200);
  send_due();
  ASSERT_EQ(delivery.sent.size(), 2U);
  EXPECT_EQ(delivery.sent[0].first.get("x-webhook-id"), delivery.sent[1].first.get("x-webhook-id"));

  const auto first = receive(delivery.sent[0].first, delivery.sent[0].second);
  const auto second = receive(delivery.sent[1].first, delivery.sent[1].second);
  settle();

  EXPECT_EQ(first.body, R"({"duplicate":false})");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, R"({"duplicate":true})");
  EXPECT_EQ(published(), Messages{"PAYMENT_SUCCEEDED"});
}

TEST_F(webhooks_of_the_simulator, given_late_webhook_after_the_gate_closed_then_succeeded) {
  ASSERT_EQ(process("tok_late_webhook", "k").status, 200);
  clock.advance(hold);
  close();
  settle();
  send_due();
  EXPECT_TRUE(delivery.sent.empty());
  clock.advance(2s);
  send_due();
  ASSERT_EQ(delivery.sent.size(), 1U);

  EXPECT_EQ(receive(delivery.sent.front().first, delivery.sent.front().second).status, 200);
  settle();

  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(webhooks_of_the_simulator, given_webhook_that_lies_or_comes_too_early_then_only_the_provider_is_believed) {
  ASSERT_EQ(process("tok_timeout", "k").status, 200);
  const std::string body =
      fmt::format(R"({{"paymentId":"{}","type":"charge.failed","status":"SUCCEEDED"}})", latest().id.str());

  EXPECT_EQ(receive(signed_headers("w1", body), body).status, 200);
  settle();
  EXPECT_EQ(state(), "PENDING");
  settle_after(6s);

  EXPECT_EQ(state(), "SUCCEEDED");
}

TEST_F(webhooks_of_the_simulator, given_webhook_of_an_older_event_after_a_newer_then_nothing_goes_back) {
  ASSERT_EQ(process("tok_visa", "k").status, 200);
  ASSERT_TRUE(refund().has_value());
  settle();
  const auto body = body_about(latest());

  EXPECT_EQ(receive(signed_headers("w1", body), body).status, 200);
  settle();

  EXPECT_EQ(state(), "REFUNDED");
  EXPECT_EQ(published(), (Messages{"PAYMENT_SUCCEEDED", "PAYMENT_REFUNDED"}));
}

TEST_F(webhooks_of_the_simulator, given_hint_during_a_look_then_that_look_does_not_put_it_off) {
  EXPECT_EQ(due_after_hint_during_look({}), 1U);
}

TEST_F(webhooks_of_the_simulator, without_guard_then_a_look_that_asked_too_early_puts_the_hint_off) {
  EXPECT_EQ(due_after_hint_during_look({.looks = false}), 0U);
}

TEST_F(webhooks_of_the_simulator, given_forged_ones_then_401_and_no_trace_of_them) {
  ASSERT_EQ(process("tok_timeout", "k").status, 200);
  const auto body = body_about(latest());
  const Headers good = signed_headers("w1", body);
  const auto without = [&good](const char* name) {
    Headers changed = good;
    changed.erase(name);
    return changed;
  };
  const auto with = [&good](const char* name, std::string value) {
    Headers changed = good;
    changed.set(name, std::move(value));
    return changed;
  };
  const auto sent_at = [this, &body](std::chrono::milliseconds shift) {
    return sign_webhook(webhook_key, {.id = "w1", .body = body}, clock.now() + shift);
  };
  struct Case {
    const char* name = "";
    Headers headers;
  };
  const std::array cases{
      Case{"no headers", {}},
      Case{"no id", without("x-webhook-id")},
      Case{"no time", without("x-webhook-timestamp")},
      Case{"no signature", without("x-webhook-signature")},
      Case{"a long id", with("x-webhook-id", std::string(101, 'x'))},
      Case{"another time", with("x-webhook-timestamp", "1767225601")},
      Case{"a time that is none", with("x-webhook-timestamp", "1767225600x")},
      Case{"another signature", with("x-webhook-signature", std::string(64, '0'))},
      Case{"an empty signature", with("x-webhook-signature", "")},
      Case{"another key", sign_webhook(kit::config::Secret{"other"}, {.id = "w1", .body = body}, clock.now())},
      Case{"another body", signed_headers("w1", "{}")},
      Case{"too old", sent_at(-5min - 1s)},
      Case{"too new", sent_at(5min + 1s)},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const auto response = receive(each.headers, body);
    EXPECT_EQ(response.status, 401);
    EXPECT_TRUE(says(response, "UNAUTHENTICATED"));
  }
  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM received_webhooks"), 0);
  EXPECT_EQ(receive(sent_at(-5min), body).status, 200);
}

TEST_F(webhooks_of_the_simulator, given_signed_body_in_a_form_of_its_own_then_accepted) {
  for (const std::string body :
       {"{ \"paymentId\" :\r\n\t\"x\" }\n", R"({"\u0070aymentId":"x","amount":1.50,"more":[ ]})"}) {
    SCOPED_TRACE(body);
    EXPECT_EQ(receive(signed_headers("id of " + body, body), body).status, 200);
  }
}

TEST_F(webhooks_of_the_simulator, given_same_json_written_anew_with_the_old_signature_then_401) {
  const std::string sent = R"({ "paymentId": "x" })";
  const std::string rewritten = R"({"paymentId":"x"})";

  EXPECT_EQ(receive(signed_headers("w1", sent), rewritten).status, 401);
  EXPECT_EQ(receive(signed_headers("w1", rewritten), sent).status, 401);
}

TEST_F(webhooks_of_the_simulator, given_body_that_is_no_json_then_signature_first_and_400_only_for_who_signed) {
  for (const std::string body : {"{\"paymentId\":", "", "\xff"}) {
    SCOPED_TRACE(body);
    const auto unsigned_body = receive(signed_headers("w1", "something else"), body);
    const auto signed_body = receive(signed_headers("w1", body), body);

    EXPECT_EQ(unsigned_body.status, 401);
    EXPECT_EQ(signed_body.status, 400);
    EXPECT_TRUE(says(signed_body, "MALFORMED_REQUEST"));
  }
}

TEST_F(webhooks_of_the_simulator, given_other_provider_then_404) {
  const std::string body = R"({"paymentId":"x"})";

  EXPECT_EQ(post("/api/payments/webhooks/other", "", body, signed_headers("w1", body)).status, 404);
}

TEST_F(webhooks_of_the_simulator, given_payment_that_we_do_not_know_then_200_without_effect) {
  const std::string body = R"({"paymentId":"x"})";

  EXPECT_EQ(receive(signed_headers("w1", body), body).status, 200);
  settle();

  EXPECT_EQ(provider.queries, 0);
}

TEST_F(webhooks_of_the_simulator, given_receiver_away_or_refusing_then_sent_again_and_given_up_in_the_end) {
  ASSERT_EQ(process("tok_duplicate_webhook", "k").status, 200);
  delivery.status = 0;
  send_due();
  EXPECT_EQ(waiting(), 2);
  send_due();
  EXPECT_EQ(delivery.sent.size(), 2U) << "not before its pause";
  delivery.status = 500;
  clock.advance(2s);
  send_due();
  EXPECT_EQ(delivery.sent.size(), 4U);

  for (int repeat = 0; repeat < 20; ++repeat) {
    clock.advance(1h);
    send_due();
  }

  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(delivery.sent.size(), 20U);
}

TEST_F(webhooks_of_the_simulator, given_old_ids_then_pruned) {
  const std::string body = R"({"paymentId":"x"})";
  ASSERT_EQ(receive(signed_headers("old", body), body).status, 200);
  clock.advance(1h);
  ASSERT_EQ(receive(signed_headers("new", body), body).status, 200);

  EXPECT_FALSE(kit::testing::run(webhooks.prune(clock.now())));

  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM received_webhooks"), 1);
}

TEST_F(webhooks_of_the_simulator, given_more_old_ids_than_one_tick_deletes_when_pruned_then_says_so) {
  kit::testing::run(database->write([this](kit::sql::Transaction& transaction) {
    for (int id = 0; id < 1001; ++id) {
      transaction.execute("INSERT INTO received_webhooks (id, received_at) VALUES ($1, $2)", std::to_string(id),
                          clock.now());
    }
  }));
  clock.advance(1h);

  EXPECT_TRUE(kit::testing::run(webhooks.prune(clock.now())));
  EXPECT_FALSE(kit::testing::run(webhooks.prune(clock.now())));

  EXPECT_EQ(number(database, "SELECT COUNT(*) FROM received_webhooks"), 0);
}

}  // namespace
}  // namespace boxoffice::services::payments
