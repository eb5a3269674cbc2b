// What can be read of conversations by people who have not written yet, and by agents. Messages come in over sockets.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Client } from "../../support/client.ts";
import { expectProblem } from "../../support/expectations.ts";
import { Id, listOf, Time } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

const Conversations = listOf(
  z.object({
    id: Id,
    userId: Id,
    userName: z.string(),
    status: z.enum(["open", "closed"]),
    lastMessage: z.string(),
    lastMessageAt: Time,
    unread: z.int().min(0),
    assignedTo: Id.optional(),
    createdAt: Time,
  }),
);
const AgentsOnline = z.object({ online: z.boolean(), count: z.int().min(0) });

let person: Person;
let stranger: Person;
let admin: Client;

beforeAll(async () => {
  person = await registerUser("writer");
  stranger = await registerUser("stranger");
  admin = (await signInAdmin()).client;
});

describe("GET /api/chat/history/{userId}", () => {
  test("given somebody who never wrote then an empty page, for them and for agents", async () => {
    for (const reader of [person.client, admin]) {
      const answer = await reader.get(`/api/chat/history/${person.user.id}`);

      expect({ status: answer.status, json: answer.json }).toEqual({
        status: 200,
        json: { items: [], nextCursor: null },
      });
    }
  });

  test("given somebody else then 404", async () => {
    expectProblem(await stranger.client.get(`/api/chat/history/${person.user.id}`), 404, "NOT_FOUND");
  });
});

describe("GET /api/chat/agents/online", () => {
  test("given anybody who is signed in then whether support is there, and by how many", async () => {
    for (const reader of [person.client, admin]) {
      const { online, count } = await reader.fetch(AgentsOnline, "GET", "/api/chat/agents/online");

      expect(online).toBe(count > 0);
    }
  });
});

describe("conversations", () => {
  test.each(["open", "closed"])("given status=%s then only those", async (status) => {
    const { items } = await admin.fetch(Conversations, "GET", `/api/chat/conversations?limit=100&status=${status}`);

    expect(items.filter((each) => each.status !== status)).toEqual([]);
  });

  test("given nobody's message then no conversation of theirs", async () => {
    const { items } = await admin.fetch(Conversations, "GET", "/api/chat/conversations?limit=100");

    expect(items.map((each) => each.userId)).not.toContain(person.user.id);
  });

  test("given an unknown one to close then 404", async () => {
    expectProblem(await admin.post(`/api/chat/conversations/${randomUUID()}/close`), 404, "NOT_FOUND");
  });
});
