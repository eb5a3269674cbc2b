// What the public and administrators see of events.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../../support/client.ts";
import { createEvent, daysFromNow, newEvent, newTicketType, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { Event, listOf } from "../../support/shapes.ts";
import { registerUser, signInAdmin, type Person } from "../../support/users.ts";

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
    expect({ status: again.status, etag: again.headers.get("etag"), text: again.text }).toEqual({
      status: 304,
      etag,
      text: "",
    });
  });

  test("given another event, another size, or a picture of before then a poster of its own", async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const paths = [`${one}/poster.svg`, `${one}/poster.svg?w=300&h=300`, `${other}/poster.svg`];

    const posters = await Promise.all(paths.map((path) => anyone.get(`/api/events/${path}`)));
    const stale = posters[2]?.headers.get("etag") ?? "";
    const [path] = paths;
    const changed = await anyone.get(`/api/events/${path ?? ""}`, { headers: { "if-none-match": stale } });

    expect(new Set(posters.map((poster) => poster.text)).size).toBe(3);
    expect(new Set(posters.map((poster) => poster.headers.get("etag"))).size).toBe(3);
    expect({ status: changed.status, text: changed.text }).toEqual({ status: 200, text: posters[0]?.text });
  });

  test.each([
    ["1/poster.svg", 404, "NOT_FOUND"],
    [`${randomUUID()}/poster.svg?w=0`, 422, "VALIDATION_FAILED"],
    [`${randomUUID()}/poster.svg?h=100000`, 422, "VALIDATION_FAILED"],
  ])("given %s then %i", async (path, status, code) => {
    expectProblem(await anyone.get(`/api/events/${path}`), status, code);
  });
});
