// One id finds a whole purchase in the logs of all services, whoever did what and how much later; and what those logs
// say and keep to themselves.

import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { newKey } from "../support/client.ts";
import { port } from "../support/environment.ts";
import { publishEvent } from "../support/events.ts";
import { grepLog } from "../support/logs.ts";
import { isTold } from "../support/notifications.ts";
import { loadDocument } from "../support/openapi.ts";
import { orderBecomes, placeOrder } from "../support/orders.ts";
import { serviceNames } from "../support/processes.ts";
import { type Event, Order } from "../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../support/users.ts";

let event: Event;

beforeAll(async () => {
  event = await publishEvent((await signInAdmin()).client);
});

type Purchase = { buyer: Person; order: Order; requestId: string };

/** Buys a ticket to the end; requestId is that of the request that placed the order. */
async function buy(headers: Record<string, string> = {}): Promise<Purchase> {
  const buyer = await registerUser("buyer");
  const answer = await placeOrder(buyer.client, {
    event,
    quantity: 1,
    token: "tok_visa",
    headers: { ...newKey(), ...headers },
  });
  const order = Order.parse(answer.json);
  await orderBecomes(buyer.client, order.id, "CONFIRMED");
  await isTold(buyer.client, "ORDER_CONFIRMED", { orderId: order.id });
  return { buyer, order, requestId: answer.headers.get("x-request-id") ?? "" };
}

/** What each process does about a purchase, as its lines say it. */
function stepsOf({ buyer, order }: Purchase): Record<string, Record<string, unknown>[]> {
  const about = { order_id: order.id };
  const told = { event: "person_notified", service: "notification-service", user_id: buyer.user.id };
  const request = (service: string, method: string, route: string, status: number) => ({
    event: "http_request",
    service,
    method,
    route,
    status,
  });
  return {
    gateway: [request("api-gateway", "POST", "/api/orders/*", 201)],
    orders: [
      request("order-service", "POST", "/api/orders", 201),
      { event: "order_placed", service: "order-service", user_id: buyer.user.id, ...about },
      { event: "order_confirmed", service: "order-service", ...about },
    ],
    tickets: [
      request("ticket-service", "POST", "/api/tickets/reserve", 201),
      { event: "hold_placed", service: "ticket-service", user_id: buyer.user.id, tickets: 1, ...about },
      request("ticket-service", "PUT", "/api/tickets/confirm/{orderId}", 200),
      { event: "tickets_sold", service: "ticket-service", user_id: buyer.user.id, tickets: 1, ...about },
    ],
    payments: [
      request("payment-service", "POST", "/api/payments/start", 202),
      { event: "payment_started", service: "payment-service", ...about },
      { event: "payment_succeeded", service: "payment-service", ...about },
    ],
    notifications: [
      { ...told, kind: "ORDER_CREATED" },
      { ...told, kind: "ORDER_CONFIRMED" },
    ],
  };
}

/** Every step is among the lines that show the id, and they are all of one trace, whose id is returned. */
function expectWholePurchase(purchase: Purchase, id: string): string {
  const traces = new Set<string | undefined>();
  for (const [name, steps] of Object.entries(stepsOf(purchase))) {
    const lines = grepLog(name, id);
    for (const step of steps) expect(lines, name).toContainEqual(expect.objectContaining(step));
    for (const line of lines) traces.add(line.trace_id);
  }
  expect(traces.size).toBe(1);
  return [...traces][0] ?? "";
}

describe("a purchase in the logs", () => {
  test("given a traceparent then its trace is in every service, and requests have ids of their own", async () => {
    const traceId = randomBytes(16).toString("hex");

    const purchase = await buy({ traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` });

    expect(expectWholePurchase(purchase, traceId)).toBe(traceId);
    expect(purchase.requestId).not.toBe(traceId);
  });

  test("given no headers then the id of the answer finds the same", async () => {
    const purchase = await buy();

    expect(expectWholePurchase(purchase, purchase.requestId)).toBe(purchase.requestId);
  });

  test("given an id of the client's own then it leads to the trace, and so does the order's", async () => {
    const own = `mine-${randomBytes(8).toString("hex")}`;

    const purchase = await buy({ "x-request-id": own });

    expect(purchase.requestId).toBe(own);
    const [byRequest] = grepLog("gateway", own);
    const [byOrder] = grepLog("orders", purchase.order.id);
    expect(byRequest?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(byOrder?.trace_id).toBe(byRequest?.trace_id);
    expectWholePurchase(purchase, byRequest?.trace_id ?? "none");
  });

  test("given a purchase then no secret of the buyer's is in any log", async () => {
    const { credentials, auth } = (await buy()).buyer;

    for (const secret of [credentials.email, credentials.password, auth.accessToken, auth.refreshToken, "tok_visa"]) {
      expect(serviceNames.flatMap((name) => grepLog(name, secret))).toEqual([]);
    }
  });
});

test.each(serviceNames)("%s says that it has started, where, and as which version", async (name) => {
  const { info } = await loadDocument();

  expect(grepLog(name, "service_started").at(-1)).toMatchObject({
    level: "info",
    port: port(name === "portal" ? "userPortal" : name),
    version: info.version,
  });
});
