// A process ends without warning at one named point of its code, once. The buyers notice at most a delay: a repeat or a
// worker goes on from there, and the books are clean afterwards.

import { access } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bodyOf } from "../support/client.ts";
import { deploy } from "../support/deployment.ts";
import { eventually } from "../support/eventually.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, ticketsOf } from "../support/orders.ts";
import { Order } from "../support/shapes.ts";
import { placeForSure } from "../support/steadfast.ts";
import { registerUsers, signInAdmin } from "../support/users.ts";
import { problemsOf, settled } from "../support/verify.ts";

const points = [
  "orders_after_reserve_before_commit",
  "orders_after_commit_before_answer",
  "orders_after_confirm_before_commit",
  "payments_after_charge_before_record",
  "tickets_in_mid_batch",
  "relay_after_publish_before_mark",
] as const;

const buyersAtOnce = 4;
const preparationMs = 30_000;

describe("a crash at a named point", () => {
  test.concurrent.for(points)(
    "given %s then every order is confirmed all the same",
    { timeout: 300_000 },
    async (point) => {
      const site = await deploy(point, { BOXOFFICE_CRASH_AT: point, BOXOFFICE_HOLD_SECONDS: "60" });
      try {
        // The relay of users or events may be the first to pass its point, while this is being prepared.
        const admin = (await eventually(() => signInAdmin(site), preparationMs)).client;
        const event = await eventually(
          () => publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 20 })] }),
          preparationMs,
        );
        const buyers = await eventually(() => registerUsers(buyersAtOnce, "crash", site), preparationMs);

        const orders = await Promise.all(
          buyers.map(async ({ client }) => ({
            client,
            order: bodyOf(Order, await placeForSure(client, { event, quantity: 2, token: "tok_visa" })),
          })),
        );

        await eventually(() => access(join(site.home, "run", `crashed-${point}`)));
        for (const { client, order } of orders) {
          await eventually(() => orderBecomes(client, order.id, "CONFIRMED"), 60_000);
          expect(await ticketsOf(client, order.id)).toHaveLength(2);
        }
        expect(problemsOf(await settled(site))).toEqual([]);
        expect((await availabilityOf(admin, event.id)).ticketTypes).toMatchObject([
          { held: 0, sold: 8, available: 12 },
        ]);
      } finally {
        await site.stop();
      }
    },
  );
});
