// A day with ./deploy.sh, verb by verb, over one deployment: each test goes on where the one before ended.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { callBoxoffice, callDeploy, type Outcome, run } from "../support/commands.ts";
import { type OwnSite, ownSite } from "../support/deployment.ts";
import { adminCredentials, type Credentials, credentialsIn, origin, port } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { ended, isAlive, listeners, pidOf, pidsOf, serviceNames } from "../support/processes.ts";
import { newUser, registerUser, signIn, signInAdmin } from "../support/users.ts";

const quickPasswords = { BOXOFFICE_BCRYPT_COST: "4" };
// What is promised are two seconds; this machine may be busy with other tests.
const backLimitMs = 6_000;

let site: OwnSite;
let admin: Credentials;

beforeAll(async () => {
  site = await ownSite("operating");
});

afterAll(async () => {
  await callDeploy(site, ["stop"]);
  await site.discard();
}, 60_000);

async function deployed(words: string[] = [], settings: Record<string, string> = quickPasswords): Promise<Outcome> {
  return callDeploy(site, words, settings);
}

async function modeOf(...path: string[]): Promise<string> {
  return ((await stat(join(site.home, ...path))).mode & 0o777).toString(8);
}

// Ready again, in another process than before.
async function backAfter(name: string, pidBefore: number): Promise<number> {
  return eventually(async () => {
    const pid = await pidOf(site, name);
    if (pid === pidBefore) throw new Error(`${name} is still process ${pid}, or not back yet`);
    const outcome = await callBoxoffice(site, ["health", "--service", name]);
    if (outcome.status !== 0) throw new Error(`${name} is not ready`);
    return pid;
  }, backLimitMs);
}

describe("the first start", () => {
  let outcome: Outcome;

  beforeAll(async () => {
    outcome = await deployed();
    admin = adminCredentials(site);
  }, 120_000);

  test("given a new home then it says where everything is and shows the administrator's password", () => {
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.stdout).toContain("Boxoffice is ready.");
    for (const listener of ["gateway", "userPortal", "adminPortal"] as const) {
      expect(outcome.stdout).toContain(`http://localhost:${port(listener, site)}\n`);
    }
    expect(outcome.stdout).toContain(`http://localhost:${port("gateway", site)}/docs\n`);
    expect(outcome.stdout).toContain(admin.password);
    expect(outcome.stdout).toContain(join(site.home, "secrets", "admin.env"));
    expect(outcome.stdout).toContain(join(site.home, "secrets", "demo.env"));
  });

  test("given what it says then administrator and demo buyer can sign in", async () => {
    expect((await signInAdmin(site)).auth.user.role).toBe("ADMIN");
    const buyer = credentialsIn(join(site.home, "secrets", "demo.env"), "DEMO");
    expect((await signIn(buyer, site)).auth.user.role).toBe("USER");
  });

  test("given lab mode by default then there is demo data and the lab is open", async () => {
    const events = await Client.anonymous(origin("gateway", site)).get("/api/events?limit=20");
    expect(events.json).toMatchObject({ items: { length: 12 } });
    const configuration = await Client.anonymous(origin("userPortal", site)).get("/config.json");
    expect(configuration.json).toMatchObject({ lab: true });
  });

  test("given the services then they listen on loopback only", async () => {
    const ports = [port("gateway", site), port("chat", site)] as const;
    const portals = [port("userPortal", site), port("adminPortal", site)] as const;

    const addresses = [...(await listeners(...ports)), ...(await listeners(...portals))];

    expect(addresses.length).toBeGreaterThanOrEqual(10);
    expect(addresses.filter((address) => !/^(127\.0\.0\.1|\[::1\]):/.test(address))).toEqual([]);
  });

  test("given secrets then only their owner can read them", async () => {
    expect(await modeOf("secrets")).toBe("700");
    expect(await modeOf("secrets", "service-keys")).toBe("700");
    const files = await readdir(join(site.home, "secrets"), { recursive: true, withFileTypes: true });
    const modes = await Promise.all(
      files
        .filter((file) => file.isFile() && !file.name.endsWith(".pub"))
        .map(async (file) => [file.name, ((await stat(join(file.parentPath, file.name))).mode & 0o777).toString(8)]),
    );
    expect(modes.length).toBeGreaterThan(3);
    expect(modes.filter(([, mode]) => mode !== "600")).toEqual([]);
    expect(await modeOf("run", "settings.env")).toBe("600");
    expect(await modeOf("data")).toBe("700");
  });
});

