// Other people's objects: every route of the served OpenAPI document whose path names an object is called by somebody
// whom the object does not belong to. The table says what each parameter names; a route that it does not know fails.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Answer, Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { publishEvent } from "../support/events.ts";
import { expectProblem } from "../support/expectations.ts";
import { notificationsOf } from "../support/notifications.ts";
import { loadRoutes, type Route } from "../support/openapi.ts";
import { boughtTickets, placedOrder } from "../support/orders.ts";
import { paymentOf } from "../support/payments.ts";
import { listOf, Session } from "../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../support/users.ts";

type Kind = "user" | "session" | "order" | "ticket" | "payment" | "notification" | "conversation";

// What a path names by its last parameter, whatever comes behind that.
const named: Record<string, Kind | "nobody's"> = {
  "/api/users/{id}": "user",
  "/api/users/sessions/{id}": "session",
  "/api/orders/{id}": "order",
  "/api/orders/user/{userId}": "user",
  "/api/payments/{id}": "payment",
  "/api/payments/status/{orderId}": "order",
  "/api/payments/webhooks/{provider}": "nobody's",
  "/api/tickets/{id}": "ticket",
  "/api/tickets/order/{orderId}": "order",
  "/api/tickets/user/{userId}": "user",
  "/api/tickets/availability/{eventId}": "nobody's",
  "/api/tickets/check-in/stats/{eventId}": "nobody's",
  "/api/events/{id}": "nobody's",
  "/api/events/user/{userId}": "nobody's", // what somebody organises is public
  "/api/notifications/{id}": "notification",
  "/api/chat/history/{userId}": "user",
  "/api/chat/conversations/{id}": "conversation",
  "/api/{service}": "nobody's",
  "/actuator/metrics/{name}": "nobody's",
  "/docs/{file}": "nobody's",
};

// Bodies of routes that insist on one: a body is judged before the object is looked for.
const bodies: Record<string, unknown> = {
  "PUT /api/orders/{id}/cancel": {},
};

const byPath = (await loadRoutes()).filter((route) => route.pattern.includes("{") && !route.serviceOnly);
const personal = byPath.filter((route) => kindOf(route) !== "nobody's");

function nameOf(route: Route): string {
  return `${route.method} ${route.pattern}`;
}

function pathToObject({ pattern }: Route): string {
  return pattern.slice(0, pattern.lastIndexOf("}") + 1);
}

function kindOf(route: Route): Kind | "nobody's" | undefined {
  return named[pathToObject(route)];
}

function rows(routes: Route[]): [string, Route][] {
  return routes.map((route) => [nameOf(route), route]);
}

let owner: Person;
let stranger: Person;
let ids: Record<Kind, string>;
let pendingOrderId: string;

/** Somebody who has something of everything, and nothing under way that would still change it. */
beforeAll(async () => {
  const event = await publishEvent((await signInAdmin()).client);
  owner = await registerUser("owner");
  stranger = await registerUser("stranger");
  const [order, tickets] = await boughtTickets(owner.client, event, 1);
  pendingOrderId = (await placedOrder(owner.client, { event, quantity: 1 })).id;
  const [newest] = await eventually(async () => {
    const told = await notificationsOf(owner.client);
    expect(told).toHaveLength(4); // welcome, two orders, one confirmation
    return told;
  });
  const sessions = await owner.client.fetch(listOf(Session), "GET", "/api/users/sessions");
  ids = {
    user: owner.user.id,
    session: sessions.items[0]?.id ?? "",
    order: order.id,
    ticket: tickets[0]?.id ?? "",
    payment: (await paymentOf(owner.client, order.id)).id,
    notification: newest?.id ?? "",
    conversation: randomUUID(), // begins with a message, and those come in over sockets
  };
});

function call(client: Client, route: Route, id: string): Promise<Answer> {
  const body = bodies[nameOf(route)];
  const path = route.pattern.replaceAll(/\{[^}]+\}/g, id);
  return client.send(route.method, path, body === undefined ? {} : { body });
}

function idFor(route: Route): string {
  const kind = kindOf(route);
  if (kind === undefined || kind === "nobody's") throw new Error(`the table does not say whose ${nameOf(route)} is`);
  return ids[kind];
}

/** Everything of the owner's that can be read. */
async function belongings(): Promise<unknown[]> {
  const lists = ["/api/orders", "/api/notifications", "/api/users/sessions", "/api/users/profile"];
  const singles = personal.filter((route) => route.method === "GET" && route.guard === "user");
  const answers = await Promise.all([
    ...lists.map((path) => owner.client.get(path)),
    owner.client.get(`/api/orders/${pendingOrderId}`),
    ...singles.map((route) => call(owner.client, route, idFor(route))),
  ]);
  return answers.map(({ status, json }) => ({ status, json }));
}

test("the table knows exactly the paths of the document", () => {
  expect([...new Set(byPath.map(pathToObject))].toSorted()).toEqual(Object.keys(named).toSorted());
});

test("what belongs to a person is open to nobody without a token", () => {
  expect(personal.filter((route) => !["user", "admin"].includes(route.guard)).map(nameOf)).toEqual([]);
});

describe("somebody else's", () => {
  const forUsers = personal.filter((route) => route.guard === "user");

  test.each(rows(forUsers))("%s is 404 and changes nothing", async (_, route) => {
    const before = await belongings();

    expectProblem(await call(stranger.client, route, idFor(route)), 404, "NOT_FOUND");

    expect(await belongings()).toEqual(before);
  });

  const ofOrders = forUsers.filter((route) => kindOf(route) === "order" && route.method !== "GET");
  test.each(rows(ofOrders))("%s is 404 for one that waits for its payment, too", async (_, route) => {
    const before = await belongings();

    expectProblem(await call(stranger.client, route, pendingOrderId), 404, "NOT_FOUND");

    expect(await belongings()).toEqual(before);
  });

  const forAdmins = personal.filter((route) => route.guard === "admin");
  test.each(rows(forAdmins))("%s is 403 and changes nothing, also for its owner", async (_, route) => {
    const before = await belongings();

    for (const client of [stranger.client, owner.client]) {
      expectProblem(await call(client, route, idFor(route)), 403, "FORBIDDEN");
    }

    expect(await belongings()).toEqual(before);
  });
});

describe("one's own", () => {
  const readable = personal.filter((route) => route.guard === "user" && route.method === "GET");

  test.each(rows(readable))("%s is 200", async (_, route) => {
    expect((await call(owner.client, route, idFor(route))).status).toBe(200);
  });
});

test("a list that is asked for somebody else's shows nothing of theirs", async () => {
  const { text } = await stranger.client.get(`/api/orders?userId=${ids.user}`);

  expect(text).not.toContain(ids.order);
  expect(text).not.toContain(pendingOrderId);
});
