// The engines of ./deploy.sh full fail in every way while people buy, with two instances of each service. Nobody is
// told anything but 503 with the time to come again, everything works again soon after the engine does, and the books
// are clean.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, bodyOf, Client, newKey } from "../support/client.ts";
import type { Settings } from "../support/commands.ts";
import { type Deployment, deploy } from "../support/deployment.ts";
import { type Listener, origin } from "../support/environment.ts";
import {
  connects,
  type Engine,
  enginePort,
  freezeEngine,
  redis,
  signalEngine,
  signalIfAlive,
  sql,
  startEngine,
  stopEngine,
} from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, orderOf, placeOrder, type Purchase } from "../support/orders.ts";
import { pidOf, serviceNames } from "../support/processes.ts";
import { type Event, Order } from "../support/shapes.ts";
import { untilDefinite } from "../support/steadfast.ts";
import { registerUsers, signInAdmin } from "../support/users.ts";
import { problemsOf, settled, verify } from "../support/verify.ts";

const holdSeconds = 20;
const buyersAtOnce = 4;
const pauseBetweenPurchasesMs = 100; // the test is about faults, not about how much the machine can do
const usualRecoveryMs = 5_000;
// Kafka takes connections before it serves, and a group waits for the sessions of the members that it has lost.
const kafkaRecoveryMs = 25_000;
const settleLimitMs = 60_000;

let site: Deployment;
let admin: Client;
let event: Event;
let buyers: Client[];

beforeAll(async () => {
  const settings: Settings = { BOXOFFICE_HOLD_SECONDS: `${holdSeconds}` };
  for (const name of serviceNames) settings[`BOXOFFICE_REPLICAS_${name.toUpperCase()}`] = "2";
  site = await deploy("engine-faults", settings, "full");
  admin = (await signInAdmin(site)).client;
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 1_000_000, maxPerOrder: 3 })] });
  buyers = (await registerUsers(buyersAtOnce, "faults", site)).map(({ client }) => client);
}, 240_000);

afterAll(() => site.stop(), 120_000);

/** What went wrong in the eyes of a buyer, though it may not. */
type Complaint = string;

function complaintsAbout(answer: Answer): Complaint[] {
  if (answer.status < 500) return [];
  if (answer.status !== 503) return [`${answer.status}: ${answer.text}`];
  return answer.headers.get("retry-after") === null ? [`503 without Retry-After: ${answer.text}`] : [];
}

type Bought = { buyer: Client; purchase: Purchase; answer: Answer; order: Order };

/** Buys until `isOver`, repeating each purchase with its key until there is a definite answer. */
async function buyWhile(isOver: () => boolean, buyer: Client, complaints: Complaint[]): Promise<Bought[]> {
  const bought: Bought[] = [];
  while (!isOver()) {
    const purchase = { event, quantity: 1, token: "tok_visa", headers: newKey() };
    const answer = await untilDefinite(async () => {
      const attempt = await placeOrder(buyer, purchase);
      complaints.push(...complaintsAbout(attempt));
      return attempt;
    });
    bought.push({ buyer, purchase, answer, order: bodyOf(Order, answer, "POST /api/orders") });
    await pause(pauseBetweenPurchasesMs);
  }
  return bought;
}

/** Somebody buys a ticket and has it within so long, from the engine's return on. */
async function buysWithin(limitMs: number): Promise<void> {
  const [buyer] = buyers;
  if (buyer === undefined) throw new Error("nobody buys");
  const start = performance.now();
  const purchase = { event, quantity: 1, token: "tok_visa", headers: newKey() };
  const answer = await untilDefinite(async () => placeOrder(buyer, purchase), limitMs);
  const { id } = bodyOf(Order, answer, "POST /api/orders");
  await orderBecomes(buyer, id, "CONFIRMED", limitMs - (performance.now() - start));
}

/** `trouble` returns when the engine is there again. */
async function buyThrough({ trouble, recoveryMs }: Fault): Promise<void> {
  const before = (await availabilityOf(admin, event.id)).ticketTypes[0]?.sold ?? 0;
  const complaints: Complaint[] = [];
  let over = false;
  const purchases = Promise.all(buyers.map((buyer) => buyWhile(() => over, buyer, complaints)));
  try {
    await pause(1_000);
    await trouble();
    await buysWithin(recoveryMs);
  } finally {
    over = true;
  }
  const bought = (await purchases).flat();
  expect(complaints).toEqual([]);
  await settled(site, settleLimitMs + holdSeconds * 1_000);
  // Consumers may still be catching up with what was published while they were away.
  await eventually(async () => {
    expect(problemsOf(await verify(site))).toEqual([]);
  }, settleLimitMs);
  expect(bought.length).toBeGreaterThan(buyersAtOnce);
  for (const { buyer, order } of bought) expect((await orderOf(buyer, order.id)).status).toBe("CONFIRMED");
  const [sample] = bought;
  if (sample !== undefined) expect((await placeOrder(sample.buyer, sample.purchase)).text).toBe(sample.answer.text);
  const sold = (await availabilityOf(admin, event.id)).ticketTypes[0]?.sold ?? 0;
  expect(sold).toBeGreaterThanOrEqual(before + bought.length);
}

