// The product's own commands, called as an operator calls them.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listeners, origin, type Site } from "./environment.ts";
import { eventually } from "./eventually.ts";

const root = join(import.meta.dirname, "..", "..");
const outputLimit = 32 * 1024 * 1024;

/** The executable that deployments run: the one that was named, or the one that the release build made. */
export const binary = process.env.BOXOFFICE_BINARY ?? join(root, "build", "release", "boxoffice");

export type Settings = Record<string, string>;

/** How a command ended and what it said, whatever its exit status. */
export type Outcome = { status: number; stdout: string; stderr: string };

/** The environment in which the product's own commands find that deployment. */
export function environmentOf(site: Site, settings: Settings = {}): NodeJS.ProcessEnv {
  const ours = /^BOXOFFICE_|^(DATABASE|MESSAGING|CACHE|DOCUMENTS)_URL/;
  const others = Object.entries(process.env).filter(([variable]) => !ours.test(variable));
  return {
    ...Object.fromEntries(others),
    BOXOFFICE_HOME: site.home,
    BOXOFFICE_PORT_OFFSET: `${site.portOffset}`,
    ...settings,
  };
}

export async function run(
  program: string,
  words: string[],
  environment: NodeJS.ProcessEnv,
  limitMs = 60_000,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = { env: environment, timeout: limitMs, maxBuffer: outputLimit };
    execFile(program, words, options, (failure, stdout, stderr) => {
      const status = failure === null ? 0 : failure.code;
      if (typeof status === "number") {
        resolve({ status, stdout, stderr });
      } else {
        reject(
          new Error(`${program} ${words.join(" ")} did not end by itself: ${stdout}${stderr}`, { cause: failure }),
        );
      }
    });
  });
}

/** ./deploy.sh with the executable that is there already, so that tests need not wait for a build. */
export async function callDeploy(
  site: Site,
  words: string[] = [],
  settings: Settings = {},
  limitMs = 120_000,
): Promise<Outcome> {
  const prebuilt: Settings = existsSync(binary) ? { BOXOFFICE_BINARY: binary } : {};
  return run(join(root, "deploy.sh"), words, environmentOf(site, { ...prebuilt, ...settings }), limitMs);
}

/** Ended by force before a test's own limit, so that a `serve` which starts after all does not stay. */
export async function callBoxoffice(
  site: Site,
  words: string[],
  settings: Settings = {},
  limitMs = 20_000,
): Promise<Outcome> {
  return run(binary, words, environmentOf(site, settings), limitMs);
}

/** Once every service that `boxoffice serve` runs there is. */
export async function becomesReady(site: Site, limitMs = 30_000): Promise<void> {
  await eventually(async () => {
    const answers = await Promise.all(
      listeners.map(async (listener) =>
        fetch(`${origin(listener, site)}/readyz`, { signal: AbortSignal.timeout(5_000) }),
      ),
    );
    const late = answers.filter((answer) => !answer.ok);
    if (late.length > 0) throw new Error(`not ready: ${late.map((answer) => answer.url).join(", ")}`);
  }, limitMs);
}

export type Served = { pid: number; stop: () => Promise<number | null> };

/** `boxoffice serve`, everything in one process, started and not waited for. stop() gives its exit status. */
export function startServing(site: Site, settings: Settings = {}, words: string[] = []): Served {
  const child = spawn(binary, ["serve", ...words], { env: environmentOf(site, settings), stdio: "ignore" });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${binary} does not start`);
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    return child.exitCode;
  };
  return { pid, stop };
}
