// What settings change, on a deployment of its own: not a lab, other sites that may call the API, one trusted proxy,
// and holds that are short enough to be extended at once.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../support/client.ts";
import { type Deployment, deploy } from "../support/deployment.ts";
import { type Listener, origin, port } from "../support/environment.ts";
import { expectProblem } from "../support/expectations.ts";
import { publishEvent } from "../support/events.ts";
import { orderOf, placedOrder } from "../support/orders.ts";
import { sendRaw } from "../support/raw-http.ts";
import { Order, Session } from "../support/shapes.ts";
import { type Person, registerUser, signIn, signInAdmin } from "../support/users.ts";

const shop = "https://shop.example";
const holdSeconds = 60;
const extensionSeconds = 90;

let site: Deployment;
let admin: Client;
let person: Person;
let anyone: Client;

beforeAll(async () => {
  site = await deploy("settings", {
    BOXOFFICE_LAB: "off",
    BOXOFFICE_CORS_ORIGINS: `${shop},https://other.example`,
    BOXOFFICE_TRUSTED_PROXIES: "127.0.0.1,::1",
    BOXOFFICE_HOLD_SECONDS: `${holdSeconds}`,
    BOXOFFICE_HOLD_EXTENSION_SECONDS: `${extensionSeconds}`,
  });
  admin = (await signInAdmin(site)).client;
  person = await registerUser("person", site);
  anyone = Client.anonymous(origin("gateway", site));
}, 180_000);

afterAll(async () => {
  await site.stop();
}, 180_000);

describe("more time to pay", () => {
  const extended = (client: Client, id: string): Promise<Order> =>
    client.fetch(Order, "POST", `/api/orders/${id}/extend`);
  const leftMs = (order: Order): number => Date.parse(order.expiresAt ?? "") - Date.now();

  test("given a hold in its last two minutes then twice more time from now on, and not a third time", async () => {
    const event = await publishEvent(admin);
    const order = await placedOrder(person.client, { event, quantity: 1 });
    expect(leftMs(order)).toBeLessThanOrEqual(holdSeconds * 1_000);

    expectProblem(await admin.post(`/api/orders/${order.id}/extend`), 404, "NOT_FOUND"); // only the buyer's own
    for (let number = 1; number <= 2; ++number) {
      const after = await extended(person.client, order.id);
      expect(after.status).toBe("PENDING");
      expect(leftMs(after)).toBeGreaterThan((extensionSeconds - 20) * 1_000);
      expect(leftMs(after)).toBeLessThanOrEqual(extensionSeconds * 1_000);
      expect((await orderOf(person.client, order.id)).expiresAt).toBe(after.expiresAt);
    }
    const third = await person.client.post(`/api/orders/${order.id}/extend`);

    expectProblem(third, 409, "HOLD_LIMIT_REACHED");
  });
});

describe("CORS", () => {
  const granted = (headers: Headers) => ({
    origin: headers.get("access-control-allow-origin"),
    credentials: headers.get("access-control-allow-credentials"),
  });

  test.each([
    [shop, shop],
    ["https://other.example", "https://other.example"],
    ["https://evil.example", null],
    ["https://shop.example.evil.example", null],
    ["http://shop.example", null],
    ["https://SHOP.example", null],
    ["null", null],
  ])("given the origin %s then its pages may read %s, never with credentials", async (from, allowed) => {
    for (const path of ["/api/events", "/api/users/profile"]) {
      const answer = await anyone.get(path, { headers: { origin: from } });

      expect(granted(answer.headers)).toEqual({ origin: allowed, credentials: null });
      expect(answer.headers.get("vary")).toMatch(/\borigin\b/i);
    }
  });

  test("given the answer to a listed origin then its scripts may read what our clients need", async () => {
    const { headers } = await anyone.get("/api/events", { headers: { origin: shop } });

    const exposed = headers.get("access-control-expose-headers")?.toLowerCase() ?? "";
    for (const name of ["etag", "idempotency-replayed", "retry-after", "x-request-id"]) expect(exposed).toContain(name);
  });

  test.each([
    [shop, true],
    ["https://evil.example", false],
  ])("given a preflight of %s then allowed: %s", async (from, allowed) => {
    const asked = { "access-control-request-method": "POST", "access-control-request-headers": "idempotency-key" };

    const answer = await anyone.send("OPTIONS", "/api/orders", { headers: { origin: from, ...asked } });

    const listed = (name: string) =>
      answer.headers.get(`access-control-allow-${name}`)?.toLowerCase().split(", ") ?? [];
    expect(answer.status).toBe(204);
    expect(granted(answer.headers)).toEqual({ origin: allowed ? from : null, credentials: null });
    expect(listed("methods").includes("post")).toBe(allowed);
    expect(["authorization", "content-type", "idempotency-key"].every((name) => listed("headers").includes(name))).toBe(
      allowed,
    );
    expect(Number(answer.headers.get("access-control-max-age")) > 0).toBe(allowed);
  });
});

describe("outside of a lab", () => {
  test.each(["/metrics", "/actuator/metrics", "/actuator/prometheus", "/api/orders/metrics"])(
    "%s is for administrators",
    async (path) => {
      expectProblem(await anyone.get(path), 401, "UNAUTHENTICATED");
      expectProblem(await person.client.get(path), 403, "FORBIDDEN");
      expect((await admin.get(path)).status).toBe(200);
    },
  );

  test("/api/services/health tells only administrators where the instances are", async () => {
    const Services = z.object({
      services: z.record(z.string(), z.object({ instances: z.array(z.object({ url: z.string().optional() })) })),
    });
    const urlsFor = async (client: Client): Promise<(string | undefined)[]> => {
      const { services } = await client.fetch(Services, "GET", "/api/services/health");
      return Object.values(services).flatMap(({ instances }) => instances.map(({ url }) => url));
    };

    expect(new Set(await urlsFor(anyone))).toEqual(new Set([undefined]));
    expect(new Set(await urlsFor(person.client))).toEqual(new Set([undefined]));
    expect(await urlsFor(admin)).toContain(origin("orders", site));
  });

  test.each(["userPortal", "adminPortal"] as const)("/config.json of the %s says so", async (listener) => {
    const answer = await Client.anonymous(origin(listener, site)).get("/config.json");

    expect(answer.json).toMatchObject({ lab: false, gatewayOrigin: `http://localhost:${port("gateway", site)}` });
  });
});

describe("X-Forwarded-For", () => {
  const spoofed = "203.0.113.7";

  // The caller's own connection comes from another loopback address than the one that is trusted.
  test.each([
    ["127.0.0.2", "127.0.0.2", "gateway"],
    ["127.0.0.2", "127.0.0.2", "userPortal"],
    ["127.0.0.1", spoofed, "gateway"],
  ] as const)("given a header from %s then %s counts, at the %s", async (from, expected, to: Listener) => {
    const { credentials } = await registerUser("spoofer", site);
    const host = `localhost:${port(to, site)}`;
    const headers = { host, "content-type": "application/json", "x-forwarded-for": spoofed };
    const body = JSON.stringify({ username: credentials.username, password: credentials.password });

    const answer = await sendRaw({ method: "POST", path: "/api/users/login", headers, body, to, site, from });

    expect(answer.status).toBe(200);
    const { client } = await signIn(credentials, site);
    const Sessions = z.object({ items: z.array(Session) });
    const { items } = await client.fetch(Sessions, "GET", "/api/users/sessions");
    expect(items.map((session) => session.ip)).toContain(expected);
    expect(items.some((session) => session.ip === spoofed)).toBe(expected === spoofed);
  });
});