/** Once it answers, or at least takes connections. */
async function listens(engine: Engine): Promise<void> {
  await eventually(async () => {
    if (engine === "postgres") await sql(site, "SELECT 1");
    await connects(enginePort(engine, site));
  }, 30_000);
}

/** Frozen for so long. */
function frozen(engine: Engine, ms: number): () => Promise<void> {
  return async () => {
    const thaw = await freezeEngine(engine, site);
    try {
      await pause(ms);
    } finally {
      thaw();
    }
  };
}

/** Away for so long: killed, and not started anew at once. */
function away(engine: Engine, ms: number): () => Promise<void> {
  return async () => {
    await signalEngine(engine, site, "SIGKILL");
    await stopEngine(engine, site);
    try {
      await pause(ms);
    } finally {
      await startEngine(engine, site);
    }
    await listens(engine);
  };
}

async function terminateBackends(): Promise<void> {
  for (let round = 0; round < 20; ++round) {
    await sql(site, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename LIKE 'boxoffice\\_%'");
    await pause(150);
  }
}

async function stopConsumerForAMinute(): Promise<void> {
  const zombie = await pidOf(site, "notifications");
  process.kill(zombie, "SIGSTOP");
  try {
    await pause(60_000);
  } finally {
    signalIfAlive(zombie, "SIGCONT");
  }
}

async function killConsumers(): Promise<void> {
  for (const name of ["notifications", "orders-2", "notifications-2", "tickets", "orders"]) {
    signalIfAlive(await pidOf(site, name), "SIGKILL");
    await pause(1_500);
  }
}

async function emptyTheCache(): Promise<void> {
  for (let round = 0; round < 10; ++round) {
    await redis(site, "FLUSHALL");
    await pause(200);
  }
}

type Fault = { name: string; trouble: () => Promise<void>; recoveryMs: number };

function fault(name: string, trouble: () => Promise<void>, recoveryMs = usualRecoveryMs): Fault {
  return { name, trouble, recoveryMs };
}

/** Ended by a signal; the supervisor starts it again. */
function ended(engine: Engine, signal: NodeJS.Signals): () => Promise<void> {
  return async () => {
    await signalEngine(engine, site, signal);
    await listens(engine);
  };
}

const faults: Fault[] = [
  fault("PostgreSQL is restarted and throws its sessions out", ended("postgres", "SIGINT")),
  fault("PostgreSQL crashes", ended("postgres", "SIGQUIT")),
  fault("PostgreSQL's backends are terminated", terminateBackends),
  fault("PostgreSQL hangs for 8 s", frozen("postgres", 8_000)),
  fault("Kafka is killed and away for 20 s", away("kafka", 20_000), kafkaRecoveryMs),
  fault("Kafka hangs for 10 s", frozen("kafka", 10_000), kafkaRecoveryMs),
  fault("a consumer stops for a minute and goes on", stopConsumerForAMinute),
  fault("consumers are killed while others work", killConsumers, kafkaRecoveryMs),
  fault("Redis is killed and away for 5 s", away("redis", 5_000)),
  fault("Redis hangs for 8 s", frozen("redis", 8_000)),
  fault("Redis loses everything", emptyTheCache),
  fault("the document server is away for 5 s", away("documents", 5_000)),
  fault("the document server hangs for 8 s", frozen("documents", 8_000)),
];

const dependencies: { engine: Engine; service: Listener; check: string; readiness: number }[] = [
  { engine: "postgres", service: "orders", check: "database", readiness: 503 },
  { engine: "kafka", service: "orders", check: "messages", readiness: 200 },
  { engine: "documents", service: "events", check: "documents", readiness: 200 },
];

test.for(dependencies)(
  "given $engine is away then $service is alive and says what it lacks",
  { timeout: 120_000 },
  async ({ engine, service, check, readiness }) => {
    const ask = (path: string): Promise<Answer> => Client.anonymous(origin(service, site)).get(path);
    await stopEngine(engine, site);
    try {
      await eventually(async () => {
        expect((await ask("/health")).text).toContain(`"${check}":"DOWN"`);
        expect((await ask("/readyz")).status).toBe(readiness);
      }, 20_000);
      expect((await ask("/livez")).status).toBe(200);
    } finally {
      await startEngine(engine, site);
    }
    await listens(engine);
    await eventually(async () => {
      expect((await ask("/health")).text).toContain(`"${check}":"UP"`);
      expect((await ask("/readyz")).status).toBe(200);
    }, 30_000);
  },
);

test.for(faults)("given $name then nothing is lost or doubled", { timeout: 300_000 }, async (each) => {
  await buyThrough(each);
});
