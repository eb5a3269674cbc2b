// What is left, as everybody may see it, and who sees which tickets.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../../support/client.ts";
import { availabilityOf, createEvent, newTicketType, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { boughtTickets, placedOrder } from "../../support/orders.ts";
import { Availability, type Event, listOf, type Order, Ticket } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

const Availabilities = z.object({ items: z.array(Availability) });
const Tickets = listOf(Ticket);

const anyone = Client.anonymous();
let admin: Client;
let buyer: Person;
let event: Event;
let bought: Order;
let tickets: Ticket[];

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  buyer = await registerUser("buyer");
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 10 }), newTicketType({ name: "VIP" })] });
  [bought, tickets] = await boughtTickets(buyer.client, event, 3);
  await placedOrder(buyer.client, { event, quantity: 2 });
});

describe("availability", () => {
  test("given sold and held tickets then the numbers of each type, in the event's order", async () => {
    const [standing, vip] = event.ticketTypes.map((type) => type.id);

    expect(await availabilityOf(anyone, event.id)).toEqual({
      eventId: event.id,
      ticketTypes: [
        { ticketTypeId: standing, capacity: 10, available: 5, held: 2, sold: 3 },
        { ticketTypeId: vip, capacity: 100, available: 100, held: 0, sold: 0 },
      ],
    });
  });

  test("given several events then those on sale, and no word of drafts or unknown ones", async () => {
    const other = await publishEvent(admin);
    const draft = await createEvent(admin);
    const ids = [event.id, draft.id, randomUUID(), other.id].join(",");

    const { items } = await anyone.fetch(Availabilities, "GET", `/api/tickets/availability?eventIds=${ids}`);

    expect(items.map((each) => each.eventId).toSorted()).toEqual([event.id, other.id].toSorted());
    expectProblem(await anyone.get(`/api/tickets/availability/${draft.id}`), 404, "NOT_FOUND");
    expectProblem(await anyone.get(`/api/tickets/availability/${randomUUID()}`), 404, "NOT_FOUND");
  });

  test("given either route then a cache may keep the answer for two seconds, and a refusal not at all", async () => {
    for (const path of [`/${event.id}`, `?eventIds=${event.id}`]) {
      const answer = await anyone.get(`/api/tickets/availability${path}`);
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "max-age=2"]);
    }
    const refused = await anyone.get(`/api/tickets/availability/${randomUUID()}`);
    expect(refused.headers.get("cache-control") ?? "").not.toContain("max-age");
  });
});

describe("lists of tickets", () => {
  const idsOf = async (client: Client, path: string) =>
    (await client.fetch(Tickets, "GET", path)).items.map((each) => each.id).toSorted();
  const all = () => tickets.map((each) => each.id).toSorted();

  test("given a user's tickets then they and administrators see them, others 404", async () => {
    const stranger = await registerUser("stranger");

    expect(await idsOf(buyer.client, `/api/tickets/user/${buyer.user.id}`)).toEqual(all());
    expect(await idsOf(admin, `/api/tickets/user/${buyer.user.id}`)).toEqual(all());
    expectProblem(await stranger.client.get(`/api/tickets/user/${buyer.user.id}`), 404, "NOT_FOUND");
  });

  test("given an administrator's filters then each narrows the list", async () => {
    const [first] = tickets;
    const ofEvent = `/api/tickets?eventId=${event.id}`;

    expect(await idsOf(admin, ofEvent)).toEqual(all());
    expect(await idsOf(admin, `${ofEvent}&status=VALID`)).toEqual(all());
    expect(await idsOf(admin, `${ofEvent}&status=CHECKED_IN`)).toEqual([]);
    expect(await idsOf(admin, `/api/tickets?query=${bought.id}`)).toEqual(all());
    expect(await idsOf(admin, `/api/tickets?query=${encodeURIComponent(first?.code ?? "")}`)).toEqual([first?.id]);
  });
});
