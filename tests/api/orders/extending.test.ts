// Asking for more time to pay, where it is refused. e2e/settings.test.ts has holds that are short enough for it.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, Client } from "../../support/client.ts";
import { publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { boughtTickets, orderOf, placedOrder } from "../../support/orders.ts";
import type { Event, Order } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

let buyer: Person;
let event: Event;
let pending: Order;
let confirmed: Order;
let cancelled: Order;

beforeAll(async () => {
  event = await publishEvent((await signInAdmin()).client);
  buyer = await registerUser("buyer");
  pending = await placedOrder(buyer.client, { event, quantity: 1 });
  [confirmed] = await boughtTickets(buyer.client, event, 1);
  cancelled = await placedOrder(buyer.client, { event, quantity: 1 });
  await buyer.client.put(`/api/orders/${cancelled.id}/cancel`, { body: {} });
});

function extend(client: Client, id: string): Promise<Answer> {
  return client.post(`/api/orders/${id}/extend`);
}

describe("POST /api/orders/{id}/extend", () => {
  test("given more than two minutes left then 409 INVALID_STATE, and the time stays as it is", async () => {
    expectProblem(await extend(buyer.client, pending.id), 409, "INVALID_STATE");

    expect((await orderOf(buyer.client, pending.id)).expiresAt).toBe(pending.expiresAt);
  });

  test("given an order that does not wait for its payment then 409 ORDER_NOT_PAYABLE", async () => {
    for (const { id } of [confirmed, cancelled]) {
      expectProblem(await extend(buyer.client, id), 409, "ORDER_NOT_PAYABLE");
    }
  });

  test("given somebody else's order or an unknown one then 404; nobody then 401", async () => {
    const stranger = await registerUser("stranger");

    expectProblem(await extend(stranger.client, pending.id), 404, "NOT_FOUND");
    expectProblem(await extend(buyer.client, randomUUID()), 404, "NOT_FOUND");
    expectProblem(await extend(Client.anonymous(), pending.id), 401, "UNAUTHENTICATED");
  });
});
