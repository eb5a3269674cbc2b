// Processes of a deployment, as its pid files and the system show them.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { run } from "./commands.ts";
import type { Site } from "./environment.ts";

export const serviceNames = [
  "gateway",
  "portal",
  "users",
  "events",
  "tickets",
  "orders",
  "payments",
  "notifications",
  "chat",
] as const;

/** What the pid file says; fails when there is none. */
export async function pidOf(site: Site, name: string): Promise<number> {
  return Number.parseInt(await readFile(join(site.home, "run", `${name}.pid`), "utf8"), 10);
}

/** By service, in the order of serviceNames. */
export async function pidsOf(site: Site): Promise<number[]> {
  return Promise.all(serviceNames.map((name) => pidOf(site, name)));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Fails when it lives on for longer than that. */
export async function ended(pid: number, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (isAlive(pid)) {
    if (Date.now() >= deadline) throw new Error(`process ${pid} did not end in ${limitMs} ms`);
    await pause(20);
  }
}

/** "127.0.0.1:8080" of every listening TCP socket of this machine whose port is in the range. */
export async function listeners(from: number, to: number): Promise<string[]> {
  const { stdout } = await run("ss", ["-Hltn"], process.env);
  const addresses = stdout.split("\n").map((line) => line.trim().split(/\s+/)[3] ?? "");
  return addresses.filter((address) => {
    const port = Number(address.slice(address.lastIndexOf(":") + 1));
    return port >= from && port <= to;
  });
}
