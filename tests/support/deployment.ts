// Deployments of a test's own: with settings that the shared one does not have, or to be broken.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { port, type Site } from "./environment.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const startLimitMs = 120_000;
const stopLimitMs = 60_000;

/** The executable that deployments run: the one that was named, or the one that the release build made. */
export const binary = process.env.BOXOFFICE_BINARY ?? join(root, "build", "release", "boxoffice");

export type Deployment = Site & {
  /** Stops it, keeps its logs under build/test-results, and deletes the rest. */
  stop: () => Promise<void>;
};

/** Starts one and waits until it is ready. `name` tells its logs apart; lab mode, no demo data, quick passwords. */
export async function deploy(name: string, settings: Record<string, string> = {}): Promise<Deployment> {
  const home = await mkdtemp(join(tmpdir(), "boxoffice-own-"));
  const site: Site = { home, portOffset: await freePortOffset() };
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
  };
  try {
    await call("embedded", startLimitMs);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { ...site, stop };
}

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

// Between the offsets that ./test.sh tries for the shared deployment, and one for each worker that runs tests at once.
async function freePortOffset(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? "1") % 4;
  for (let round = 0; round < 5; ++round) {
    const portOffset = 12_250 + 500 * worker + 2_000 * round;
    const site = { home: "", portOffset };
    const taken = await Promise.all([isTaken(port("gateway", site)), isTaken(port("userPortal", site))]);
    if (!taken.includes(true)) return portOffset;
  }
  throw new Error("no free ports for a deployment of the test's own were found");
}

async function isTaken(tcpPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(tcpPort, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
