// Every route of the events service and every error that its contract names, through the gateway.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Answer, Client, newKey, problemOf } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { createEvent, daysFromNow, firstTypeOf, newEvent, newTicketType, publishEvent } from "../support/events.ts";
import { Event, EventLog, listOf } from "../support/shapes.ts";
import { registerUser, signInAdmin, type Person } from "../support/users.ts";

const Events = listOf(Event);

let admin: Client;
let adminId: string;
let person: Person;
const anyone = Client.anonymous();

beforeAll(async () => {
  const session = await signInAdmin();
  admin = session.client;
  adminId = session.auth.user.id;
  person = await registerUser();
});

function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: problemOf(answer).code }).toEqual({ status, code });
}

/** What PUT takes: the event without what the server alone decides. */
function editable(event: Event): Record<string, unknown> {
  const { id, status, createdBy, createdAt, updatedAt, ...rest } = event;
  expect([id, status, createdBy, createdAt, updatedAt]).not.toContain(undefined);
  return rest;
}

describe("POST /api/events", () => {
  test("given a valid event then 201 DRAFT with everything that was said", async () => {
    const draft = newEvent({
      details: { agenda: [{ at: "20:00", what: "Doors" }], faq: { parking: "Behind the hall" } },
      imageUrl: "https://example.com/concert.jpg",
      ticketTypes: [newTicketType(), newTicketType({ name: "Seated", capacity: 20, maxPerUser: 4 })],
    });

    const answer = await admin.post("/api/events", { body: draft });

    expect(answer.status).toBe(201);
    const event = Event.parse(answer.json);
    expect(event).toMatchObject({ ...draft, startsAt: event.startsAt, endsAt: event.endsAt });
    expect([Date.parse(event.startsAt), Date.parse(event.endsAt)]).toEqual([
      Date.parse(draft.startsAt),
      Date.parse(draft.endsAt),
    ]);
    expect(event).toMatchObject({ status: "DRAFT", createdBy: adminId });
    expect(await admin.fetch(Event, "GET", `/api/events/${event.id}`)).toEqual(event);
  });

  test("given the same key and body twice then one event and a replayed answer", async () => {
    const request = { body: newEvent(), headers: newKey() };
    const first = await admin.post("/api/events", request);

    const second = await admin.post("/api/events", request);

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(first.headers.get("idempotency-replayed")).toBeNull();
  });

  test("given the same key with another body then 422 IDEMPOTENCY_KEY_REUSED", async () => {
    const headers = newKey();
    expect((await admin.post("/api/events", { body: newEvent(), headers })).status).toBe(201);

    const answer = await admin.post("/api/events", { body: newEvent(), headers });

    expectProblem(answer, 422, "IDEMPOTENCY_KEY_REUSED");
  });

  test("given several wrong members then all of them are named at once", async () => {
    const answer = await admin.post("/api/events", {
      body: newEvent({ name: "", ticketTypes: [newTicketType({ capacity: -1 })] }),
    });

    expectProblem(answer, 422, "VALIDATION_FAILED");
    expect(problemOf(answer).errors?.map((error) => error.pointer)).toEqual(
      expect.arrayContaining(["/name", "/ticketTypes/0/capacity"]),
    );
  });
});

describe("GET /api/events/{id}", () => {
  test("given a draft then only administrators see it", async () => {
    const { id } = await createEvent(admin);

    expect((await admin.get(`/api/events/${id}`)).status).toBe(200);
    expectProblem(await anyone.get(`/api/events/${id}`), 404, "NOT_FOUND");
    expectProblem(await person.client.get(`/api/events/${id}`), 404, "NOT_FOUND");
  });

  test("given a published event then everybody sees it", async () => {
    const event = await publishEvent(admin);

    expect(await anyone.fetch(Event, "GET", `/api/events/${event.id}`)).toEqual(event);
  });

  test("given an unknown id then 404", async () => {
    expectProblem(await anyone.get(`/api/events/${randomUUID()}`), 404, "NOT_FOUND");
  });
});

