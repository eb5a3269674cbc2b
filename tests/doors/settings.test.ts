// Settings from the environment, from files and from a TOML file: refused before anything starts when they are wrong,
// explained by check-config, kept for what runs.

import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { binary, callBoxoffice, callDeploy, type Settings } from "../support/commands.ts";
import { type OwnSite, ownSite } from "../support/deployment.ts";
import { origin, port } from "../support/environment.ts";
import { pidOf, pidsOf } from "../support/processes.ts";
import { signIn } from "../support/users.ts";

const quick = { BOXOFFICE_BCRYPT_COST: "4", BOXOFFICE_SEED: "off" };

describe("wrong settings", () => {
  let site: OwnSite;

  beforeEach(async () => {
    site = await ownSite("settings");
  });

  afterEach(() => site.discard());

  const wrong: [settings: Settings, sentence: string][] = [
    [
      { BOXOFFICE_HOLD_SECOND: "5" },
      "BOXOFFICE_HOLD_SECOND (environment) is not a setting; did you mean BOXOFFICE_HOLD_SECONDS?",
    ],
    [
      { BOXOFFICE_REPLICAS_ORDER: "2" },
      "BOXOFFICE_REPLICAS_ORDER (environment) is not a setting; did you mean BOXOFFICE_REPLICAS_ORDERS?",
    ],
    [
      { BOXOFFICE_ADMIN_PASWORD_FILE: "/dev/null" },
      "BOXOFFICE_ADMIN_PASWORD_FILE (environment) is not a setting; did you mean BOXOFFICE_ADMIN_PASSWORD_FILE?",
    ],
    [
      { BOXOFFICE_COLOUR: "red" },
      "BOXOFFICE_COLOUR (environment) is not a setting; boxoffice check-config --all lists the settings.",
    ],
    [{ BOXOFFICE_LAB: "yes" }, "BOXOFFICE_LAB is 'yes' (environment); it must be on or off"],
    [{ BOXOFFICE_SEED: "no" }, "BOXOFFICE_SEED is 'no' (environment); it must be on or off"],
    [{ BOXOFFICE_RATE_LIMITS: "none" }, "BOXOFFICE_RATE_LIMITS is 'none' (environment); it must be on or off"],
    [
      { BOXOFFICE_HOLD_SECONDS: "4" },
      "BOXOFFICE_HOLD_SECONDS is '4' (environment); it must be a whole number from 5 to",
    ],
    [
      { BOXOFFICE_BCRYPT_COST: "31" },
      "BOXOFFICE_BCRYPT_COST is '31' (environment); it must be a whole number from 4 to",
    ],
    [{ BOXOFFICE_REPLICAS_GATEWAY: "9" }, "BOXOFFICE_REPLICAS_GATEWAY is '9' (environment); it must be a whole number"],
    [
      { BOXOFFICE_LOG_LEVEL: "loud" },
      "BOXOFFICE_LOG_LEVEL is 'loud' (environment); it must be debug, info, warn, error",
    ],
    [
      { BOXOFFICE_PORT_OFFSET: "abc" },
      "BOXOFFICE_PORT_OFFSET is 'abc' (environment); it must be a whole number from 0",
    ],
    [
      { BOXOFFICE_PORT_OFFSET: "3000" },
      "BOXOFFICE_PORT_OFFSET puts portal on port 6000, which browsers refuse to open",
    ],
    [{ BOXOFFICE_BIND: "localhost" }, "BOXOFFICE_BIND is 'localhost' (environment); it must be IP addresses"],
    [
      { BOXOFFICE_TRUSTED_PROXIES: "10.0.0.0/40" },
      "BOXOFFICE_TRUSTED_PROXIES is '10.0.0.0/40' (environment); it must be",
    ],
    [{ BOXOFFICE_HOSTS: "http://a.example" }, "BOXOFFICE_HOSTS is 'http://a.example' (environment); it must be names"],
    [{ BOXOFFICE_CORS_ORIGINS: "*" }, "BOXOFFICE_CORS_ORIGINS is '*' (environment); it must be origins such as"],
    [{ BOXOFFICE_CURRENCY: "euro" }, "BOXOFFICE_CURRENCY is 'euro' (environment); it must be three capital letters"],
    [{ BOXOFFICE_TIME_ZONE: "Berlin" }, "BOXOFFICE_TIME_ZONE is 'Berlin' (environment); it must be a name of the IANA"],
    [{ BOXOFFICE_CRASH_AT: "noon" }, "BOXOFFICE_CRASH_AT is 'noon' (environment); it must be a point of kit/lab"],
    [{ BOXOFFICE_ADMIN_PASSWORD: "brief" }, "BOXOFFICE_ADMIN_PASSWORD (environment) must be 8 to 128 characters"],
    [
      { BOXOFFICE_ADMIN_PASSWORD: "brief".repeat(26) },
      "BOXOFFICE_ADMIN_PASSWORD (environment) must be 8 to 128 characters",
    ],
    [{ BOXOFFICE_ADMIN_PASSWORD_FILE: "/dev/null" }, "BOXOFFICE_ADMIN_PASSWORD_FILE names '/dev/null', which is empty"],
    [{ BOXOFFICE_ADMIN_PASSWORD_FILE: "/none" }, "BOXOFFICE_ADMIN_PASSWORD_FILE names '/none', which cannot be read"],
    [
      { DATABASE_URL: "postgress:me:hush@host" },
      "DATABASE_URL begins with 'postgress' (environment); it must be sqlite:",
    ],
    [{ MESSAGING_URL: "sqlite:" }, "MESSAGING_URL begins with 'sqlite' (environment); it must be sqlite:..."],
  ];

  test.for(wrong)("given %j then check-config says what is wrong", async ([settings, sentence]) => {
    const { status, stdout } = await callBoxoffice(site, ["check-config"], settings);

    expect(status).toBe(1);
    expect(stdout.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(1);
    expect(stdout).toContain(`error: ${sentence}`);
    expect(stdout).not.toContain("hush");
    expect(stdout).not.toContain("brief");
  });

  test("given several then deploy.sh names each and starts nothing", { timeout: 60_000 }, async () => {
    const settings = { BOXOFFICE_HOLD_SECOND: "5", BOXOFFICE_LAB: "yes", DATABASE_URL: "postgress:me:hush@host" };

    const { status, stderr } = await callDeploy(site, [], settings);

    expect(status).toBe(1);
    expect(stderr.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(3);
    expect(stderr).toContain("deploy.sh: the configuration is not valid.\n  Correct the settings above; ");
    expect(await readdir(join(site.home, "run"))).toEqual(["deploy.lock"]);
    expect(await readdir(join(site.home, "data"))).toEqual([]);
  });

  test.for([["serve"], ["serve", "--services", "chat"], ["services"], ["migrate"], ["verify"], ["seed"]])(
    "given a misspelt setting then boxoffice %j refuses it",
    async (words) => {
      const { status, stderr } = await callBoxoffice(site, words, { BOXOFFICE_HOLD_SECOND: "5" });

      expect(status).toBe(2);
      expect(stderr).toContain("BOXOFFICE_HOLD_SECOND (environment) is not a setting; did you mean");
      expect(await readdir(site.home)).toEqual([]);
    },
  );

  const noPassword: [settings: Settings, sentence: string][] = [
    [{ BOXOFFICE_ADMIN_PASSWORD: "brief" }, "BOXOFFICE_ADMIN_PASSWORD (environment) must be 8 to 128 characters"],
    [{ BOXOFFICE_ADMIN_PASSWORD_FILE: "/dev/null" }, "BOXOFFICE_ADMIN_PASSWORD_FILE names '/dev/null', which is empty"],
  ];

  test.for(noPassword)("given %j then serve and deploy.sh end with that sentence", async ([settings, sentence]) => {
    const served = await callBoxoffice(site, ["serve", "--services", "users"], settings);
    const deployed = await callDeploy(site, [], settings);

    expect(served.status).toBe(2);
    expect(served.stderr.split("\n").filter((line) => line.includes("BOXOFFICE_"))).toEqual([
      expect.stringContaining(sentence),
    ]);
    expect(served.stderr).not.toContain("brief");
    expect(deployed.status).toBe(1);
    expect(deployed.stderr).toContain(sentence);
    expect(await readdir(join(site.home, "data"))).toEqual([]);
  });

  test.for([
    ["[hold]\nseconds = \n", /boxoffice\.toml, line 2: /],
    ['lab = "on"\n[hold]\nseconds = 1.5\n', /boxoffice\.toml, line 3: BOXOFFICE_HOLD_SECONDS must be a text, a whole/],
    ["hold_second = 60\n", /BOXOFFICE_HOLD_SECOND \(file .*boxoffice\.toml\) is not a setting; did you mean/],
    [
      'hold_seconds = "soon"\n',
      /BOXOFFICE_HOLD_SECONDS is 'soon' \(file .*boxoffice\.toml\); it must be a whole number/,
    ],
  ] as const)("given the file %j then serve and deploy.sh say where it is wrong", async ([content, sentence]) => {
    const file = join(site.home, "boxoffice.toml");
    await writeFile(file, content);

    const served = await callBoxoffice(site, ["serve"], { BOXOFFICE_CONFIG: file });
    const deployed = await callDeploy(site, [], { BOXOFFICE_CONFIG: file });

    expect(served.status).toBe(2);
    expect(served.stderr).toMatch(sentence);
    expect(deployed.status).toBe(1);
    expect(deployed.stderr).toMatch(sentence);
    expect(await readFile(file, "utf8")).toBe(content);
  });

  test("given no such file then the sentence names it", async () => {
    const { status, stderr } = await callBoxoffice(site, ["serve"], { BOXOFFICE_CONFIG: "/none/boxoffice.toml" });

    expect(status).toBe(2);
    expect(stderr).toMatch(/^boxoffice: \/none\/boxoffice\.toml: .*\n$/);
  });

  test("given a file and variables then check-config explains who won", async () => {
    const file = join(site.home, "boxoffice.toml");
    await writeFile(file, 'log_level = "warn"\nlab = true\n[hold]\nseconds = 60\n');
    const settings = { BOXOFFICE_CONFIG: file, BOXOFFICE_LOG_LEVEL: "debug", BOXOFFICE_REFRESH_KEY: "a secret key" };

    const { status, stdout } = await callBoxoffice(site, ["check-config"], settings);

    expect(status).toBe(0);
    const shown = stdout.split("\n").map((line) => line.split(/\s+/));
    expect(shown).toContainEqual(["BOXOFFICE_HOLD_SECONDS", "60", "file", file]);
    expect(shown).toContainEqual(["BOXOFFICE_LAB", "on", "file", file]);
    expect(shown).toContainEqual(["BOXOFFICE_LOG_LEVEL", "debug", "environment"]);
    expect(shown).toContainEqual(["BOXOFFICE_REFRESH_KEY", "***", "environment"]);
    expect(stdout).toContain("The configuration is valid.\n");
  });
});

describe("a deployment with settings", () => {
  const password = "kept in a file";
  let site: OwnSite;
  let settings: Settings;
  let said = "";

  beforeAll(async () => {
    site = await ownSite("with-settings");
    const file = join(site.home, "admin-password");
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    settings = {
      ...quick,
      BOXOFFICE_ADMIN_PASSWORD_FILE: file,
      BOXOFFICE_HOLD_SECONDS: "60",
      BOXOFFICE_LAB: "off",
      BOXOFFICE_REPLICAS_TICKETS: "2",
    };
    const outcome = await callDeploy(site, [], settings);
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    said = outcome.stdout;
  }, 60_000);

  afterAll(async () => {
    await callDeploy(site, ["stop"]);
    await site.discard();
  }, 60_000);

  test("given the administrator's password in a file then it is the password, and nowhere to be seen", async () => {
    expect((await signIn({ username: "admin", password }, site)).auth.user.role).toBe("ADMIN");

    const explained = await callBoxoffice(site, ["check-config", "--all"], settings);
    const kept = await readFile(join(site.home, "run", "settings.env"), "utf8");
    for (const text of [said, explained.stdout, kept]) expect(text).not.toContain(password);
    expect(explained.stdout).toMatch(/BOXOFFICE_ADMIN_PASSWORD +\*\*\* +environment BOXOFFICE_ADMIN_PASSWORD_FILE/);
    expect((await stat(join(site.home, "secrets", "admin.env"))).mode & 0o777).toBe(0o600);
  });

  test("given two instances then the second is a hundred ports higher and the gateway uses both", async () => {
    const second = port("tickets", site) + 100;
    const { status, stdout } = await callDeploy(site, ["status"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^tickets-2 +up +${await pidOf(site, "tickets-2")} +${second} `, "m"));

    const gateway = Client.anonymous(origin("gateway", site));
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => gateway.get("/api/tickets/availability/01900000-0000-7000-8000-000000000000")),
    );

    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 60 }, () => 404));
    const route = /^http_requests_total\{.*route="\/api\/tickets\/availability\/\{eventId\}".*\} (\d+)$/m;
    const counted = await Promise.all(
      [port("tickets", site), second].map(async (tcpPort) => {
        const metrics = await Client.anonymous(`http://127.0.0.1:${tcpPort}`).get("/metrics");
        return Number(route.exec(metrics.text)?.[1] ?? 0);
      }),
    );
    expect(counted[0]).toBeGreaterThan(5);
    expect(counted[1]).toBeGreaterThan(5);
  });

  test("given lab mode off then there is no lab and no demo data", async () => {
    const configuration = await Client.anonymous(origin("userPortal", site)).get("/config.json");
    expect(configuration.json).toMatchObject({ lab: false });
    expect(said).not.toContain("lab mode");
    expect(await readdir(join(site.home, "data"))).not.toContain("seeded");
  });

  test("given another shell then check-config shows what runs, and what a start from there would change", async () => {
    const plain = await callBoxoffice(site, ["check-config"]);

    expect(plain.status).toBe(0);
    expect(plain.stdout).toMatch(/^BOXOFFICE_HOLD_SECONDS +60 +environment$/m);
    expect(plain.stdout).toContain(`with which it runs in ${site.home} (gateway, pid ${await pidOf(site, "gateway")})`);
    expect(plain.stdout).toContain(
      "warning: BOXOFFICE_HOLD_SECONDS is '600' (default) in this shell and '60' where it runs; " +
        "./deploy.sh takes this shell's\n",
    );

    const same = await callBoxoffice(site, ["check-config"], { ...settings, BOXOFFICE_BINARY: binary });
    expect(same.stdout).not.toContain("warning");
  });

  test("given other settings then ./deploy.sh takes them over", { timeout: 60_000 }, async () => {
    const before = await pidsOf(site);

    const outcome = await callDeploy(site, [], { ...settings, BOXOFFICE_REPLICAS_TICKETS: "1" });

    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.stdout).toContain("starting anew with changed settings");
    const after = await pidsOf(site);
    expect(before.filter((pid) => after.includes(pid))).toEqual([]);
    expect((await callDeploy(site, ["status"])).stdout).not.toContain("tickets-2");
  });
});
