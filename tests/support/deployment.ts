// Deployments of a test's own: with settings that the shared one does not have, or to be broken.

import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callDeploy, type Settings } from "./commands.ts";
import { port, type Site } from "./environment.ts";

const resultsFolder = join(import.meta.dirname, "..", "..", "build", "test-results");
const deployLimitMs = 180_000;
const reservedPort = 8_099; // none of the product's

/** An empty home and free ports, where nothing runs yet. */
export type OwnSite = Site & {
  /** Keeps its logs under build/test-results and gives back the rest. */
  discard: () => Promise<void>;
};

export type Deployment = Site & {
  /** Stops it, keeps its logs, and deletes the rest. */
  stop: () => Promise<void>;
};

/** Copies what lies in log/ of the home to build/test-results, for whoever looks for the cause of a failure. */
export async function keepLogs(home: string, name: string): Promise<void> {
  await cp(join(home, "log"), join(resultsFolder, `log-${name}`), { recursive: true, force: true }).catch(() => {
    // Nothing ran long enough to write one.
  });
}

/** `name` tells its logs apart. */
export async function ownSite(name: string): Promise<OwnSite> {
  const home = await mkdtemp(join(tmpdir(), "boxoffice-own-"));
  await chmod(home, 0o755); // the engines' user passes through
  const { portOffset, release } = await reserveOffset();
  const discard = async (): Promise<void> => {
    await keepLogs(home, name);
    await rm(home, { recursive: true, force: true });
    release();
  };
  return { home, portOffset, discard };
}

export type Kind = "embedded" | "full";

/** Starts one and waits until it is ready: lab mode, no demo data, quick passwords. */
export async function deploy(name: string, settings: Settings = {}, kind: Kind = "embedded"): Promise<Deployment> {
  const { discard, ...site } = await ownSite(name);
  const call = async (verb: string): Promise<void> => {
    const usual = { BOXOFFICE_LAB: "on", BOXOFFICE_SEED: "off", BOXOFFICE_BCRYPT_COST: "4" };
    const outcome = await callDeploy(site, [verb], { ...usual, ...settings }, deployLimitMs);
    if (outcome.status !== 0) throw new Error(`./deploy.sh ${verb}: ${outcome.stdout}${outcome.stderr}`);
  };
  const stop = async (): Promise<void> => {
    await call("stop");
    await discard();
  };
  try {
    await call(kind);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { ...site, stop };
}

type Reservation = { portOffset: number; release: () => void };

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
