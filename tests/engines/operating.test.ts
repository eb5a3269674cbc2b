// ./deploy.sh full as an operator meets it: what runs, who may read what, and the verbs.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callBoxoffice, callDeploy, type Outcome, type Settings } from "../support/commands.ts";
import { type OwnSite, ownSite } from "../support/deployment.ts";
import { type Engine, enginePassword, enginePid, rolePassword, signalEngine, sql } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { isAlive, serviceNames } from "../support/processes.ts";

const engines: Engine[] = ["postgres", "redis", "kafka", "documents"];
const quick: Settings = { BOXOFFICE_SEED: "off", BOXOFFICE_BCRYPT_COST: "4" };
const limitMs = 180_000;

let site: OwnSite;

async function full(words: string[] = ["full"], settings: Settings = {}): Promise<Outcome> {
  return callDeploy(site, words, { ...quick, ...settings }, limitMs);
}

let first: Outcome;

beforeAll(async () => {
  site = await ownSite("engines");
  first = await full();
}, limitMs);

afterAll(async () => {
  await full(["stop"]);
  await site.discard();
}, limitMs);

test("given a first start then everything is up", async () => {
  expect(first).toMatchObject({ status: 0, stderr: "" });

  const { status, stdout } = await full(["status"]);

  expect(status).toBe(0);
  const rows = stdout.split("\n").map((line) => line.split(/\s+/));
  for (const name of [...engines, ...serviceNames]) {
    expect(rows.find((row) => row[0] === name)?.[1]).toBe("up");
  }
});

test("given the engines' folders and secrets then only their owner reads them", async () => {
  for (const engine of engines) {
    const folder = join(site.home, "engines", engine);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect((await stat(join(folder, "password"))).mode & 0o077).toBe(0);
  }
  for (const file of await readdir(join(site.home, "secrets"), { recursive: true })) {
    expect((await stat(join(site.home, "secrets", file))).mode & 0o077).toBe(0);
  }
});

test("given root starts the engines then none of them runs as root", async () => {
  for (const engine of engines) {
    const owner = (await stat(`/proc/${await enginePid(engine, site)}`)).uid;
    expect(owner === 0).toBe(false);
  }
});

describe("who may read what", () => {
  test("given a service's role then it reads its own tables and nobody else's", async () => {
    const password = await rolePassword(site, "boxoffice_orders");
    const login = { role: "boxoffice_orders", password };

    await expect(sql(site, "SELECT count(*) FROM orders.orders", login)).resolves.toBe("0");
    await expect(sql(site, "SELECT count(*) FROM users.users", login)).rejects.toThrow("permission denied");
    await expect(sql(site, "SELECT 1", { ...login, database: "documents" })).rejects.toThrow("permission denied");
  });

  test("given a wrong password then every engine refuses it", async () => {
    await expect(sql(site, "SELECT 1", { password: "wrong" })).rejects.toThrow("authentication failed");
    const wrong: Settings[] = [
      { MESSAGING_URL: await urlWith("wrong", "MESSAGING_URL") },
      { CACHE_URL: await urlWith("wrong", "CACHE_URL") },
      { DOCUMENTS_URL: await urlWith("wrong", "DOCUMENTS_URL") },
    ];
    for (const settings of wrong) {
      const [name = ""] = Object.keys(settings);
      const outcome = await callBoxoffice(site, ["serve", "--services", "events"], settings, 60_000);
      expect(outcome.status).toBe(2);
      expect(outcome.stderr).toMatch(new RegExp(`^boxoffice: ${name} `));
      expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
    }
  });

  test("given the logs then no password stands in them", async () => {
    const { stdout } = await full(["logs"]);
    for (const engine of engines) expect(stdout).not.toContain(await enginePassword(engine, site));
    expect(stdout).not.toContain(await rolePassword(site, "boxoffice_users"));
  });

  async function urlWith(password: string, name: string): Promise<string> {
    const { stdout } = await callBoxoffice(site, ["check-config", "--all"]);
    const url =
      stdout
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.split(/\s+/)[1] ?? "";
    expect(url).toContain(":***@");
    return url.replace(":***@", `:${password}@`);
  }
});

test("given a killed engine then the supervisor brings it back", async () => {
  const before = await enginePid("redis", site);

  await signalEngine("redis", site, "SIGKILL");

  await eventually(async () => {
    expect(await enginePid("redis", site)).not.toBe(before);
    expect((await full(["status"])).status).toBe(0);
  });
});

test("given restart of one engine then only that one is another process", async () => {
  const before = await Promise.all(engines.map(async (engine) => enginePid(engine, site)));

  expect(await full(["restart", "documents"])).toMatchObject({ status: 0, stderr: "" });

  const after = await Promise.all(engines.map(async (engine) => enginePid(engine, site)));
  expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
  expect(after[3]).not.toBe(before[3]);
});

test("given logs of an engine then its lines", async () => {
  const { status, stdout } = await full(["logs", "postgres"]);

  expect(status).toBe(0);
  expect(stdout).toContain("database system is ready to accept connections");
});

test("given URLs of one's own then only the other engines run", { timeout: limitMs }, async () => {
  const own = await ownSite("some-engines");
  const data = `sqlite:${join(own.home, "data")}`;
  const urls: Settings = { MESSAGING_URL: `${data}/messages`, DOCUMENTS_URL: data };
  try {
    expect(await callDeploy(own, ["full"], { ...quick, ...urls }, limitMs)).toMatchObject({ status: 0, stderr: "" });

    const { status, stdout } = await callDeploy(own, ["status"]);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^postgres +up/m);
    expect(stdout).toMatch(/^redis +up/m);
    expect(stdout).not.toMatch(/^(kafka|documents) /m);
  } finally {
    await callDeploy(own, ["stop"]);
    await own.discard();
  }
});

test("given embedded in a home with engines then refused with what to do", async () => {
  const outcome = await full(["embedded"]);

  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toContain("./deploy.sh full");
});

test(
  "given stop then no engine is left, and a start without a word brings them back",
  { timeout: limitMs },
  async () => {
    const pids = await Promise.all(engines.map(async (engine) => enginePid(engine, site)));

    expect(await full(["stop"])).toMatchObject({ status: 0, stderr: "" });

    expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
    expect(await full([])).toMatchObject({ status: 0, stderr: "" });
    expect((await full(["status"])).status).toBe(0);
  },
);
