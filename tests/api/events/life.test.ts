// From draft to published to cancelled, and the log of who did what.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../../support/client.ts";
import { eventually } from "../../support/eventually.ts";
import { createEvent, editable, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { Event, EventLog, listOf } from "../../support/shapes.ts";
import { signInAdmin } from "../../support/users.ts";

const Events = listOf(Event);

let admin: Client;
let adminId: string;
const anyone = Client.anonymous();

beforeAll(async () => {
  const session = await signInAdmin();
  admin = session.client;
  adminId = session.auth.user.id;
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

  test("given another version than the event has then publish and cancel are refused", async () => {
    const { id } = await createEvent(admin);
    const stale = { "if-match": '"7"' };

    expectProblem(await admin.post(`/api/events/${id}/publish`, { headers: stale }), 409, "VERSION_CONFLICT");
    await admin.fetch(Event, "POST", `/api/events/${id}/publish`, { body: { version: 0 } });
    expectProblem(await admin.post(`/api/events/${id}/cancel`, { body: { version: 0 } }), 409, "VERSION_CONFLICT");
    await admin.fetch(Event, "POST", `/api/events/${id}/cancel`, { headers: { "if-match": '"1"' } });
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
