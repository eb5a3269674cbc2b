// Holds that end, on a deployment of its own where they last five seconds, and payments that come after them.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/client.ts";
import { type Deployment, deploy } from "../support/deployment.ts";
import { expectProblem } from "../support/expectations.ts";
import { eventually } from "../support/eventually.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, orderOf, placedOrder, placeOrder, ticketsOf } from "../support/orders.ts";
import { pay, paymentBecomes, paymentOf } from "../support/payments.ts";
import { type Event, Order } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";
import { problemsOf, settled } from "../support/verify.ts";

const holdSeconds = 5;
const extensionSeconds = 8;
const afterHoldMs = 30_000; // generous: the hold, the sweep, and a busy machine

let site: Deployment;
let admin: Client;

beforeAll(async () => {
  site = await deploy("expiry", {
    BOXOFFICE_HOLD_SECONDS: `${holdSeconds}`,
    BOXOFFICE_HOLD_EXTENSION_SECONDS: `${extensionSeconds}`,
  });
  admin = (await signInAdmin(site)).client;
}, 180_000);

afterAll(async () => {
  try {
    expect(problemsOf(await settled(site))).toEqual([]);
  } finally {
    await site.stop();
  }
}, 180_000);

async function eventWith(capacity: number): Promise<Event> {
  return publishEvent(admin, { ticketTypes: [newTicketType({ capacity })] });
}

async function newBuyer(): Promise<Client> {
  return (await registerUser("late", site)).client;
}

// Each waits for a hold of its own, so they wait together.
describe.concurrent("a hold that ends", { timeout: 120_000 }, () => {
  test("given no payment then EXPIRED, the seats are free, and it cannot be paid or cancelled any more", async () => {
    const event = await eventWith(3);
    const buyer = await newBuyer();
    const order = await placedOrder(buyer, { event, quantity: 3 });
    const expiresAt = Date.parse(order.expiresAt ?? "");
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(holdSeconds * 1_000);

    const expired = await orderBecomes(buyer, order.id, "EXPIRED", afterHoldMs);

    expect(expired.history.map((entry) => entry.status)).toEqual(["PENDING", "EXPIRED"]);
    expect(Date.parse(expired.updatedAt)).toBeGreaterThanOrEqual(expiresAt);
    expect((await availabilityOf(buyer, event.id)).ticketTypes).toMatchObject([{ available: 3, held: 0, sold: 0 }]);
    expectProblem(await pay(buyer, order.id), 409, "ORDER_NOT_PAYABLE");
    expectProblem(await buyer.put(`/api/orders/${order.id}/cancel`, { body: {} }), 409, "INVALID_STATE");
    expectProblem(await buyer.post(`/api/orders/${order.id}/extend`), 409, "ORDER_NOT_PAYABLE");
  });

  test("given a declined card and no other then it expires all the same", async () => {
    const event = await eventWith(1);
    const buyer = await newBuyer();
    const order = await placedOrder(buyer, { event, quantity: 1, token: "tok_declined" });

    await orderBecomes(buyer, order.id, "EXPIRED", afterHoldMs);

    expect((await paymentOf(buyer, order.id)).status).toBe("FAILED");
  });

  test("given somebody who waits then the seats of an expired order are theirs", async () => {
    const event = await eventWith(1);
    const first = await newBuyer();
    const second = await newBuyer();
    const order = await placedOrder(first, { event, quantity: 1 });
    expectProblem(await placeOrder(second, { event, quantity: 1 }), 409, "SOLD_OUT");

    const taken = await eventually(() => {
      return placedOrder(second, { event, quantity: 1, token: "tok_visa" });
    }, afterHoldMs);

    await orderBecomes(second, taken.id, "CONFIRMED");
    await orderBecomes(first, order.id, "EXPIRED", afterHoldMs);
  });
});

describe.concurrent("a payment that succeeds after the hold has ended", { timeout: 120_000 }, () => {
  test("given an extended hold and tok_late_webhook then it settles two seconds after the new end", async () => {
    const event = await eventWith(1);
    const buyer = await newBuyer();
    const { id } = await placedOrder(buyer, { event, quantity: 1 });
    const { expiresAt } = await buyer.fetch(Order, "POST", `/api/orders/${id}/extend`);
    await pay(buyer, id, "tok_late_webhook");

    const { updatedAt } = await paymentBecomes(buyer, id, "SUCCEEDED", afterHoldMs);

    expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(expiresAt ?? "") + 2_000);
    await orderBecomes(buyer, id, "CONFIRMED");
  });

  test.for(["tok_late_webhook", "tok_timeout"])(
    "given %s and free seats then the order is confirmed",
    async (token) => {
      const event = await eventWith(2);
      const buyer = await newBuyer();
      const order = await placedOrder(buyer, { event, quantity: 2 });
      await pay(buyer, order.id, token);

      await orderBecomes(buyer, order.id, "CONFIRMED", afterHoldMs);

      expect(await ticketsOf(buyer, order.id)).toHaveLength(2);
      expect((await paymentOf(buyer, order.id)).status).toBe("SUCCEEDED");
    },
  );

  test("given seats that somebody else has by then, the money goes back by itself", async () => {
    const event = await eventWith(1);
    const first = await newBuyer();
    const second = await newBuyer();
    const order = await placedOrder(first, { event, quantity: 1 });
    await pay(first, order.id, "tok_late_webhook");
    const taken = await eventually(() => {
      return placedOrder(second, { event, quantity: 1, token: "tok_visa" });
    }, afterHoldMs);
    await orderBecomes(second, taken.id, "CONFIRMED");

    const refunded = await orderBecomes(first, order.id, "REFUNDED", afterHoldMs);

    expect(refunded.history.map((entry) => entry.status)).toEqual(["PENDING", "EXPIRED", "REFUNDED"]);
    await paymentBecomes(first, order.id, "REFUNDED");
    expect(await ticketsOf(first, order.id)).toEqual([]);
  });

  test("given an open payment then the order stays PENDING beyond its hold", async () => {
    const event = await eventWith(1);
    const buyer = await newBuyer();
    const order = await placedOrder(buyer, { event, quantity: 1 });
    await pay(buyer, order.id, "tok_late_webhook");

    await eventually(async () => {
      expect((await availabilityOf(buyer, event.id)).ticketTypes).toMatchObject([{ held: 0 }]);
    }, afterHoldMs);

    expect((await orderOf(buyer, order.id)).status).not.toBe("EXPIRED");
    await orderBecomes(buyer, order.id, "CONFIRMED", afterHoldMs);
  });
});
