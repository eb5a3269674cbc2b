// Money: refused, unknown, late, twice, and given back.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Client, newKey, problemOf } from "../support/client.ts";
import { expectProblem } from "../support/expectations.ts";
import { publishEvent } from "../support/events.ts";
import { isTold } from "../support/notifications.ts";
import { orderBecomes, orderOf, placedOrder, ticketsOf } from "../support/orders.ts";
import { pay, paymentOf, sendWebhook, webhookHeaders } from "../support/payments.ts";
import { type Event, listOf, Order, Payment } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

let admin: Client;
let event: Event;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  event = await publishEvent(admin);
});

/** Somebody with a PENDING order of one ticket. */
async function buyerWithOrder(): Promise<{ buyer: Client; order: Order }> {
  const { client: buyer } = await registerUser("payer");
  return { buyer, order: await placedOrder(buyer, { event, quantity: 1 }) };
}

async function paymentsOf(orderId: string): Promise<Payment[]> {
  return (await admin.fetch(listOf(Payment), "GET", `/api/payments?orderId=${orderId}`)).items;
}

describe("a card that does not work", () => {
  test.for([
    ["tok_declined", "DECLINED"],
    ["tok_insufficient_funds", "INSUFFICIENT_FUNDS"],
  ] as const)("given %s then 402 says why, and another card may try", async ([token, failureCode]) => {
    const { buyer, order } = await buyerWithOrder();

    const declined = await pay(buyer, order.id, token);

    expectProblem(declined, 402, "PAYMENT_DECLINED");
    expect(problemOf(declined)).toMatchObject({ failureCode });
    expect(await paymentOf(buyer, order.id)).toMatchObject({ status: "FAILED", failureCode });
    expect((await orderOf(buyer, order.id)).status).toBe("PENDING");
    expect((await pay(buyer, order.id)).status).toBe(200);
    await orderBecomes(buyer, order.id, "CONFIRMED");
    expect((await paymentsOf(order.id)).map((payment) => payment.status).sort()).toEqual(["FAILED", "SUCCEEDED"]);
  });

  test("given a declined payment again with its key then the same 402", async () => {
    const { buyer, order } = await buyerWithOrder();
    const key = newKey();
    const first = await pay(buyer, order.id, "tok_declined", key);

    const again = await pay(buyer, order.id, "tok_declined", key);

    expectProblem(again, 402, "PAYMENT_DECLINED");
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.text).toBe(first.text);
    expect(await paymentsOf(order.id)).toHaveLength(1);
  });

  test("given a token that no provider knows then 422 at the token", async () => {
    const { buyer, order } = await buyerWithOrder();

    const answer = await pay(buyer, order.id, "tok_unheard_of");

    expectProblem(answer, 422, "VALIDATION_FAILED");
    expect(problemOf(answer).errors).toMatchObject([{ pointer: "/paymentMethod/token" }]);
  });

  test.for(["tok_declined", "tok_unheard_of"])(
    "given an order that was placed with %s then the buyer is told, and it stays payable",
    async (token) => {
      const { client: buyer } = await registerUser("payer");
      const order = await placedOrder(buyer, { event, quantity: 1, token });

      await isTold(buyer, "PAYMENT_FAILED", { orderId: order.id });

      expect(await paymentOf(buyer, order.id)).toMatchObject({ status: "FAILED", failureCode: "DECLINED" });
      expect((await orderOf(buyer, order.id)).status).toBe("PENDING");
      expect((await pay(buyer, order.id)).status).toBe(200);
      await orderBecomes(buyer, order.id, "CONFIRMED");
    },
  );
});

describe("an outcome that is not known at once", () => {
  test("given tok_timeout then 200 PENDING, and the order is confirmed when it settles", async () => {
    const { buyer, order } = await buyerWithOrder();

    const answer = await pay(buyer, order.id, "tok_timeout");

    expect(answer.status).toBe(200);
    expect(Payment.parse(answer.json).status).toBe("PENDING");
    expectProblem(await pay(buyer, order.id), 409, "PAYMENT_IN_PROGRESS");
    await orderBecomes(buyer, order.id, "CONFIRMED", 20_000);
    expect(await paymentsOf(order.id)).toMatchObject([{ status: "SUCCEEDED" }]);
  });

  test("given an open payment then the buyer cannot cancel under it", async () => {
    const { buyer, order } = await buyerWithOrder();
    await pay(buyer, order.id, "tok_timeout");

    const answer = await buyer.put(`/api/orders/${order.id}/cancel`, { body: {} });

    expectProblem(answer, 409, "PAYMENT_IN_PROGRESS");
    await orderBecomes(buyer, order.id, "CONFIRMED", 20_000);
  });

  test("given a provider that tells twice then one payment and one set of tickets", async () => {
    const { buyer, order } = await buyerWithOrder();

    expect((await pay(buyer, order.id, "tok_duplicate_webhook")).status).toBe(200);

    await orderBecomes(buyer, order.id, "CONFIRMED");
    expect(await paymentsOf(order.id)).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(await ticketsOf(buyer, order.id)).toHaveLength(1);
  });
});