describe("GET /api/events", () => {
  test("given drafts and published events then the public sees only ACTIVE ones", async () => {
    const draft = await createEvent(admin, { category: "Hidden" });
    const active = await publishEvent(admin, { venue: draft.venue });
    const city = encodeURIComponent(draft.venue.city);

    const seen = await anyone.fetch(Events, "GET", `/api/events?city=${city}`);
    const all = await admin.fetch(Events, "GET", `/api/events?city=${city}`);

    expect(seen.items.map((event) => event.id)).toEqual([active.id]);
    expect(all.items.map((event) => event.id).toSorted()).toEqual([draft.id, active.id].toSorted());
  });

  test("given filters then each narrows the list", async () => {
    const event = await publishEvent(admin, {
      category: "Theatre",
      startsAt: daysFromNow(50),
      endsAt: daysFromNow(51),
    });
    const city = `city=${encodeURIComponent(event.venue.city)}`;
    const found = async (query: string): Promise<number> =>
      (await anyone.fetch(Events, "GET", `/api/events?${city}&${query}`)).items.length;
    const name = encodeURIComponent(event.name.toLowerCase());

    expect(await found(`query=${name}`)).toBe(1);
    expect(await found("query=nothing-has-this-name")).toBe(0);
    expect(await found("category=Theatre")).toBe(1);
    expect(await found("category=Sports")).toBe(0);
    expect(await found(`from=${daysFromNow(49)}&to=${daysFromNow(52)}`)).toBe(1);
    expect(await found(`from=${daysFromNow(52)}`)).toBe(0);
    expect(await found(`to=${daysFromNow(49)}`)).toBe(0);
  });

  test("given each order then the list follows it", async () => {
    const { venue } = newEvent();
    const first = await publishEvent(admin, {
      name: "B first",
      venue,
      startsAt: daysFromNow(10),
      endsAt: daysFromNow(11),
      ticketTypes: [newTicketType({ price: { amount: 9_000, currency: "EUR" } })],
    });
    const second = await publishEvent(admin, {
      name: "A second",
      venue,
      startsAt: daysFromNow(20),
      endsAt: daysFromNow(21),
      ticketTypes: [newTicketType({ price: { amount: 1_000, currency: "EUR" } })],
    });
    const sorted = async (sort: string): Promise<string[]> => {
      const path = `/api/events?city=${encodeURIComponent(venue.city)}&sort=${sort}`;
      return (await anyone.fetch(Events, "GET", path)).items.map((event) => event.id);
    };

    expect(await sorted("startsAt")).toEqual([first.id, second.id]);
    expect(await sorted("-startsAt")).toEqual([second.id, first.id]);
    expect(await sorted("name")).toEqual([second.id, first.id]);
    expect(await sorted("price")).toEqual([second.id, first.id]);
  });

  test.each(["startsAt", "-startsAt", "name", "price"])(
    "given sort=%s and pages of one then the cursor leads through all of them once",
    async (sort) => {
      const { venue } = newEvent();
      const made = [];
      for (const days of [12, 11, 13]) {
        made.push(await publishEvent(admin, { venue, startsAt: daysFromNow(days), endsAt: daysFromNow(days + 1) }));
      }

      const seen: string[] = [];
      let next: string | null = "";
      for (let pages = 0; next !== null && pages < 5; ++pages) {
        const after: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
        const page: z.infer<typeof Events> = await anyone.fetch(
          Events,
          "GET",
          `/api/events?city=${encodeURIComponent(venue.city)}&limit=1&sort=${sort}${after}`,
        );
        seen.push(...page.items.map((event) => event.id));
        next = page.nextCursor;
      }

      expect(seen.toSorted()).toEqual(made.map((event) => event.id).toSorted());
    },
  );

  test("given ids then those that may be seen, and unknown ones are left out", async () => {
    const draft = await createEvent(admin);
    const active = await publishEvent(admin);
    const ids = [draft.id, active.id, randomUUID()].join(",");

    const seen = await anyone.fetch(Events, "GET", `/api/events?ids=${ids}`);
    const all = await admin.fetch(Events, "GET", `/api/events?ids=${ids}`);

    expect(seen.items.map((event) => event.id)).toEqual([active.id]);
    expect(all.items.map((event) => event.id).toSorted()).toEqual([draft.id, active.id].toSorted());
  });
});