describe("what runs", () => {
  test("given it is up then running it again changes nothing and shows no password", { timeout: 60_000 }, async () => {
    const before = await pidsOf(site);

    const outcome = await deployed();

    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(await pidsOf(site)).toEqual(before);
    expect(outcome.stdout).not.toContain(admin.password);
    expect(outcome.stdout).not.toContain("making demo data");
  });

  test("given it is up then status is a table of what is up", async () => {
    const { status, stdout } = await deployed(["status"]);

    expect(status).toBe(0);
    const [head, ...rows] = stdout.trim().split("\n");
    expect(head).toMatch(/^SERVICE +STATE +PID +PORT +MEMORY +UPTIME$/);
    const pids = await pidsOf(site);
    expect(rows.map((row) => row.split(/\s+/).slice(0, 3))).toEqual(
      serviceNames.map((name, index) => [name, "up", `${pids[index]}`]),
    );
    for (const row of rows) expect(row).toMatch(/ \d+ MB [\d:-]+$/);
  });

  test("given kill -9 ten times in a row then the service is back each time", { timeout: 90_000 }, async () => {
    let pid = await pidOf(site, "orders");
    for (let kills = 0; kills < 10; ++kills) {
      process.kill(pid, "SIGKILL");
      pid = await backAfter("orders", pid);
    }
  });

  test("given a service that ends in peace then it is back as well", { timeout: 30_000 }, async () => {
    const pid = await pidOf(site, "chat");
    process.kill(pid, "SIGTERM");
    await backAfter("chat", pid);
  });

  test("given a killed supervisor then another start repairs what it can", { timeout: 60_000 }, async () => {
    const supervisor = Number(await readFile(join(site.home, "run", "supervisord.pid"), "utf8"));
    process.kill(supervisor, "SIGKILL");
    await ended(supervisor);
    process.kill(await pidOf(site, "chat"), "SIGKILL");
    expect((await deployed(["status"])).status).toBe(1);

    expect(await deployed()).toMatchObject({ status: 0, stderr: "" });

    expect((await deployed(["status"])).status).toBe(0);
  });

  test("given restart of one service then only that one is another process", { timeout: 60_000 }, async () => {
    const before = await pidsOf(site);

    expect((await deployed(["restart", "orders"])).status).toBe(0);

    const after = await pidsOf(site);
    expect(serviceNames.filter((_, index) => before[index] !== after[index])).toEqual(["orders"]);
  });

  test("given logs of one service then its lines and no other's", async () => {
    const { status, stdout } = await deployed(["logs", "orders"]);

    expect(status).toBe(0);
    expect(stdout).toContain('"event":"service_started"');
    expect(stdout).toContain('"service":"order-service"');
    expect(stdout).not.toContain('"service":"user-service"');
  });

  test.for([
    [["restart", "ordres"], /there is no service 'ordres'\.\n {2}Choose from: gateway .*chat/],
    [["logs", "ordres"], /there is no service 'ordres'\.\n {2}Choose from: gateway .*chat/],
    [["logs", "--folow"], /there is no option '--folow'/],
    [["stauts"], /there is no verb 'stauts'\.\n {2}See \.\/deploy\.sh --help/],
    [["status", "now"], /'now' is one word too many/],
    [["compose"], /'compose' is not there yet/],
  ] as const)("given deploy.sh %j then one sentence and nothing happens", async ([words, sentence]) => {
    const before = await pidsOf(site);

    const outcome = await deployed([...words]);

    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toMatch(sentence);
    expect(await pidsOf(site)).toEqual(before);
  });
});

