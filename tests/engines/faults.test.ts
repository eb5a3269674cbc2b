// The engines of ./deploy.sh full fail in every way while people buy, with two instances of each service. Nobody is
// told anything but 503 with the time to come again, everything works again soon after the engine does, and the books
// are clean.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, bodyOf, type Client, newKey } from "../support/client.ts";
import type { Settings } from "../support/commands.ts";
import { type Deployment, deploy } from "../support/deployment.ts";
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
const recoveryLimitMs = 5_000;
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

/** Somebody new buys a ticket and gets it. */
async function buyOne(): Promise<void> {
  const [buyer] = buyers;
  if (buyer === undefined) throw new Error("nobody buys");
  const answer = await placeOrder(buyer, { event, quantity: 1, token: "tok_visa", headers: newKey() });
  await orderBecomes(buyer, bodyOf(Order, answer, "POST /api/orders").id, "CONFIRMED");
}

/** `trouble` returns when the engine is there again. */
async function buyThrough(trouble: () => Promise<void>): Promise<void> {
  const before = (await availabilityOf(admin, event.id)).ticketTypes[0]?.sold ?? 0;
  const complaints: Complaint[] = [];
  let over = false;
  const purchases = Promise.all(buyers.map((buyer) => buyWhile(() => over, buyer, complaints)));
  try {
    await pause(1_000);
    await trouble();
    await eventually(buyOne, recoveryLimitMs);
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

const troubles: [string, () => Promise<void>][] = [
  [
    "PostgreSQL is restarted and throws its sessions out",
    async () => (await signalEngine("postgres", site, "SIGINT"), listens("postgres")),
  ],
  ["PostgreSQL crashes", async () => (await signalEngine("postgres", site, "SIGQUIT"), listens("postgres"))],
  ["PostgreSQL's backends are terminated", terminateBackends],
  ["PostgreSQL hangs for 8 s", frozen("postgres", 8_000)],
  ["Kafka is killed and away for 20 s", away("kafka", 20_000)],
  ["Kafka hangs for 10 s", frozen("kafka", 10_000)],
  ["a consumer stops for a minute and goes on", stopConsumerForAMinute],
  ["consumers are killed while others work", killConsumers],
  ["Redis is killed and away for 5 s", away("redis", 5_000)],
  ["Redis hangs for 8 s", frozen("redis", 8_000)],
  ["Redis loses everything", emptyTheCache],
  ["the document server is away for 5 s", away("documents", 5_000)],
  ["the document server hangs for 8 s", frozen("documents", 8_000)],
];

test.for(troubles)("given %s then nothing is lost or doubled", { timeout: 300_000 }, async ([, trouble]) => {
  await buyThrough(trouble);
});
