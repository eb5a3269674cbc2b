// What all buyers of an event hear.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/client.ts";
import { editable, publishEvent } from "../support/events.ts";
import { isTold } from "../support/notifications.ts";
import { placedOrder } from "../support/orders.ts";
import { type Event, listOf, Notification } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

let admin: Client;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
});

/** A new event and some who have ordered a ticket. */
async function eventWithBuyers(): Promise<{ event: Event; buyers: Client[] }> {
  const event = await publishEvent(admin);
  const people = await Promise.all([1, 2, 3].map(() => registerUser("visitor")));
  const buyers = people.map(({ client }) => client);
  const orders = await Promise.all(buyers.map((buyer) => placedOrder(buyer, { event, quantity: 1 })));
  for (const [index, buyer] of buyers.entries()) {
    await isTold(buyer, "ORDER_CREATED", { orderId: orders[index]?.id ?? "" });
  }
  return { event, buyers };
}

describe("what all buyers of an event hear", () => {
  test("given another name then each is told once, and nobody who orders later", async () => {
    const { event, buyers } = await eventWithBuyers();
    const name = `Concert ${randomUUID().slice(0, 8)}`;

    expect((await admin.put(`/api/events/${event.id}`, { body: { ...editable(event), name } })).status).toBe(200);

    for (const buyer of buyers) {
      const told = await isTold(buyer, "EVENT_UPDATED", { eventId: event.id });
      expect(told.data.params).toMatchObject({ eventName: name, previousName: event.name });
      const { items } = await buyer.fetch(listOf(Notification), "GET", "/api/notifications?limit=100");
      expect(items.filter(({ data }) => data.kind === "EVENT_UPDATED")).toHaveLength(1);
    }
    const { client: late } = await registerUser("late");
    const order = await placedOrder(late, { event, quantity: 1 });
    await isTold(late, "ORDER_CREATED", { orderId: order.id });
    const { items } = await late.fetch(listOf(Notification), "GET", "/api/notifications?limit=100");
    expect(items.map(({ data }) => data.kind)).not.toContain("EVENT_UPDATED");
  });

  test("given a cancelled event then each hears of it", async () => {
    const { event, buyers } = await eventWithBuyers();

    await admin.post(`/api/events/${event.id}/cancel`, { body: { reason: "The singer is ill." } });

    for (const buyer of buyers) {
      const told = await isTold(buyer, "EVENT_CANCELLED", { eventId: event.id });
      expect(told.data.params).toMatchObject({ reason: "The singer is ill." });
    }
  });
});
