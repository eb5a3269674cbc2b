// What every process tells those who watch it, on its own port.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../support/client.ts";
import { type Listener, origin } from "../support/environment.ts";

const Up = z.literal("UP");
const Health = z.object({
  status: Up,
  service: z.string(),
  version: z.string().min(1),
  uptimeSeconds: z.int().min(0),
  checks: z.record(z.string(), Up),
});
const ProcessMetrics = z.object({
  service: z.string(),
  availableProcessors: z.int().positive(),
  residentMemoryMb: z.int().positive(),
  cpuSeconds: z.int().min(0),
  uptimeSeconds: z.int().min(0),
  requestsTotal: z.int().min(0),
});

type Row = { listener: Listener; name: string; service: string; checks: string[] };

function withDatabase(name: Listener, service: string): Row {
  return { listener: name, name, service, checks: ["database"] };
}

const rows: Row[] = [
  { listener: "gateway", name: "gateway", service: "api-gateway", checks: [] },
  withDatabase("users", "user-service"),
  withDatabase("events", "event-service"),
  withDatabase("tickets", "ticket-service"),
  withDatabase("orders", "order-service"),
  withDatabase("payments", "payment-service"),
  withDatabase("notifications", "notification-service"),
  withDatabase("chat", "chat-service"),
  { listener: "userPortal", name: "portal", service: "portal", checks: [] },
  { listener: "adminPortal", name: "portal", service: "portal", checks: [] },
];

describe.each(rows)("$listener", ({ listener, service, checks }) => {
  const process = Client.anonymous(origin(listener));

  test("/health says that it and what it needs are up", async () => {
    const health = await process.fetch(Health, "GET", "/health");

    expect(health.service).toBe(service);
    expect(Object.keys(health.checks)).toEqual(expect.arrayContaining(checks));
  });

  test.each(["/livez", "/readyz"])("%s is UP", async (path) => {
    const answer = await process.get(path);

    expect({ status: answer.status, json: answer.json }).toEqual({ status: 200, json: { status: "UP" } });
  });

  test("/actuator/health and /actuator/info are what Actuator clients expect", async () => {
    const [health, actuator, info] = [
      await process.fetch(Health, "GET", "/health"),
      await process.get("/actuator/health"),
      await process.get("/actuator/info"),
    ];

    const components = Object.fromEntries(Object.keys(health.checks).map((check) => [check, { status: "UP" }]));
    expect(actuator.json).toEqual({ status: "UP", components });
    expect(info.json).toEqual({ build: { name: service, version: health.version } });
  });

  test.each(["/metrics", "/actuator/prometheus"])("%s counts requests in Prometheus' format", async (path) => {
    const before = countOf((await process.get(path)).text);

    const answer = await process.get(path);

    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(before).toBeGreaterThan(0);
    expect(countOf(answer.text)).toBeGreaterThan(before);
    expect(answer.text).toMatch(/^# TYPE http_requests_total counter$/m);
  });

  test("/actuator/metrics names what can be asked for, and each has a value", async () => {
    const { names } = await process.fetch(z.object({ names: z.array(z.string()).min(1) }), "GET", "/actuator/metrics");

    for (const metric of names) {
      const Measured = z.object({
        name: z.literal(metric),
        measurements: z.array(z.object({ statistic: z.string(), value: z.number() })).min(1),
      });
      await process.fetch(Measured, "GET", `/actuator/metrics/${metric}`);
    }
  });
});

// Portals pass everything under /api/ on, so they have no such address of their own.
const withMetrics = rows.filter((row) => row.name !== "portal");

describe.each(withMetrics)("/api/$name/metrics", ({ listener, name, service }) => {
  const process = Client.anonymous(origin(listener));

  test("is about this process, and grows with what it does", async () => {
    const first = await process.fetch(ProcessMetrics, "GET", `/api/${name}/metrics`);

    const second = await process.fetch(ProcessMetrics, "GET", `/api/${name}/metrics`);

    expect(second.service).toBe(service);
    expect(second.requestsTotal).toBeGreaterThan(first.requestsTotal);
    expect(second.residentMemoryMb).toBeLessThan(4_096);
  });
});

describe("through the gateway", () => {
  const gateway = Client.anonymous();
  const services = rows.filter((row) => row.checks.length > 0);

  test.each(services)("/api/$name/health and /api/$name/metrics are the service's", async ({ name, service }) => {
    expect((await gateway.fetch(Health, "GET", `/api/${name}/health`)).service).toBe(service);
    expect((await gateway.fetch(ProcessMetrics, "GET", `/api/${name}/metrics`)).service).toBe(service);
  });

  test("/api/services/health and its short address know all services and no other", async () => {
    const Instance = z.object({ url: z.url(), status: Up, latencyMs: z.number() });
    const Services = z.object({
      status: Up,
      services: z.record(z.string(), z.object({ status: Up, instances: z.array(Instance).min(1) })),
    });

    for (const path of ["/api/services/health", "/services/health"]) {
      const known = Object.keys((await gateway.fetch(Services, "GET", path)).services);
      expect(known.toSorted()).toEqual(services.map((row) => row.service).toSorted());
    }
  });
});

/** The sum of http_requests_total over all its labels. */
function countOf(text: string): number {
  return [...text.matchAll(/^http_requests_total\{[^}]*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}
