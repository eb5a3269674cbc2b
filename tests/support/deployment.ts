// Deployments of a test's own: with settings that the shared one does not have, or to be broken.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { port, type Site } from "./environment.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const startLimitMs = 120_000;
const stopLimitMs = 60_000;
const reservedPort = 8_099; // none of the product's

/** The executable that deployments run: the one that was named, or the one that the release build made. */
export const binary = process.env.BOXOFFICE_BINARY ?? join(root, "build", "release", "boxoffice");

export type Deployment = Site & {
  /** Stops it, keeps its logs under build/test-results, and deletes the rest. */
  stop: () => Promise<void>;
};

/** Starts one and waits until it is ready. `name` tells its logs apart; lab mode, no demo data, quick passwords. */
export async function deploy(name: string, settings: Record<string, string> = {}): Promise<Deployment> {
  const home = await mkdtemp(join(tmpdir(), "boxoffice-own-"));
  const { portOffset, release } = await reserveOffset();
  const site: Site = { home, portOffset };
  const environment = {
    ...environmentOf(site),
    BOXOFFICE_LAB: "on",
    BOXOFFICE_SEED: "off",
    BOXOFFICE_BCRYPT_COST: "4",
    ...(existsSync(binary) ? { BOXOFFICE_BINARY: binary } : {}),
    ...settings,
  };
  const call = async (verb: string, timeout: number): Promise<void> => {
    await run(join(root, "deploy.sh"), [verb], { env: environment, timeout });
  };
  const stop = async (): Promise<void> => {
    await call("stop", stopLimitMs);
    const kept = join(root, "build", "test-results", `log-${name}`);
    await cp(join(home, "log"), kept, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
    release();
  };
  try {
    await call("embedded", startLimitMs);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { ...site, stop };
}

type Reservation = { portOffset: number; release: () => void };

/** The environment in which the product's own commands find that deployment. */
export function environmentOf(site: Site): NodeJS.ProcessEnv {
  const ours = /^BOXOFFICE_|^(DATABASE|MESSAGING|CACHE|DOCUMENTS)_URL/;
  const others = Object.entries(process.env).filter(([variable]) => !ours.test(variable));
  return {
    ...Object.fromEntries(others),
    BOXOFFICE_HOME: site.home,
    BOXOFFICE_PORT_OFFSET: `${site.portOffset}`,
  };
}

// Between the offsets that ./test.sh tries for the shared deployment. Several workers, and several runs, may look at
// once: who listens on a port of its own at an offset has that offset.
async function reserveOffset(): Promise<Reservation> {
  for (let portOffset = 12_250; portOffset <= 23_250; portOffset += 500) {
    const site = { home: "", portOffset };
    const server = await listen(reservedPort + portOffset);
    if (server === undefined) continue;
    const taken = await Promise.all([isTaken(port("gateway", site)), isTaken(port("userPortal", site))]);
    if (!taken.includes(true)) return { portOffset, release: () => server.close() };
    server.close();
  }
  throw new Error("no free ports for a deployment of the test's own were found");
}

async function listen(tcpPort: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(undefined);
    });
    server.listen(tcpPort, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

async function isTaken(tcpPort: number): Promise<boolean> {
  const server = await listen(tcpPort);
  server?.close();
  return server === undefined;
}
