// The journey that everything else is for: an administrator puts an event on sale, somebody buys, and gets tickets.

import { beforeAll, describe, expect, test } from "vitest";
import { ApiError, Client, newKey, problemOf } from "../support/client.ts";
import { expectProblem } from "../support/expectations.ts";
import { eventually } from "../support/eventually.ts";
import { availabilityOf, firstTypeOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, orderOf, placedOrder, placeOrder, ticketsOf } from "../support/orders.ts";
import { Order, Payment } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

let admin: Client;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
});

describe("buying with tok_visa", () => {
  test("given an event on sale then the order is confirmed and its tickets have codes", async () => {
    const event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 10 })] });
    const { client: buyer, user } = await registerUser("buyer");

    const answer = await placeOrder(buyer, { event, quantity: 2, token: "tok_visa" });

    expect(answer.status).toBe(201);
    const placed = Order.parse(answer.json);
    expect(placed).toMatchObject({
      userId: user.id,
      eventId: event.id,
      status: "PENDING",
      ticketQuantity: 2,
      totalAmount: 9_000,
      currency: "EUR",
      items: [{ ticketTypeId: firstTypeOf(event).id, name: "Standing", quantity: 2, unitPrice: 4_500 }],
    });
    expect(Date.parse(placed.expiresAt ?? "")).toBeGreaterThan(Date.now());

    const confirmed = await orderBecomes(buyer, placed.id, "CONFIRMED");
    expect(confirmed.history.map((entry) => entry.status)).toEqual(["PENDING", "CONFIRMED"]);

    const tickets = await ticketsOf(buyer, placed.id);
    expect(tickets).toHaveLength(2);
    expect(new Set(tickets.map((ticket) => ticket.code)).size).toBe(2);
    for (const ticket of tickets) {
      expect(ticket).toMatchObject({
        eventId: event.id,
        orderId: placed.id,
        userId: user.id,
        status: "VALID",
        price: { amount: 4_500, currency: "EUR" },
      });
      await expectPrintable(buyer, ticket.id);
    }

    const payment = await buyer.fetch(Payment, "GET", `/api/payments/status/${placed.id}`);
    expect(payment).toMatchObject({ orderId: placed.id, amount: 9_000, currency: "EUR", status: "SUCCEEDED" });
    await eventually(async () => {
      const [availability] = (await availabilityOf(buyer, event.id)).ticketTypes;
      expect(availability).toMatchObject({ capacity: 10, available: 8, held: 0, sold: 2 });
    });
  });

  test("given the request again with its key then the same order and no second payment", async () => {
    const event = await publishEvent(admin);
    const { client: buyer } = await registerUser("buyer");
    const purchase = { event, quantity: 1, token: "tok_visa", headers: newKey() };
    const first = await placeOrder(buyer, purchase);
    await orderBecomes(buyer, Order.parse(first.json).id, "CONFIRMED");

    const again = await placeOrder(buyer, purchase);

    expect(again.status).toBe(201);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await availabilityOf(buyer, event.id)).ticketTypes).toMatchObject([{ sold: 1, held: 0 }]);
  });

  test("given a ticket of somebody else then 404, also for its pictures and its order", async () => {
    const event = await publishEvent(admin);
    const { client: buyer } = await registerUser("buyer");
    const { client: stranger } = await registerUser("stranger");
    const placed = await placedOrder(buyer, { event, quantity: 1, token: "tok_visa" });
    await orderBecomes(buyer, placed.id, "CONFIRMED");
    const [ticket] = await ticketsOf(buyer, placed.id);

    for (const path of ["", "/qr.svg", "/pdf"].map((suffix) => `/api/tickets/${ticket?.id ?? "none"}${suffix}`)) {
      expect((await stranger.get(path)).status).toBe(404);
    }
    expect((await stranger.get(`/api/orders/${placed.id}`)).status).toBe(404);
    expect((await stranger.get(`/api/tickets/order/${placed.id}`)).status).toBe(404);
    expect((await stranger.get(`/api/payments/status/${placed.id}`)).status).toBe(404);
    expect((await admin.get(`/api/orders/${placed.id}`)).status).toBe(200);
  });
});