describe("the other public lists", () => {
  test("given an event on sale then /active has it", async () => {
    const event = await publishEvent(admin, { startsAt: daysFromNow(1), endsAt: daysFromNow(1.1) });
    let next: string | null = "";
    const seen: string[] = [];
    while (next !== null) {
      const after: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
      const page: z.infer<typeof Events> = await anyone.fetch(Events, "GET", `/api/events/active?limit=100${after}`);
      seen.push(...page.items.map((each) => each.id));
      next = page.nextCursor;
    }

    expect(seen).toContain(event.id);
  });

  test("given an organiser then their events", async () => {
    const event = await publishEvent(admin);
    const { items } = await anyone.fetch(Events, "GET", `/api/events/user/${adminId}?limit=100`);
    const nobody = await anyone.fetch(Events, "GET", `/api/events/user/${randomUUID()}`);

    expect(new Set(items.map((each) => each.createdBy))).toEqual(new Set([event.createdBy]));
    expect(nobody.items).toEqual([]);
  });

  test("given a city of its own then categories and cities count the event", async () => {
    const event = await publishEvent(admin, { category: "Theatre" });
    const Categories = z.object({ items: z.array(z.object({ category: z.string(), count: z.int().positive() })) });
    const Cities = z.object({
      items: z.array(z.object({ city: z.string(), country: z.string(), count: z.int().positive() })),
    });

    const categories = await anyone.fetch(Categories, "GET", "/api/events/categories");
    const cities = await anyone.fetch(Cities, "GET", "/api/events/cities");

    expect(categories.items.map((each) => each.category)).toContain("Theatre");
    expect(cities.items).toContainEqual({ city: event.venue.city, country: event.venue.country, count: 1 });
  });

  test("given any id then a poster that a browser may keep for a day and cannot run", async () => {
    const path = `/api/events/${randomUUID()}/poster.svg?w=400&h=300`;

    const poster = await anyone.get(path);
    const etag = poster.headers.get("etag") ?? "";
    const again = await anyone.get(path, { headers: { "if-none-match": etag } });

    expect(poster.status).toBe(200);
    expect(poster.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
    expect(poster.text).toMatch(/^(<\?xml[^>]*\?>\s*)?<svg /);
    expect(poster.headers.get("cache-control")).toContain("max-age=86400");
    expect(poster.headers.get("x-content-type-options")).toBe("nosniff");
    expect(poster.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(etag).not.toBe("");
    expect(again.status).toBe(304);
  });
});

describe("PUT /api/events/{id}", () => {
  test("given the current version then the change is kept and the version grows", async () => {
    const event = await createEvent(admin);

    const changed = await admin.fetch(Event, "PUT", `/api/events/${event.id}`, {
      body: { ...editable(event), name: "Another name", details: { note: "new" } },
    });

    expect(changed).toMatchObject({ id: event.id, name: "Another name", details: { note: "new" }, status: "DRAFT" });
    expect(changed.version).toBeGreaterThan(event.version);
    expect(changed.ticketTypes).toEqual(event.ticketTypes);
  });

  test("given a stale version then 409 VERSION_CONFLICT and nothing changes", async () => {
    const event = await createEvent(admin);
    const changed = await admin.fetch(Event, "PUT", `/api/events/${event.id}`, {
      body: { ...editable(event), name: "First" },
    });

    const answer = await admin.put(`/api/events/${event.id}`, { body: { ...editable(event), name: "Second" } });

    expectProblem(answer, 409, "VERSION_CONFLICT");
    expect(await admin.fetch(Event, "GET", `/api/events/${event.id}`)).toEqual(changed);
  });

  test("given two editors at once then exactly one wins", async () => {
    const event = await createEvent(admin);

    const answers = await Promise.all(
      ["One", "Two"].map((name) => admin.put(`/api/events/${event.id}`, { body: { ...editable(event), name } })),
    );

    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  test("given a published event and more capacity then the tickets service follows", async () => {
    const event = await publishEvent(admin);
    const type = firstTypeOf(event);

    await admin.fetch(Event, "PUT", `/api/events/${event.id}`, {
      body: { ...editable(event), ticketTypes: [{ ...type, capacity: 150 }] },
    });

    await eventually(async () => {
      const answer = await anyone.get(`/api/tickets/availability/${event.id}`);
      expect(answer.json).toMatchObject({ ticketTypes: [{ ticketTypeId: type.id, capacity: 150, available: 150 }] });
    });
  });

  test("given less capacity than is held then 409 CAPACITY_IN_USE", async () => {
    const event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 10 })] });
    const type = firstTypeOf(event);
    const order = await person.client.post("/api/orders", {
      body: { eventId: event.id, items: [{ ticketTypeId: type.id, quantity: 5 }] },
      headers: newKey(),
    });
    expect(order.status).toBe(201);

    const tooSmall = await admin.put(`/api/events/${event.id}`, {
      body: { ...editable(event), ticketTypes: [{ ...type, capacity: 4 }] },
    });
    const justEnough = await admin.put(`/api/events/${event.id}`, {
      body: { ...editable(event), ticketTypes: [{ ...type, capacity: 5 }] },
    });

    expectProblem(tooSmall, 409, "CAPACITY_IN_USE");
    expect(justEnough.status).toBe(200);
  });

  test("given an unknown event then 404", async () => {
    const event = await createEvent(admin);

    expectProblem(await admin.put(`/api/events/${randomUUID()}`, { body: editable(event) }), 404, "NOT_FOUND");
  });
});

