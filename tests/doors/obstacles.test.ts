// What keeps Boxoffice from starting: one sentence that names it and the next step, an exit status other than 0, and
// nothing lost, changed or left running.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { becomesReady, callBoxoffice, callDeploy, environmentOf, run, startServing } from "../support/commands.ts";
import { type OwnSite, ownSite } from "../support/deployment.ts";
import { port } from "../support/environment.ts";
import { eventually } from "../support/eventually.ts";
import { listeners, serviceNames } from "../support/processes.ts";

const root = join(import.meta.dirname, "..", "..");
const quick = { BOXOFFICE_BCRYPT_COST: "4", BOXOFFICE_SEED: "off" };

let site: OwnSite;

beforeEach(async () => {
  site = await ownSite("obstacles");
});

afterEach(async () => {
  await callDeploy(site, ["stop"]);
  await site.discard();
}, 60_000);

async function runningServices(): Promise<string[]> {
  return listeners(port("gateway", site), port("chat", site));
}

async function listenOn(tcpPort: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(tcpPort, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

describe("a port in use", () => {
  test("given a program with our variables in its environment then deploy.sh names it and starts nothing", async () => {
    const tcpPort = port("tickets", site);
    const program = `require("node:net").createServer().listen(${tcpPort}, "127.0.0.1", () => console.log("listens"))`;
    const environment = environmentOf(site, { BOXOFFICE_DEPLOYED: "on" });
    const other = spawn(process.execPath, ["-e", program], { env: environment, stdio: ["ignore", "pipe", "ignore"] });
    try {
      await new Promise((resolve) => other.stdout.once("data", resolve));

      const outcome = await callDeploy(site, [], quick);

      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toMatch(
        new RegExp(
          `^deploy\\.sh: port ${tcpPort} \\(tickets\\) is taken by \\S+ \\(pid ${other.pid ?? 0}\\)\\.\n` +
            "  Stop that process, or shift all ports: BOXOFFICE_PORT_OFFSET=100 \\./deploy\\.sh\n$",
        ),
      );
      expect(await runningServices()).toHaveLength(1);
      expect(await readdir(join(site.home, "data"))).toEqual([]);
    } finally {
      other.kill();
    }
  });

  test.for(["serve", "serve --services tickets"])("given boxoffice %s then it names the process", async (command) => {
    const tcpPort = port("tickets", site);
    const server = await listenOn(tcpPort);
    try {
      const { status, stderr } = await callBoxoffice(site, command.split(" "), quick);

      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(`boxoffice: Port ${tcpPort} is taken by process '`);
      expect(stderr).toContain(`(pid ${process.pid}). Stop it or set BOXOFFICE_PORT_OFFSET.`);
      expect((await readdir(join(site.home, "run"))).filter((file) => file.endsWith(".pid"))).toEqual([]);
    } finally {
      server.close();
    }
  });
});

describe("what the machine lacks", () => {
  test("given a PATH without curl and ss then both are named", async () => {
    const tools = await mkdtemp(join(tmpdir(), "boxoffice-tools-"));
    try {
      const others = (await readdir("/usr/bin")).filter((name) => name !== "curl" && name !== "ss");
      await Promise.all(others.map((name) => symlink(join("/usr/bin", name), join(tools, name))));

      const outcome = await callDeploy(site, [], { ...quick, PATH: tools });

      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toMatch(/^deploy\.sh: curl ss cannot be found in PATH, which is \S+\n/);
      expect(outcome.stderr).toMatch(/\n {2}Correct PATH, or install: curl iproute2\n$/);
      expect(await runningServices()).toEqual([]);
    } finally {
      await rm(tools, { recursive: true });
    }
  });

  test("given another system than Debian 12 then it says where Boxoffice runs", async () => {
    const release = join(site.home, "os-release");
    await writeFile(release, 'ID=fedora\nVERSION_ID=41\nPRETTY_NAME="Fedora Linux 41"\n');
    const namespaces = process.getuid?.() === 0 ? ["--mount"] : ["--mount", "--user", "--map-root-user"];
    const command = `mount --bind '${release}' /etc/os-release && exec '${join(root, "deploy.sh")}'`;

    const outcome = await run("unshare", [...namespaces, "bash", "-c", command], environmentOf(site));

    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain("Boxoffice is built on Debian 12 (bookworm), and this is Fedora Linux 41.\n");
    expect(outcome.stderr).toContain("Use a Debian 12 machine or container: docker run");
    expect(await runningServices()).toEqual([]);
  });

  test("given a home that cannot be made then it says so", async () => {
    await writeFile(join(site.home, "file"), "");

    const outcome = await callDeploy({ ...site, home: join(site.home, "file", "home") }, [], quick);

    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toBe(
      `deploy.sh: ${join(site.home, "file", "home")} cannot be made.\n` +
        "  Set BOXOFFICE_HOME to a folder that you may write.\n",
    );
  });
});

describe("a damaged database", () => {
  const garbage = "this was a database once\n".repeat(500);

  async function filesOf(folder: string): Promise<Map<string, string>> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".db"));
    const contents = names.map(async (name) => [name, await readFile(join(folder, name), "base64")] as const);
    return new Map(await Promise.all(contents));
  }

  test(
    "given garbage instead of orders.db then deploy.sh says so, and all else runs",
    { timeout: 60_000 },
    async () => {
      const data = join(site.home, "data");
      await mkdir(data, { recursive: true });
      await writeFile(join(data, "orders.db"), garbage);

      const outcome = await callDeploy(site, [], quick);

      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toBe(
        `deploy.sh: orders does not start: ${join(data, "orders.db")} is damaged or is not a SQLite database ` +
          "(file is not a database): stop the service, move the file away and restore it from a backup.\n" +
          "  Then run ./deploy.sh again; the other services keep running.\n",
      );
      expect(await readFile(join(data, "orders.db"), "utf8")).toBe(garbage);
      await eventually(async () => {
        const { stdout } = await callDeploy(site, ["status"]);
        const rows = stdout.split("\n").slice(1, -1);
        expect(rows.filter((row) => !row.includes(" up ")).map((row) => row.split(" ")[0])).toEqual(["orders"]);
      });

      await rm(join(data, "orders.db"));
      expect(await callDeploy(site, [], quick)).toMatchObject({ status: 0 });
    },
  );

  test("given a truncated file then serve and verify say so and change nothing", { timeout: 60_000 }, async () => {
    const data = join(site.home, "data");
    expect((await callDeploy(site, [], quick)).status).toBe(0);
    expect((await callDeploy(site, ["stop"])).status).toBe(0);
    await truncate(join(data, "orders.db"), 10_000);
    const before = await filesOf(data);

    for (const words of [["serve"], ["verify"], ["migrate"]]) {
      const { status, stderr } = await callBoxoffice(site, words, quick);

      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(`boxoffice: ${join(data, "orders.db")} is damaged or is not a SQLite database`);
    }
    expect(await filesOf(data)).toEqual(before);
  });

  test.for(serviceNames.filter((name) => name !== "gateway" && name !== "portal"))(
    "given garbage instead of %s.db then that service names the file and leaves it alone",
    async (name) => {
      const file = join(site.home, "data", `${name}.db`);
      await mkdir(join(site.home, "data"), { recursive: true });
      await writeFile(file, garbage);

      const { status, stderr } = await callBoxoffice(site, ["serve", "--services", name], quick);

      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(`boxoffice: ${file} is damaged or is not a SQLite database`);
      expect(await readFile(file, "utf8")).toBe(garbage);
    },
  );

  test.for(["documents.db", "provider.db", "messages/groups.db", "messages/order-events.db"])(
    "given garbage instead of %s then one sentence names the file",
    async (name) => {
      const file = join(site.home, "data", name);
      await mkdir(join(site.home, "data", "messages"), { recursive: true });
      await writeFile(file, garbage);

      const { status, stderr } = await callBoxoffice(site, ["serve"], quick);

      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(file);
      expect(await readFile(file, "utf8")).toBe(garbage);
    },
  );

  test("given garbage instead of cache.db then it is made anew, because nothing in it is owed to anybody", async () => {
    await mkdir(join(site.home, "data"), { recursive: true });
    await writeFile(join(site.home, "data", "cache.db"), garbage);
    const served = startServing(site, quick);
    try {
      await becomesReady(site);
    } finally {
      expect(await served.stop()).toBe(0);
    }
  });
});

test(
  "given a service that failed at an earlier start then its old lines are not shown",
  { timeout: 120_000 },
  async () => {
    await mkdir(join(site.home, "log"), { recursive: true });
    await writeFile(join(site.home, "log", "orders.err"), "boxoffice: an old sentence\n".repeat(20));
    await mkdir(join(site.home, "data", "orders.db"), { recursive: true });

    const outcome = await callDeploy(site, [], quick);

    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain(join(site.home, "data", "orders.db"));
    expect(outcome.stderr).not.toContain("an old sentence");
    await eventually(async () => {
      expect(await readFile(join(site.home, "log", "orders.err"), "utf8")).toContain("an old sentence");
    });
  },
);
