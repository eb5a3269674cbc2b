// People buy while processes are killed. Afterwards everything must add up: no seat twice, no money without tickets.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { Client, newKey } from "../support/client.ts";
import { chaosSeconds, home, type Listener, origin } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderOf, placeOrder, ticketsOf } from "../support/orders.ts";
import { type Event, Order, Payment } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

const victims = ["orders", "payments", "tickets", "users", "events", "gateway"] as const satisfies Listener[];
const buyersAtOnce = 6;
const pauseBetweenKillsMs = 1_500;

type Bought = { buyer: Client; orderId: string };

let admin: Client;
let event: Event;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 100_000, maxPerOrder: 3 })] });
});

async function kill(victim: (typeof victims)[number]): Promise<void> {
  const text = await readFile(join(home, "run", `${victim}.pid`), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself or by the kill before; the supervisor brings it back.
  }
}

/** Buys until the time is over, repeating each order with its own key until there is a definite answer. */
async function buyUntil(deadline: number): Promise<Bought[]> {
  const { client: buyer } = await eventually(() => registerUser("chaos"), 20_000);
  const bought: Bought[] = [];
  while (Date.now() < deadline) {
    const headers = newKey();
    const order = await eventually(async () => {
      const answer = await placeOrder(buyer, { event, quantity: 2, token: "tok_visa", headers });
      return Order.parse(answer.json);
    }, 30_000);
    bought.push({ buyer, orderId: order.id });
  }
  return bought;
}

async function killUntil(deadline: number): Promise<number> {
  let kills = 0;
  while (Date.now() < deadline) {
    await kill(victims[kills % victims.length] ?? "orders");
    ++kills;
    await pause(pauseBetweenKillsMs);
  }
  return kills;
}

async function allReady(): Promise<void> {
  await eventually(async () => {
    for (const service of victims) {
      expect((await fetch(`${origin(service)}/readyz`, { signal: AbortSignal.timeout(2_000) })).status).toBe(200);
    }
  }, 60_000);
}

describe("kill -9 of any service in turn", () => {
  test(
    "given buyers all the while then every order ends well and the seats add up",
    { timeout: chaosSeconds * 1_000 + 240_000 },
    async () => {
      const deadline = Date.now() + chaosSeconds * 1_000;

      const [kills, ...purchases] = await Promise.all([
        killUntil(deadline),
        ...Array.from({ length: buyersAtOnce }, () => buyUntil(deadline)),
      ]);
      await allReady();

      const bought = purchases.flat();
      expect(kills).toBeGreaterThan(0);
      expect(bought.length).toBeGreaterThan(0);
      expect(new Set(bought.map((each) => each.orderId)).size).toBe(bought.length);
      let confirmed = 0;
      for (const { buyer, orderId } of bought) confirmed += await confirmedTickets(buyer, orderId);
      await eventually(async () => {
        const [seats] = (await availabilityOf(admin, event.id)).ticketTypes;
        expect(seats).toMatchObject({ held: 0, sold: confirmed, available: 100_000 - confirmed });
      }, 30_000);
    },
  );
});

/** Waits for the order's end, checks that money and tickets agree with it, and returns how many tickets it has. */
async function confirmedTickets(buyer: Client, orderId: string): Promise<number> {
  return eventually(async () => {
    const order = await orderOf(buyer, orderId);
    const tickets = (await ticketsOf(buyer, orderId)).filter((ticket) => ticket.status === "VALID");
    const payment = await buyer.fetch(Payment, "GET", `/api/payments/status/${orderId}`);
    const isPaid = payment.status === "SUCCEEDED";
    expect(order.status).not.toBe("PENDING");
    expect({ tickets: tickets.length, isPaid }).toEqual({
      tickets: order.status === "CONFIRMED" ? order.ticketQuantity : 0,
      isPaid: order.status === "CONFIRMED",
    });
    return tickets.length;
  }, 60_000);
}
