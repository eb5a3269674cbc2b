// How administrators make and change events.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Client, newKey, problemOf } from "../../support/client.ts";
import { eventually } from "../../support/eventually.ts";
import { createEvent, editable, firstTypeOf, newEvent, newTicketType, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { Event } from "../../support/shapes.ts";
import { registerUser, signInAdmin, type Person } from "../../support/users.ts";

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
