// People read and mark their own notifications, and nobody else's.

import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../../support/client.ts";
import { eventually } from "../../support/eventually.ts";
import { expectProblem } from "../../support/expectations.ts";
import { notificationsOf } from "../../support/notifications.ts";
import { listOf, Notification } from "../../support/shapes.ts";
import { type Person, registerUser } from "../../support/users.ts";

const Unread = z.object({ unread: z.int().min(0) });

let person: Person;
let newest: Notification;
let oldest: Notification;

/** Somebody who was welcomed and then told of a new password. */
beforeEach(async () => {
  person = await registerUser("reader");
  await expectNotifications(1);
  const { password } = person.credentials;
  const body = { currentPassword: password, newPassword: `${password}-new` };
  expect((await person.client.post("/api/users/password", { body })).status).toBe(204);
  [newest, oldest] = z.tuple([Notification, Notification]).parse(await expectNotifications(2));
});

async function expectNotifications(count: number): Promise<Notification[]> {
  return eventually(async () => {
    const all = await notificationsOf(person.client);
    expect(all).toHaveLength(count);
    return all;
  });
}

async function unreadCount(client = person.client): Promise<number> {
  return (await client.fetch(Unread, "GET", "/api/notifications/unread-count")).unread;
}

async function idsOf(query: string): Promise<string[]> {
  return (await notificationsOf(person.client, query)).map((each) => each.id);
}

test("given one that was read then the filters and the count tell them apart", async () => {
  const answer = await person.client.fetch(Unread, "POST", `/api/notifications/${oldest.id}/read`);

  expect(answer.unread).toBe(1);
  expect(await unreadCount()).toBe(1);
  expect(await idsOf("&unread=true")).toEqual([newest.id]);
  expect(await idsOf("&unread=false")).toEqual([oldest.id]);
  expect(await idsOf("")).toEqual([newest.id, oldest.id]);
  expect((await notificationsOf(person.client)).map((each) => each.read)).toEqual([false, true]);
});

test("given one that is read twice then the count goes down once", async () => {
  await person.client.post(`/api/notifications/${newest.id}/read`);

  const again = await person.client.fetch(Unread, "POST", `/api/notifications/${newest.id}/read`);

  expect(again.unread).toBe(1);
});

test("given read-all then none is unread", async () => {
  expect(await unreadCount()).toBe(2);

  const answer = await person.client.fetch(Unread, "POST", "/api/notifications/read-all");

  expect(answer.unread).toBe(0);
  expect(await unreadCount()).toBe(0);
  expect(await idsOf("&unread=true")).toEqual([]);
});

test("given pages of one then the cursor leads from the newest to the oldest", async () => {
  const Page = listOf(Notification);
  const first = await person.client.fetch(Page, "GET", "/api/notifications?limit=1");
  const next = encodeURIComponent(first.nextCursor ?? "");
  const second = await person.client.fetch(Page, "GET", `/api/notifications?limit=1&cursor=${next}`);

  expect([...first.items, ...second.items].map((each) => each.id)).toEqual([newest.id, oldest.id]);
  expect(second.nextCursor).toBeNull();
});

describe("somebody else", () => {
  test("given my notification then 404, it stays unread, and their list is their own", async () => {
    const stranger = await registerUser("stranger");

    expectProblem(await stranger.client.post(`/api/notifications/${newest.id}/read`), 404, "NOT_FOUND");
    await stranger.client.post("/api/notifications/read-all");

    expect(await unreadCount()).toBe(2);
    const theirs = (await notificationsOf(stranger.client)).map((each) => each.id);
    expect(theirs).not.toContain(newest.id);
  });

  test("given an unknown id then 404; given no token then 401", async () => {
    expectProblem(await person.client.post(`/api/notifications/${randomUUID()}/read`), 404, "NOT_FOUND");
    expectProblem(await Client.anonymous().get("/api/notifications"), 401, "UNAUTHENTICATED");
  });
});
