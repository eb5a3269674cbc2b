// One key, one effect: what a client may rely on when it does not know whether its request arrived.

import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Client, newKey, problemOf } from "../support/client.ts";
import { expectProblem } from "../support/expectations.ts";
import { availabilityOf, firstTypeOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, placedOrder, placeOrder } from "../support/orders.ts";
import { pay } from "../support/payments.ts";
import { type Event, listOf, Order, Payment } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

let admin: Client;
let event: Event;
let buyer: Client;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 1_000 })] });
  buyer = (await registerUser("again")).client;
});

function expectReplay(again: Answer, first: Answer): void {
  expect({ status: again.status, text: again.text }).toEqual({ status: first.status, text: first.text });
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(first.headers.get("idempotency-replayed")).toBeNull();
}

describe("POST /api/orders", () => {
  test("given the same key and body then the same order, byte for byte, also after it was confirmed", async () => {
    const purchase = { event, quantity: 2, token: "tok_visa", headers: newKey() };
    const first = await placeOrder(buyer, purchase);
    await orderBecomes(buyer, Order.parse(first.json).id, "CONFIRMED");

    expectReplay(await placeOrder(buyer, purchase), first);
  });

  test("given the same key and another body then 422, and no second order", async () => {
    const headers = newKey();
    const first = await placeOrder(buyer, { event, quantity: 1, headers });
    expect(first.status).toBe(201);

    const other = await placeOrder(buyer, { event, quantity: 2, headers });

    expectProblem(other, 422, "IDEMPOTENCY_KEY_REUSED");
  });

  test.for([
    ["none", {}],
    ["an empty one", { "idempotency-key": "" }],
    ["one of 256 characters", { "idempotency-key": "k".repeat(256) }],
    ["one that is not printable", { "idempotency-key": "sch\u00f6n" }],
  ] as const)("given %s then 400", async ([, headers]) => {
    const answer = await placeOrder(buyer, { event, quantity: 1, headers: { ...headers } });

    expectProblem(answer, 400, "MALFORMED_REQUEST");
  });

  test("given the same key twenty times at once then one order; who is told to wait gets it later", async () => {
    const { client, user } = await registerUser("again");
    const purchase = { event, quantity: 1, headers: newKey() };

    const answers = await Promise.all(Array.from({ length: 20 }, () => placeOrder(client, purchase)));

    const placed = answers.filter((answer) => answer.status === 201);
    const waiting = answers.filter((answer) => answer.status !== 201);
    expect(placed.length).toBeGreaterThan(0);
    for (const answer of waiting) expectProblem(answer, 409, "REQUEST_IN_PROGRESS");
    expect(new Set(placed.map((answer) => answer.text)).size).toBe(1);
    const orders = await client.fetch(listOf(Order), "GET", "/api/orders");
    expect(orders.items).toMatchObject([{ userId: user.id, ticketQuantity: 1 }]);
    expect((await placeOrder(client, purchase)).text).toBe(placed[0]?.text);
  });

  test("given a refusal that is kept then it stays, even when there are seats again", async () => {
    const small = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 1 })] });
    const first = await placedOrder(buyer, { event: small, quantity: 1 });
    const { client: second } = await registerUser("again");
    const purchase = { event: small, quantity: 1, headers: newKey() };
    const refused = await placeOrder(second, purchase);
    expectProblem(refused, 409, "SOLD_OUT");
    await buyer.put(`/api/orders/${first.id}/cancel`, { body: {} });
    await expect
      .poll(async () => (await availabilityOf(buyer, small.id)).ticketTypes, { timeout: 10_000 })
      .toMatchObject([{ available: 1 }]);

    expectReplay(await placeOrder(second, purchase), refused);

    expect((await placeOrder(second, { event: small, quantity: 1 })).status).toBe(201);
  });

  test("given a body that was refused then its key is free", async () => {
    const headers = newKey();
    const wrong = await buyer.post("/api/orders", { headers, body: { eventId: event.id, items: [] } });
    expectProblem(wrong, 422, "VALIDATION_FAILED");

    expect((await placeOrder(buyer, { event, quantity: 1, headers })).status).toBe(201);
  });

  test("given the same key of two people then two orders", async () => {
    const { client: other } = await registerUser("again");
    const purchase = { event, quantity: 1, headers: newKey() };

    const mine = await placedOrder(buyer, purchase);
    const theirs = await placedOrder(other, purchase);

    expect(theirs.id).not.toBe(mine.id);
  });

  test("given the same key on two routes then they are two keys", async () => {
    const headers = newKey();
    const order = await placedOrder(buyer, { event, quantity: 1, headers });

    const paid = await pay(buyer, order.id, "tok_visa", headers);

    expect(Payment.parse(paid.json)).toMatchObject({ orderId: order.id, status: "SUCCEEDED" });
  });
});

describe("POST /api/payments/process", () => {
  async function pendingOrder(): Promise<Order> {
    return await placedOrder(buyer, { event, quantity: 1 });
  }

  test("given the same key and body then the same payment, byte for byte", async () => {
    const order = await pendingOrder();
    const key = newKey();
    const first = await pay(buyer, order.id, "tok_visa", key);
    await orderBecomes(buyer, order.id, "CONFIRMED");

    expectReplay(await pay(buyer, order.id, "tok_visa", key), first);
  });

  test("given the same key and another card then 422", async () => {
    const order = await pendingOrder();
    const key = newKey();
    await pay(buyer, order.id, "tok_visa", key);

    expectProblem(await pay(buyer, order.id, "tok_declined", key), 422, "IDEMPOTENCY_KEY_REUSED");
  });

  test("given no key then 400", async () => {
    const order = await pendingOrder();

    expectProblem(await pay(buyer, order.id, "tok_visa", {}), 400, "MALFORMED_REQUEST");
  });

  test("given the same key ten times at once then one payment", async () => {
    const order = await pendingOrder();
    const key = newKey();

    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(buyer, order.id, "tok_visa", key)));

    const paid = answers.filter((answer) => answer.status === 200);
    expect(new Set(paid.map((answer) => Payment.parse(answer.json).id)).size).toBe(1);
    const refused = answers.filter((answer) => answer.status !== 200).map((answer) => problemOf(answer).code);
    expect(new Set([...refused, "REQUEST_IN_PROGRESS"])).toEqual(new Set(["REQUEST_IN_PROGRESS"]));
  });
});

describe("where a key may be left out", () => {
  test("given a key on POST /api/events then a repeat makes no second event", async () => {
    const headers = newKey();
    const type = firstTypeOf(event);
    const body = {
      name: "Once",
      description: "Made once.",
      category: "Concert",
      venue: event.venue,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      ticketTypes: [{ name: type.name, price: type.price, capacity: 1, maxPerOrder: 1 }],
    };
    const first = await admin.post("/api/events", { headers, body });
    expect(first.status).toBe(201);

    expectReplay(await admin.post("/api/events", { headers, body }), first);
  });
});
