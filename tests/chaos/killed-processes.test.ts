// People buy while processes are killed. Afterwards the system comes to rest by itself and everything adds up: no seat
// twice, no money without tickets, no promise forgotten.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, bodyOf, type Client, newKey } from "../support/client.ts";
import { type Deployment, deploy } from "../support/deployment.ts";
import { chaosSeconds } from "../support/environment.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderOf, placeOrder, type Purchase } from "../support/orders.ts";
import { type Event, Order } from "../support/shapes.ts";
import { placeForSure } from "../support/steadfast.ts";
import { registerUsers, signInAdmin } from "../support/users.ts";
import { problemsOf, settled } from "../support/verify.ts";

const buyersAtOnce = 6;
const pauseBetweenKillsMs = 300;
const holdSeconds = 8;
const settleLimitMs = 60_000;
// Mostly cards that work; the others leave their orders to expire or settle late.
const tokens = ["tok_visa", "tok_visa", "tok_visa", "tok_duplicate_webhook", "tok_timeout", "tok_declined", undefined];

type Bought = { buyer: Client; purchase: Purchase; answer: Answer; order: Order };

let site: Deployment;
let admin: Client;
let event: Event;

beforeAll(async () => {
  site = await deploy("killed-processes", { BOXOFFICE_HOLD_SECONDS: `${holdSeconds}` });
  admin = (await signInAdmin(site)).client;
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 100_000, maxPerOrder: 3 })] });
}, 180_000);

afterAll(() => site.stop(), 90_000);

/** Ids of the service processes that run now, as they say themselves. */
async function servicePids(): Promise<number[]> {
  const folder = join(site.home, "run");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".pid") && file !== "supervisord.pid");
  const pids = await Promise.all(
    files.map(async (file) => Number.parseInt(await readFile(join(folder, file), "utf8").catch(() => ""), 10)),
  );
  const ours = await Promise.all(pids.map((pid) => isService(pid)));
  return pids.filter((_, index) => ours[index] === true);
}

// A pid file may be older than its process, and another program may have its number by now.
async function isService(pid: number): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return environment.split("\0").includes(`BOXOFFICE_HOME=${site.home}`) && command.includes("\0serve\0");
}

async function killUntil(deadline: number): Promise<number> {
  let kills = 0;
  while (Date.now() < deadline) {
    const pids = await servicePids();
    const victim = pids[Math.floor(Math.random() * pids.length)];
    if (victim !== undefined) {
      try {
        process.kill(victim, "SIGKILL");
        ++kills;
      } catch {
        // It has ended by itself in this moment; the supervisor brings it back.
      }
    }
    await pause(pauseBetweenKillsMs);
  }
  return kills;
}

async function buyUntil(buyer: Client, deadline: number): Promise<Bought[]> {
  const bought: Bought[] = [];
  for (let round = 0; Date.now() < deadline; ++round) {
    const token = tokens[round % tokens.length];
    const quantity = 1 + (round % 3);
    const purchase = { event, quantity, headers: newKey(), ...(token === undefined ? {} : { token }) };
    const answer = await placeForSure(buyer, purchase);
    bought.push({ buyer, purchase, answer, order: bodyOf(Order, answer, "POST /api/orders") });
  }
  return bought;
}

test(
  "given kill -9 of any service every 300 ms then every answered order exists and the books are clean",
  { timeout: chaosSeconds * 1_000 + 300_000 },
  async () => {
    const buyers = await registerUsers(buyersAtOnce, "chaos", site);
    const deadline = Date.now() + chaosSeconds * 1_000;

    const [kills, ...purchases] = await Promise.all([
      killUntil(deadline),
      ...buyers.map(({ client }) => buyUntil(client, deadline)),
    ]);
    const report = await settled(site, settleLimitMs + holdSeconds * 1_000);

    expect(problemsOf(report)).toEqual([]);
    const bought = purchases.flat();
    expect(kills).toBeGreaterThan(chaosSeconds);
    expect(bought.length).toBeGreaterThan(buyersAtOnce);
    expect(new Set(bought.map(({ order }) => order.id)).size).toBe(bought.length);
    const ended: Order[] = [];
    for (const { buyer, purchase, answer, order } of bought) {
      ended.push(await orderOf(buyer, order.id));
      expect((await placeOrder(buyer, purchase)).text).toBe(answer.text);
    }
    expect(ended.filter((order) => order.status === "PENDING")).toEqual([]);
    const sold = ended
      .filter((order) => order.status === "CONFIRMED")
      .reduce((sum, order) => sum + order.ticketQuantity, 0);
    expect(sold).toBeGreaterThan(0);
    expect((await availabilityOf(admin, event.id)).ticketTypes).toMatchObject([
      { capacity: 100_000, held: 0, sold, available: 100_000 - sold },
    ]);
  },
);
