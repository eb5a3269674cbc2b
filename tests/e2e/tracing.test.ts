// One id finds a whole purchase in the logs of all services, whoever did what and how much later.

import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { newKey } from "../support/client.ts";
import { publishEvent } from "../support/events.ts";
import { grepLog } from "../support/logs.ts";
import { isTold } from "../support/notifications.ts";
import { orderBecomes, placeOrder } from "../support/orders.ts";
import { type Event, Order } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

let event: Event;

beforeAll(async () => {
  event = await publishEvent((await signInAdmin()).client);
});

/** Buys a ticket to the end; the order, and the id of the request that placed it. */
async function buy(headers: Record<string, string> = {}): Promise<{ order: Order; requestId: string }> {
  const { client: buyer } = await registerUser("buyer");
  const answer = await placeOrder(buyer, {
    event,
    quantity: 1,
    token: "tok_visa",
    headers: { ...newKey(), ...headers },
  });
  const order = Order.parse(answer.json);
  await orderBecomes(buyer, order.id, "CONFIRMED");
  await isTold(buyer, "ORDER_CONFIRMED", { orderId: order.id });
  return { order, requestId: answer.headers.get("x-request-id") ?? "" };
}

/** What each service did about the purchase, by the lines that show the id. */
function expectWholePurchase(id: string): void {
  const eventsOf = (name: string): string[] => grepLog(name, id).map((line) => line.event);
  expect(eventsOf("gateway")).toContain("http_request");
  expect(eventsOf("orders")).toEqual(expect.arrayContaining(["order_placed", "order_confirmed"]));
  expect(eventsOf("payments")).toEqual(expect.arrayContaining(["payment_started", "payment_succeeded"]));
  expect(grepLog("tickets", id)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: "http_request", route: "/api/tickets/reserve" }),
      expect.objectContaining({ event: "http_request", route: "/api/tickets/confirm/{orderId}" }),
    ]),
  );
  expect(grepLog("notifications", id)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: "person_notified", kind: "ORDER_CREATED" }),
      expect.objectContaining({ event: "person_notified", kind: "ORDER_CONFIRMED" }),
    ]),
  );
}

describe("a purchase in the logs", () => {
  test("given a traceparent then its trace is in every service, and requests have ids of their own", async () => {
    const traceId = randomBytes(16).toString("hex");

    const { requestId } = await buy({ traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` });

    expectWholePurchase(traceId);
    expect(requestId).not.toBe(traceId);
  });

  test("given no headers then the id of the answer finds the same", async () => {
    const { requestId } = await buy();

    expectWholePurchase(requestId);
  });

  test("given an id of the client's own then it leads to the trace, and so does the order's", async () => {
    const own = `mine-${randomBytes(8).toString("hex")}`;

    const { order, requestId } = await buy({ "x-request-id": own });

    expect(requestId).toBe(own);
    const [byRequest] = grepLog("gateway", own);
    const [byOrder] = grepLog("orders", order.id);
    expect(byRequest?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(byOrder?.trace_id).toBe(byRequest?.trace_id);
    expectWholePurchase(byRequest?.trace_id ?? "");
  });
});