describe("publish, cancel, delete", () => {
  test("given a draft then publish makes it ACTIVE, once", async () => {
    const { id } = await createEvent(admin);

    const published = await admin.fetch(Event, "POST", `/api/events/${id}/publish`);

    expect(published.status).toBe("ACTIVE");
    expectProblem(await admin.post(`/api/events/${id}/publish`), 409, "INVALID_STATE");
  });

  test("given an active event then cancel makes it CANCELLED, and it stays visible but off the list", async () => {
    const event = await publishEvent(admin);

    const cancelled = await admin.fetch(Event, "POST", `/api/events/${event.id}/cancel`);

    expect(cancelled.status).toBe("CANCELLED");
    expect((await anyone.fetch(Event, "GET", `/api/events/${event.id}`)).status).toBe("CANCELLED");
    const city = encodeURIComponent(event.venue.city);
    expect((await anyone.fetch(Events, "GET", `/api/events?city=${city}`)).items).toEqual([]);
    expectProblem(await admin.post(`/api/events/${event.id}/publish`), 409, "INVALID_STATE");
    expectProblem(await admin.post(`/api/events/${event.id}/cancel`), 409, "INVALID_STATE");
  });

  test("given a draft then it can be deleted; a published event cannot", async () => {
    const draft = await createEvent(admin);
    const active = await publishEvent(admin);

    expect((await admin.delete(`/api/events/${draft.id}`)).status).toBe(204);
    expectProblem(await admin.get(`/api/events/${draft.id}`), 404, "NOT_FOUND");
    expectProblem(await admin.delete(`/api/events/${active.id}`), 409, "INVALID_STATE");
  });

  test.each(["publish", "cancel", "delete"])("given an unknown event then %s is 404", async (action) => {
    const path = `/api/events/${randomUUID()}`;

    const answer = action === "delete" ? await admin.delete(path) : await admin.post(`${path}/${action}`);

    expectProblem(answer, 404, "NOT_FOUND");
  });

  test("given a draft then no availability leaks that it exists", async () => {
    const { id } = await createEvent(admin);

    expectProblem(await anyone.get(`/api/tickets/availability/${id}`), 404, "NOT_FOUND");
  });
});

describe("GET /api/events/{id}/logs", () => {
  test("given a changed event then who did what, with the fields", async () => {
    const event = await createEvent(admin);
    await admin.fetch(Event, "PUT", `/api/events/${event.id}`, { body: { ...editable(event), name: "Renamed" } });
    await admin.fetch(Event, "POST", `/api/events/${event.id}/publish`);

    await eventually(async () => {
      const { items } = await admin.fetch(listOf(EventLog), "GET", `/api/events/${event.id}/logs`);
      expect(items).toHaveLength(3);
      expect(new Set(items.map((entry) => entry.actorId))).toEqual(new Set([adminId]));
      expect(items.flatMap((entry) => entry.changes ?? [])).toContainEqual(
        expect.objectContaining({ field: "name", before: event.name, after: "Renamed" }),
      );
    });
  });
});
