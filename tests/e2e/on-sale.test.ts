// When the sale begins, everybody comes at once: exactly what there is gets sold, and a refusal is the truth.

import { beforeAll, expect, test } from "vitest";
import { type Client, problemOf } from "../support/client.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, placeOrder } from "../support/orders.ts";
import { Order } from "../support/shapes.ts";
import { registerUsers, signInAdmin } from "../support/users.ts";

let admin: Client;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
});

test(
  "given 200 buyers for 100 tickets then exactly 100 are sold and 100 hear SOLD_OUT",
  { timeout: 120_000 },
  async () => {
    const event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 100, maxPerOrder: 1 })] });
    const buyers = await registerUsers(200, "rush");

    const answers = await Promise.all(
      buyers.map(async ({ client }) => ({
        client,
        answer: await placeOrder(client, { event, quantity: 1, token: "tok_visa" }),
      })),
    );

    const won = answers.filter(({ answer }) => answer.status === 201);
    const refusals = answers.filter(({ answer }) => answer.status !== 201).map(({ answer }) => problemOf(answer).code);
    expect(won).toHaveLength(100);
    expect(refusals).toEqual(Array.from({ length: 100 }, () => "SOLD_OUT"));
    for (const { client, answer } of won) await orderBecomes(client, Order.parse(answer.json).id, "CONFIRMED", 30_000);
    expect((await availabilityOf(admin, event.id)).ticketTypes).toMatchObject([{ available: 0, held: 0, sold: 100 }]);
  },
);