test("given people who signed in then no log or table shows a password or token", { timeout: 60_000 }, async () => {
  const { client, auth, credentials } = await registerUser("quiet", site);
  const wrong = newUser();
  const anonymous = Client.anonymous(origin("gateway", site));
  await anonymous.post("/api/users/login", { body: { username: "admin", password: wrong.password } });
  await anonymous.post("/api/users/refresh", { body: { refreshToken: auth.refreshToken } });
  await client.get(`/api/users/profile?access_token=${auth.accessToken}`);
  const keys = await readdir(join(site.home, "secrets"), { recursive: true, withFileTypes: true });
  const contents = await Promise.all(
    keys.filter((key) => key.isFile()).map(async (key) => readFile(join(key.parentPath, key.name), "utf8")),
  );
  const secrets = [
    admin.password,
    wrong.password,
    credentials.password,
    credentials.email,
    auth.accessToken,
    auth.refreshToken,
    ...contents.filter((content) => !content.includes("PUBLIC KEY")).map((content) => content.trim()),
  ];

  const logs = await readdir(join(site.home, "log"));
  const texts = await Promise.all(logs.map(async (log) => readFile(join(site.home, "log", log), "utf8")));
  texts.push((await deployed(["status"])).stdout);
  texts.push((await deployed([])).stdout);
  texts.push((await callBoxoffice(site, ["check-config", "--all"])).stdout);

  expect(texts.join("").length).toBeGreaterThan(10_000);
  for (const secret of secrets) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
});

describe("the end", () => {
  test("given requests in flight then stop answers them first", { timeout: 60_000 }, async () => {
    await deployed([], { BOXOFFICE_BCRYPT_COST: "13" }); // a registration takes long
    const pids = await pidsOf(site);
    const openConnections = async (): Promise<number> => {
      const metrics = await Client.anonymous(origin("users", site)).get("/metrics");
      return Number(/^http_server_open_connections(?:\{.*\})? (\d+)/m.exec(metrics.text)?.[1]);
    };
    const before = await openConnections();
    const registrations = Array.from({ length: 4 }, () => registerUser("late", site));
    const requests = Promise.all(registrations.map(async (registration) => (await registration).auth.user.status));
    await eventually(async () => {
      const open = await openConnections();
      if (open < before + 2) throw new Error(`no request in flight: ${before} connections before, ${open} now`);
    });

    const outcome = await deployed(["stop"]);

    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(await requests).toEqual(Array.from({ length: 4 }, () => "ACTIVE"));
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await listeners(port("gateway", site), port("chat", site))).toEqual([]);
  });

  test("given it is stopped then status is 1 and says down, and stop has nothing to do", async () => {
    const { status, stdout } = await deployed(["status"]);

    expect(status).toBe(1);
    expect(stdout.match(/ down /g)).toHaveLength(serviceNames.length);
    expect((await deployed(["stop"])).status).toBe(0);
  });

  test("given it is stopped then verify audits what lies there and leaves every file as it is", async () => {
    const folder = join(site.home, "data");
    const filesThere = async (): Promise<string[]> => {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      return Promise.all(
        files
          .filter((file) => file.isFile())
          .map(async ({ parentPath, name }) => {
            const { size, mtimeMs } = await stat(join(parentPath, name));
            return `${name} ${size} ${mtimeMs}`;
          }),
      );
    };
    const before = await filesThere();

    const { status, stdout } = await callBoxoffice(site, ["verify"]);

    expect(status, stdout).toBe(0);
    expect(stdout).toContain("I10");
    expect(await filesThere()).toEqual(before);
  });

  test("given reset and any answer but yes then the data stay", async () => {
    expect((await deployed(["reset"])).status).toBe(1); // nobody to ask
    const command = `${join(import.meta.dirname, "..", "..", "deploy.sh")} reset`;
    const environment = { ...process.env, BOXOFFICE_HOME: site.home };

    const outcome = await run("bash", ["-c", `echo no | script -qec '${command}' /dev/null`], environment);

    expect(outcome.stdout).toContain("Delete all data, logs and secrets");
    expect(outcome.stdout).toContain("nothing was deleted");
    expect(adminCredentials(site)).toEqual(admin);
  });

  test("given reset --yes then the data are gone, and nothing else of the folder", async () => {
    expect((await deployed(["reset", "--yes"])).status).toBe(0);

    expect(await readdir(site.home)).toEqual([]);
    expect(await deployed(["status"])).toMatchObject({ status: 1, stdout: `Nothing is deployed in ${site.home}.\n` });
  });
});