describe("paying twice", () => {
  test("given ten different keys at once then one payment", async () => {
    const { buyer, order } = await buyerWithOrder();

    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(buyer, order.id)));

    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const refused = answers.filter((answer) => answer.status !== 200).map((answer) => problemOf(answer).code);
    expect(["PAYMENT_IN_PROGRESS", "ORDER_NOT_PAYABLE"]).toEqual(expect.arrayContaining([...new Set(refused)]));
    await orderBecomes(buyer, order.id, "CONFIRMED");
    expect(await paymentsOf(order.id)).toMatchObject([{ status: "SUCCEEDED", amount: order.totalAmount }]);
  });

  test("given a confirmed order then it is not payable again", async () => {
    const { buyer, order } = await buyerWithOrder();
    await pay(buyer, order.id);
    await orderBecomes(buyer, order.id, "CONFIRMED");

    expectProblem(await pay(buyer, order.id), 409, "ORDER_NOT_PAYABLE");
  });

  test("given somebody else's order then 404, and nothing is charged", async () => {
    const { order } = await buyerWithOrder();
    const { client: stranger } = await registerUser("stranger");

    expectProblem(await pay(stranger, order.id), 404, "NOT_FOUND");

    expect(await paymentsOf(order.id)).toEqual([]);
  });
});

describe("webhooks", () => {
  test("given one that nobody signed then 401, and nothing changes", async () => {
    const { buyer, order } = await buyerWithOrder();
    await pay(buyer, order.id, "tok_timeout");
    const payment = await paymentOf(buyer, order.id);

    const answer = await Client.anonymous().post("/api/payments/webhooks/simulator", {
      headers: {
        "x-webhook-id": "forged",
        "x-webhook-timestamp": `${Math.floor(Date.now() / 1_000)}`,
        "x-webhook-signature": "0".repeat(64),
      },
      body: { paymentId: payment.id, status: "SUCCEEDED" },
    });

    expect(answer.status).toBe(401);
    expect((await paymentOf(buyer, order.id)).status).toBe("PENDING");
  });

  test("given a signed body in a form of its own then accepted, and its repeat is a duplicate", async () => {
    const body = `{ "type": "charge.settled",\r\n\t"paymentId" :"${randomUUID()}" }\n`;
    const headers = webhookHeaders(body);

    const first = await sendWebhook(body, headers);
    const second = await sendWebhook(body, headers);

    expect(first).toMatchObject({ status: 200, json: { duplicate: false } });
    expect(second).toMatchObject({ status: 200, json: { duplicate: true } });
  });

  test("given the same JSON written anew with the old signature then 401", async () => {
    const body = `{ "paymentId": "${randomUUID()}" }`;

    const answer = await sendWebhook(JSON.stringify(JSON.parse(body)), webhookHeaders(body));

    expectProblem(answer, 401, "UNAUTHENTICATED");
  });

  test("given malformed JSON then 400 for who signed it, and 401 for everybody else", async () => {
    const body = '{"paymentId":';

    expectProblem(await sendWebhook(body, webhookHeaders(body)), 400, "MALFORMED_REQUEST");
    expectProblem(await sendWebhook(body, webhookHeaders("{}")), 401, "UNAUTHENTICATED");
  });
});

describe("giving money back", () => {
  test("given an administrator's refund, twice, then one refund and void tickets", async () => {
    const { buyer, order } = await buyerWithOrder();
    await pay(buyer, order.id);
    await orderBecomes(buyer, order.id, "CONFIRMED");
    const refund = () => admin.post(`/api/orders/${order.id}/refund`, { body: { reason: "The hall was too cold." } });

    expect((await refund()).status).toBe(202);
    await orderBecomes(buyer, order.id, "REFUNDED", 20_000);
    const again = await refund();

    expect([202, 409]).toContain(again.status);
    expect(await paymentsOf(order.id)).toMatchObject([{ status: "REFUNDED" }]);
    expect((await ticketsOf(buyer, order.id)).map((ticket) => ticket.status)).toEqual(["CANCELLED"]);
  });

  test("given a refund of the payment then the order goes with it", async () => {
    const { buyer, order } = await buyerWithOrder();
    await pay(buyer, order.id);
    await orderBecomes(buyer, order.id, "CONFIRMED");
    const payment = await paymentOf(buyer, order.id);

    const answer = await admin.post(`/api/payments/${payment.id}/refund`, { body: { reason: "A mistake of ours." } });

    expect(answer.status).toBe(202);
    await orderBecomes(buyer, order.id, "REFUNDED", 20_000);
    expect((await paymentOf(buyer, order.id)).status).toBe("REFUNDED");
  });

  test("given cash that an administrator took then the order is confirmed with a payment", async () => {
    const { buyer, order } = await buyerWithOrder();

    expect((await admin.put(`/api/orders/${order.id}/confirm`, { body: {} })).status).toBeLessThan(300);

    await orderBecomes(buyer, order.id, "CONFIRMED");
    expect(await paymentsOf(order.id)).toMatchObject([{ status: "SUCCEEDED", amount: order.totalAmount }]);
  });
});
