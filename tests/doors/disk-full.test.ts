// The disk fills up while people buy: they are told to come back, nothing that was promised is lost, and with space the
// system goes on by itself.

import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, bodyOf, type Client, newKey, problemOf } from "../support/client.ts";
import { becomesReady, callBoxoffice, callDeploy, run, type Served, startServing } from "../support/commands.ts";
import { keepLogs, type OwnSite, ownSite } from "../support/deployment.ts";
import { eventually } from "../support/eventually.ts";
import { newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, orderOf, placeOrder, type Purchase } from "../support/orders.ts";
import { isAlive } from "../support/processes.ts";
import { type Event, Order } from "../support/shapes.ts";
import { placeForSure } from "../support/steadfast.ts";
import { registerUsers, signInAdmin } from "../support/users.ts";
import { problemsOf, settled } from "../support/verify.ts";

const quickPasswords = { BOXOFFICE_BCRYPT_COST: "4" };
const diskMb = 64;
const fullForMs = 3_000;
const refusalsWanted = 20;

let site: OwnSite;
let served: Served | undefined;

// Mounting is root's: CI is root, elsewhere sudo asks nobody.
async function asRoot(...words: [string, ...string[]]): Promise<void> {
  const [program, ...rest] = process.getuid?.() === 0 ? words : (["sudo", "-n", ...words] as const);
  const outcome = await run(program, rest, process.env);
  if (outcome.status !== 0) throw new Error(`${words.join(" ")}: ${outcome.stderr}`);
}

beforeAll(async () => {
  site = await ownSite("disk-full");
  const owner = `uid=${process.getuid?.() ?? 0},gid=${process.getgid?.() ?? 0},mode=755`;
  await asRoot("mount", "-t", "tmpfs", "-o", `size=${diskMb}m,${owner}`, "boxoffice-disk-full", site.home);
});

afterAll(async () => {
  await served?.stop();
  await keepLogs(site.home, "disk-full");
  await asRoot("umount", "--lazy", site.home);
  await site.discard();
}, 60_000);

/** Takes what space there is; the function gives it back. */
async function fillDisk(): Promise<() => Promise<void>> {
  const path = join(site.home, "ballast");
  const file = await open(path, "w");
  try {
    for (let size = 64 * 1024; size > 0; size = size === 1 ? 0 : size / 2) {
      const block = Buffer.alloc(size);
      while (
        await file.write(block).then(
          ({ bytesWritten }) => bytesWritten === size,
          () => false,
        )
      );
    }
  } finally {
    await file.close();
  }
  return () => rm(path);
}

async function expectRefusedStart(): Promise<void> {
  const { status, stderr } = await callBoxoffice(site, ["serve"]);

  expect(status).toBe(2);
  expect(stderr).toMatch(/^boxoffice: .*: the disk is full, free some space .*; nothing is lost\.\n$/);
}

test("given a full disk then a start says so in one sentence, and with space it starts", async () => {
  const giveBack = await fillDisk();
  await expectRefusedStart();
  await giveBack();

  served = startServing(site, quickPasswords);
  await becomesReady(site);
  expect(await served.stop()).toBe(0);

  const giveBackAgain = await fillDisk();
  await expectRefusedStart();
  await giveBackAgain();
});

type Attempt = { client: Client; purchase: Purchase; answer: Answer };

/** One buyer's orders, one after the other, until the time is up. */
async function buyUntil(client: Client, event: Event, deadline: number): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  while (Date.now() < deadline) {
    const purchase = { event, quantity: 1, token: "tok_visa", headers: newKey() };
    attempts.push({ client, purchase, answer: await placeOrder(client, purchase) });
  }
  return attempts;
}

test("given a disk with little room then deploy.sh starts nothing on it", async () => {
  const { status, stderr } = await callDeploy(site);

  expect(status).toBe(1);
  expect(stderr).toMatch(/^deploy\.sh: running needs 200 MB of disk under .*, and \d+ MB are free\.\n {2}Free some /);
});

test(
  "given a disk that fills up then 503 until there is space, and nothing is lost",
  { timeout: 120_000 },
  async () => {
    served = startServing(site, quickPasswords);
    await becomesReady(site);
    const { client: admin } = await signInAdmin(site);
    const event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 10_000, maxPerOrder: 5 })] });
    const [first, ...others] = await registerUsers(4, "full", site);
    if (first === undefined) throw new Error("nobody registered");
    const bought = bodyOf(Order, await placeForSure(first.client, { event, quantity: 1, token: "tok_visa" }));
    await orderBecomes(first.client, bought.id, "CONFIRMED");

    const giveBack = await fillDisk();
    const deadline = Date.now() + fullForMs;
    const buying = [first, ...others].map(async ({ client }) => buyUntil(client, event, deadline));
    const attempts = (await Promise.all(buying)).flat();

    const refused = attempts.filter(({ answer }) => answer.status !== 201);
    expect(refused.length).toBeGreaterThan(refusalsWanted);
    for (const { answer } of refused) {
      expect([answer.status, problemOf(answer).code]).toEqual([503, "UNAVAILABLE"]);
      expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    }
    expect(isAlive(served.pid)).toBe(true);
    expect((await orderOf(first.client, bought.id)).status).toBe("CONFIRMED");

    await giveBack();
    const repeated = refused.slice(0, refusalsWanted).map(async ({ client, purchase }) => ({
      client,
      answer: await placeForSure(client, purchase, 30_000),
    }));
    const kept = [...attempts.filter(({ answer }) => answer.status === 201), ...(await Promise.all(repeated))];
    for (const { client, answer } of kept) await orderBecomes(client, bodyOf(Order, answer).id, "CONFIRMED", 30_000);
    // Consumers look again after at most 5 s.
    await eventually(async () => {
      // Consumers look again after at most 5 s.
      await eventually(async () => {
        expect(problemsOf(await settled(site))).toEqual([]);
      }, 30_000);
    }, 30_000);
    expect(await served.stop()).toBe(0);
  },
);
