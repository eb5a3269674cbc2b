// How sales go, for administrators.

import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Client, newKey } from "../../support/client.ts";
import { newTicketType, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { boughtTickets, orderBecomes, placedOrder } from "../../support/orders.ts";
import { type Event, Id, Money, Time } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

const Count = z.int().min(0);
const Bucket = z.object({
  at: Time,
  created: Count,
  confirmed: Count,
  cancelled: Count,
  expired: Count,
  refunded: Count,
  tickets: Count,
  revenue: z.array(Money),
});
const Statistics = z.object({
  buckets: z.array(Bucket),
  byEvent: z.array(z.object({ eventId: Id, orders: Count, tickets: Count, revenue: z.array(Money) })).optional(),
});
type Statistics = z.infer<typeof Statistics>;

const hourMs = 60 * 60 * 1000;
const counts = ["created", "confirmed", "cancelled", "expired", "refunded", "tickets"] as const;
const widthsMs = { minute: 60_000, hour: hourMs, day: 24 * hourMs } as const;

let admin: Client;
let buyer: Person;
let event: Event;
let from: string;
let to: string;

/** Five orders for an event of its own: two are paid, one is refunded, one cancelled, and one still waits. */
beforeAll(async () => {
  admin = (await signInAdmin()).client;
  buyer = await registerUser("buyer");
  const swissFrancs = { amount: 2_050, currency: "CHF" };
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ price: swissFrancs })] });
  await boughtTickets(buyer.client, event, 2);
  await boughtTickets(buyer.client, event, 1);
  const [refunded] = await boughtTickets(buyer.client, event, 4);
  await admin.post(`/api/orders/${refunded.id}/refund`, { headers: newKey(), body: { reason: "For a test" } });
  await orderBecomes(buyer.client, refunded.id, "REFUNDED");
  const cancelled = await placedOrder(buyer.client, { event, quantity: 1 });
  await buyer.client.put(`/api/orders/${cancelled.id}/cancel`, { body: {} });
  await placedOrder(buyer.client, { event, quantity: 1 });
  from = new Date(Date.parse(cancelled.createdAt) - hourMs).toISOString();
  to = new Date(Date.parse(cancelled.createdAt) + hourMs).toISOString();
});

async function statistics(query: string): Promise<Statistics> {
  return admin.fetch(Statistics, "GET", `/api/orders/stats?${query}`);
}

function sumOf({ buckets }: Statistics): Record<string, unknown> {
  const sums = counts.map((name): [string, number] => [name, buckets.reduce((sum, bucket) => sum + bucket[name], 0)]);
  return { ...Object.fromEntries(sums), revenue: buckets.flatMap((bucket) => bucket.revenue) };
}

describe("GET /api/orders/stats", () => {
  test.each(["minute", "hour", "day"] as const)("given bucket=%s then aligned buckets without gaps", async (bucket) => {
    const width = widthsMs[bucket];

    const { buckets } = await statistics(`eventId=${event.id}&from=${from}&to=${to}&bucket=${bucket}`);

    const begin = Math.floor(Date.parse(from) / width) * width;
    const expected = Array.from({ length: Math.ceil((Date.parse(to) - begin) / width) }, (_, at) => begin + at * width);
    expect(buckets.map((each) => Date.parse(each.at))).toEqual(expected);
  });

  test.each(["hour", "day"])(
    "given bucket=%s then every order once, money and tickets of confirmed ones",
    async (bucket) => {
      const found = await statistics(`eventId=${event.id}&from=${from}&to=${to}&bucket=${bucket}`);

      const { revenue, ...sums } = sumOf(found);
      expect(sums).toEqual({ created: 5, confirmed: 2, cancelled: 1, expired: 0, refunded: 1, tickets: 3 });
      const total = z.array(Money).parse(revenue);
      expect(total.reduce((sum, money) => sum + money.amount, 0)).toBe(6_150);
      expect(new Set(total.map((money) => money.currency))).toEqual(new Set(["CHF"]));
    },
  );

  test("given groupBy=event then what each event took, and without it nothing of that", async () => {
    const span = `from=${from}&to=${to}&bucket=hour`;
    const ours = { eventId: event.id, orders: 2, tickets: 3, revenue: [{ amount: 6_150, currency: "CHF" }] };

    expect((await statistics(`${span}&groupBy=event&eventId=${event.id}`)).byEvent).toEqual([ours]);
    expect((await statistics(`${span}&groupBy=event`)).byEvent).toContainEqual(ours);
    expect((await statistics(span)).byEvent).toBeUndefined();
  });

  test("given a span before the orders then empty buckets", async () => {
    const found = await statistics(`eventId=${event.id}&from=2020-01-01T00:00:00Z&to=2020-01-03T00:00:00Z`);

    expect(found.buckets).toHaveLength(2);
    expect(sumOf(found)).toMatchObject({ created: 0, tickets: 0, revenue: [] });
  });

  test("given nothing then the last days up to today", async () => {
    const { buckets } = await statistics("");

    const days = buckets.map((each) => Date.parse(each.at));
    expect(days.at(-1)).toBeLessThanOrEqual(Date.now());
    expect((days.at(-1) ?? 0) + widthsMs.day).toBeGreaterThan(Date.now() - hourMs);
    expect(sumOf({ buckets })).not.toMatchObject({ created: 0 });
  });

  test("given 400 buckets then served, one more is 422", async () => {
    const upTo = (minutes: number) =>
      `from=2026-01-01T00:00:00Z&to=${new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString()}&bucket=minute`;

    expect((await statistics(upTo(400))).buckets).toHaveLength(400);
    expectProblem(await admin.get(`/api/orders/stats?${upTo(401)}`), 422, "VALIDATION_FAILED");
  });

  test("given a USER then 403", async () => {
    expectProblem(await buyer.client.get("/api/orders/stats"), 403, "FORBIDDEN");
  });
});
