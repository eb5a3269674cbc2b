// Who may call what: every route of the served OpenAPI document is tried in every role, so that a new route cannot be
// forgotten.

import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, Client } from "../support/client.ts";
import { expectProblem } from "../support/expectations.ts";
import { type Guard, guards, loadRoutes, type Route } from "../support/openapi.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

const routes = await loadRoutes();

// What the contract fixes. A route whose guard changes here changes the contract.
const pinned: readonly (readonly [string, Guard])[] = [
  ["POST /api/users/register", "anyone"],
  ["POST /api/users/login", "anyone"],
  ["POST /api/users/refresh", "anyone"],
  ["POST /api/users/logout", "user"],
  ["GET /api/users/profile", "user"],
  ["PATCH /api/users/profile", "user"],
  ["POST /api/users/password", "user"],
  ["GET /api/users/sessions", "user"],
  ["DELETE /api/users/sessions/{id}", "user"],
  ["GET /api/users", "admin"],
  ["GET /api/users/{id}", "admin"],
  ["PATCH /api/users/{id}", "admin"],
  ["GET /api/users/.well-known/jwks.json", "anyone"],
  ["GET /api/events", "optional"],
  ["GET /api/events/{id}", "optional"],
  ["POST /api/events", "admin"],
  ["PUT /api/events/{id}", "admin"],
  ["POST /api/events/{id}/publish", "admin"],
  ["POST /api/events/{id}/cancel", "admin"],
  ["DELETE /api/events/{id}", "admin"],
  ["GET /api/events/{id}/logs", "admin"],
  ["POST /api/tickets/reserve", "service"],
  ["PUT /api/tickets/confirm/{orderId}", "service"],
  ["PUT /api/tickets/cancel/{orderId}", "service"],
  ["PUT /api/tickets/extend/{orderId}", "service"],
  ["PUT /api/tickets/inventory/{eventId}", "service"],
  ["GET /api/tickets/{id}", "user"],
  ["GET /api/tickets", "admin"],
  ["POST /api/tickets/check-in", "admin"],
  ["POST /api/orders", "user"],
  ["GET /api/orders", "user"],
  ["GET /api/orders/{id}", "user"],
  ["PUT /api/orders/{id}/cancel", "user"],
  ["PUT /api/orders/{id}/confirm", "admin"],
  ["POST /api/orders/{id}/refund", "admin"],
  ["GET /api/orders/stats", "admin"],
  ["POST /api/payments/process", "user"],
  ["GET /api/payments", "admin"],
  ["POST /api/payments/{id}/refund", "admin"],
];

// Lab mode, which tests run in, opens the figures of every process to everybody.
const openInLab = /^\/metrics$|^\/api\/[^/]+\/metrics$|^\/actuator\//;

const nameOf = (route: Route): string => `${route.method} ${route.pattern}`;

function withGuard(...wanted: Guard[]): [string, Route][] {
  return routes
    .filter((route) => !route.serviceOnly && !openInLab.test(route.pattern) && wanted.includes(route.guard))
    .map((route) => [nameOf(route), route]);
}

function call(client: Client, route: Route): Promise<Answer> {
  return client.send(route.method, route.path, route.method === "GET" ? {} : { body: {} });
}

const anonymous = Client.anonymous();
let user: Client;
let admin: Client;

beforeAll(async () => {
  user = (await registerUser()).client;
  admin = (await signInAdmin()).client;
});

describe("the document", () => {
  test("has every route of the contract with its guard", () => {
    const guardOf = new Map(routes.map((route) => [nameOf(route).replaceAll(/\{[^}]+\}/g, "{}"), route.guard]));

    const served = pinned.map(([route]) => [route, guardOf.get(route.replaceAll(/\{[^}]+\}/g, "{}"))]);

    expect(served).toEqual(pinned);
  });

  test("marks exactly the routes for services as service-only", () => {
    expect(routes.filter((route) => route.serviceOnly).map(nameOf)).toEqual(
      routes.filter((route) => route.guard === "service").map(nameOf),
    );
  });

  test("names every operation once", () => {
    expect(new Set(routes.map((route) => route.operationId)).size).toBe(routes.length);
  });

  test("knows no guard but these", () => {
    expect(guards).toEqual(expect.arrayContaining([...new Set(routes.map((route) => route.guard))]));
  });
});

describe("anonymous", () => {
  test.each(withGuard("user", "admin"))("%s is 401", async (_, route) => {
    expectProblem(await call(anonymous, route), 401, "UNAUTHENTICATED");
  });

  // Lab challenges break things on purpose; they have tests of their own.
  const open = withGuard("anyone", "optional").filter(
    ([, route]) => route.method === "GET" && !route.pattern.includes("/challenge/"),
  );
  test.each(open)("%s asks for no token", async (_, route) => {
    const { status } = await call(anonymous, route);

    expect([401, 403]).not.toContain(status);
    expect(status).toBeLessThan(500);
  });
});

describe("a bad token", () => {
  test.each(withGuard("optional", "user", "admin"))("%s is 401", async (_, route) => {
    expectProblem(await call(anonymous.withToken("not.a.token"), route), 401, "UNAUTHENTICATED");
  });
});

describe("USER", () => {
  test.each(withGuard("admin"))("%s is 403", async (_, route) => {
    expectProblem(await call(user, route), 403, "FORBIDDEN");
  });
});

describe("ADMIN", () => {
  const readable = withGuard("user", "admin").filter(([, route]) => route.method === "GET");
  test.each(readable)("%s is not refused", async (_, route) => {
    const { status } = await call(admin, route);

    expect([401, 403]).not.toContain(status);
    expect(status).toBeLessThan(500);
  });
});

describe("service-only routes through the gateway", () => {
  const internal = routes.filter((route) => route.serviceOnly).map((route): [string, Route] => [nameOf(route), route]);

  test.each(internal)("%s is 404 for everybody", async (_, route) => {
    for (const client of [anonymous, user, admin]) {
      expectProblem(await call(client, route), 404, "NOT_FOUND");
    }
  });
});
