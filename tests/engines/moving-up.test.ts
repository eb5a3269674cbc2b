// An embedded deployment outgrows its machine: ./deploy.sh full takes all that it has along.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, type Client, newKey } from "../support/client.ts";
import { binary, callDeploy } from "../support/commands.ts";
import { type Deployment, deploy } from "../support/deployment.ts";
import { availabilityOf, newTicketType, publishEvent } from "../support/events.ts";
import { orderBecomes, orderOf, placedOrder, placeOrder, ticketsOf } from "../support/orders.ts";
import { type Event, Order } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";
import { problemsOf, settled } from "../support/verify.ts";

const limitMs = 240_000;
const settings = { BOXOFFICE_LAB: "on", BOXOFFICE_SEED: "off", BOXOFFICE_BCRYPT_COST: "4" };

/** The executable, whose `migrate` fails until there is a file `mended`. */
function fragileProgram(mended: string): string {
  return `#!/bin/sh\n[ "$1" != migrate ] || [ -e '${mended}' ] || exit 1\nexec '${binary}' "$@"\n`;
}

let site: Deployment;
let admin: Client;
let buyer: Client;
let event: Event;

beforeAll(async () => {
  site = await deploy("moving-up");
  admin = (await signInAdmin(site)).client;
  event = await publishEvent(admin, { ticketTypes: [newTicketType({ capacity: 10 })] });
  buyer = (await registerUser("mover", site)).client;
}, limitMs);

afterAll(() => site.stop(), limitMs);

test(
  "given orders, tickets and sessions then all are there on the engines, and buying goes on",
  { timeout: limitMs },
  async () => {
    const purchase = { event, quantity: 2, token: "tok_visa", headers: newKey() };
    const answer = await placeOrder(buyer, purchase);
    const confirmed = await orderBecomes(buyer, bodyOf(Order, answer, "POST /api/orders").id, "CONFIRMED");
    const tickets = await ticketsOf(buyer, confirmed.id);
    const pending = await placedOrder(buyer, { event, quantity: 1 });

    // The move stops half-way at first, as if somebody had pulled the plug.
    const mended = join(site.home, "mended");
    const fragile = join(site.home, "fragile");
    await writeFile(fragile, fragileProgram(mended), { mode: 0o755 });
    const through = { ...settings, BOXOFFICE_BINARY: fragile };
    const stopped = await callDeploy(site, ["full"], through, limitMs);
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toContain("it goes on where it stopped");
    expect((await callDeploy(site, ["restart"], through, limitMs)).status).toBe(1);
    await writeFile(mended, "");
    const outcome = await callDeploy(site, ["full"], through, limitMs);

    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/orders: \d+ rows, the same on both sides/);
    expect(await orderOf(buyer, confirmed.id)).toEqual(confirmed);
    expect(await ticketsOf(buyer, confirmed.id)).toEqual(tickets);
    expect((await placeOrder(buyer, purchase)).text).toBe(answer.text);
    expect((await orderOf(buyer, pending.id)).status).toBe("PENDING");
    expect((await availabilityOf(admin, event.id)).ticketTypes).toMatchObject([{ available: 7, held: 1, sold: 2 }]);
    const next = await placedOrder(buyer, { event, quantity: 1, token: "tok_visa" });
    await orderBecomes(buyer, next.id, "CONFIRMED");
    expect((await buyer.put(`/api/orders/${pending.id}/cancel`, { body: {} })).status).toBe(200);
    expect(problemsOf(await settled(site))).toEqual([]);
  },
);