async function expectPrintable(buyer: Client, ticketId: string): Promise<void> {
  const code = await buyer.get(`/api/tickets/${ticketId}/qr.svg`);
  expect(code.status).toBe(200);
  expect(code.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
  expect(code.text).toContain("<svg");
  const pdf = await buyer.get(`/api/tickets/${ticketId}/pdf`);
  expect(pdf.status).toBe(200);
  expect(pdf.headers.get("content-type")).toBe("application/pdf");
  expect(pdf.text.startsWith("%PDF-")).toBe(true);
  for (const answer of [code, pdf]) {
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  }
}

describe("when it does not go well", () => {
  test("given a declined card then 402, and the order stays payable with another one", async () => {
    const event = await publishEvent(admin);
    const { client: buyer } = await registerUser("buyer");
    const placed = await placedOrder(buyer, { event, quantity: 1 });
    const pay = (token: string) =>
      buyer.post("/api/payments/process", {
        headers: newKey(),
        body: { orderId: placed.id, paymentMethod: { type: "card", token } },
      });

    const declined = await pay("tok_declined");
    expectProblem(declined, 402, "PAYMENT_DECLINED");
    expect((await orderOf(buyer, placed.id)).status).toBe("PENDING");
    const paid = await pay("tok_visa");

    expect(paid.status).toBe(200);
    expect(Payment.parse(paid.json)).toMatchObject({ status: "SUCCEEDED", amount: 4_500 });
    await orderBecomes(buyer, placed.id, "CONFIRMED");
  });

  test("given a cancelled order then the seats are for sale again, and it cannot be paid", async () => {
    const event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 3 })] });
    const { client: buyer } = await registerUser("buyer");
    const placed = await placedOrder(buyer, { event, quantity: 3 });
    expect((await availabilityOf(buyer, event.id)).ticketTypes).toMatchObject([{ available: 0, held: 3 }]);

    const cancelled = await buyer.fetch(Order, "PUT", `/api/orders/${placed.id}/cancel`, { body: {} });

    expect(cancelled.status).toBe("CANCELLED");
    await eventually(async () => {
      expect((await availabilityOf(buyer, event.id)).ticketTypes).toMatchObject([{ available: 3, held: 0 }]);
    });
    const payment = await buyer.post("/api/payments/process", {
      headers: newKey(),
      body: { orderId: placed.id, paymentMethod: { type: "card", token: "tok_visa" } },
    });
    expectProblem(payment, 409, "ORDER_NOT_PAYABLE");
  });

  test("given more per order than allowed then 409 LIMIT_EXCEEDED", async () => {
    const event = await publishEvent(admin, { ticketTypes: [newTicketType({ maxPerOrder: 2 })] });
    const { client: buyer } = await registerUser("buyer");

    const answer = await placeOrder(buyer, { event, quantity: 3 });

    expectProblem(answer, 409, "LIMIT_EXCEEDED");
  });

  test("given a ticket type of another event then 422 names the line", async () => {
    const [event, other] = await Promise.all([publishEvent(admin), publishEvent(admin)]);
    const { client: buyer } = await registerUser("buyer");

    const answer = await buyer.post("/api/orders", {
      headers: newKey(),
      body: { eventId: event.id, items: [{ ticketTypeId: firstTypeOf(other).id, quantity: 1 }] },
    });

    expectProblem(answer, 422, "VALIDATION_FAILED");
    expect(problemOf(answer).errors?.map((error) => error.pointer)).toEqual(["/items/0/ticketTypeId"]);
  });

  test("given a cancelled event then its confirmed orders are refunded", async () => {
    const event = await publishEvent(admin);
    const { client: buyer } = await registerUser("buyer");
    const placed = await placedOrder(buyer, { event, quantity: 1, token: "tok_visa" });
    await orderBecomes(buyer, placed.id, "CONFIRMED");

    expect((await admin.post(`/api/events/${event.id}/cancel`)).status).toBe(200);

    const refunded = await orderBecomes(buyer, placed.id, "REFUNDED", 20_000);
    expect(refunded.reason).toBe("EVENT_CANCELLED");
    expect((await buyer.fetch(Payment, "GET", `/api/payments/status/${placed.id}`)).status).toBe("REFUNDED");
    expect((await ticketsOf(buyer, placed.id)).map((ticket) => ticket.status)).toEqual(["CANCELLED"]);
  });
});

describe("somebody else", () => {
  test("given an order of mine then they cannot cancel it", async () => {
    const event = await publishEvent(admin);
    const { client: buyer } = await registerUser("buyer");
    const { client: stranger } = await registerUser("stranger");
    const placed = await placedOrder(buyer, { event, quantity: 1 });

    await expect(stranger.fetch(Order, "PUT", `/api/orders/${placed.id}/cancel`, { body: {} })).rejects.toThrow(
      ApiError,
    );
    expect((await orderOf(buyer, placed.id)).status).toBe("PENDING");
  });
});
