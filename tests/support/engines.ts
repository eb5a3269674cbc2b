// The engines of a full deployment, as an operator treats them, and as trouble does.

import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { run } from "./commands.ts";
import type { Site } from "./environment.ts";

export type Engine = "postgres" | "redis" | "kafka" | "documents";

const enginePorts = { postgres: 8090, redis: 8091, kafka: 8092, documents: 8094 } as const satisfies Record<
  Engine,
  number
>;

export function enginePort(engine: Engine, site: Site): number {
  return enginePorts[engine] + site.portOffset;
}

/** Fails when nobody takes a connection there. */
export async function connects(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}

/** The pid of its first process. */
export async function enginePid(engine: Engine, site: Site): Promise<number> {
  return Number.parseInt(await readFile(join(site.home, "engines", engine, "pid"), "utf8"), 10);
}

export async function enginePassword(engine: Engine, site: Site): Promise<string> {
  return (await readFile(join(site.home, "engines", engine, "password"), "utf8")).trim();
}

/** The supervisor starts what has ended anew. */
export async function signalEngine(engine: Engine, site: Site, signal: NodeJS.Signals): Promise<void> {
  process.kill(await enginePid(engine, site), signal);
}

/** Nothing of it moves until the returned function lets it go on; connections stay open. */
export async function freezeEngine(engine: Engine, site: Site): Promise<() => void> {
  const first = await enginePid(engine, site);
  process.kill(first, "SIGSTOP"); // before it makes more children
  const all = [first, ...(await childrenOf(first))];
  for (const pid of all) signalIfAlive(pid, "SIGSTOP");
  return () => {
    for (const pid of all) signalIfAlive(pid, "SIGCONT");
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map(async (thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
  );
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Stops it until startEngine(): the supervisor leaves it alone. */
export async function stopEngine(engine: Engine, site: Site): Promise<void> {
  await supervise(site, "stop", engine);
}

export async function startEngine(engine: Engine, site: Site): Promise<void> {
  await supervise(site, "start", engine);
}

async function supervise(site: Site, verb: "start" | "stop", engine: Engine): Promise<void> {
  const configuration = join(site.home, "run", "supervisord.conf");
  await mustSucceed("supervisorctl", ["-c", configuration, verb, engine]);
}

/** Runs SQL as PostgreSQL's superuser, or as another role with its password, and returns what psql prints. */
export async function sql(
  site: Site,
  statement: string,
  {
    role = "boxoffice",
    database = "boxoffice",
    password,
  }: { role?: string; database?: string; password?: string } = {},
): Promise<string> {
  const words = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", `${enginePort("postgres", site)}`];
  const environment = { ...process.env, PGPASSWORD: password ?? (await enginePassword("postgres", site)) };
  return mustSucceed("psql", [...words, "-U", role, "-d", database, "-c", statement], environment);
}

/** The password of a service's role, from the file that its processes read. */
export async function rolePassword(site: Site, role: string): Promise<string> {
  const lines = (await readFile(join(site.home, "secrets", "pgpass"), "utf8")).split("\n");
  const password = lines.map((line) => line.split(":")).find((fields) => fields[3] === role)?.[4];
  if (password === undefined) throw new Error(`there is no role ${role}`);
  return password;
}

/** Runs a command of Redis and returns what redis-cli prints. */
export async function redis(site: Site, ...words: string[]): Promise<string> {
  const environment = { ...process.env, REDISCLI_AUTH: await enginePassword("redis", site) };
  const where = ["-h", "127.0.0.1", "-p", `${enginePort("redis", site)}`, "--user", "boxoffice"];
  return mustSucceed("redis-cli", [...where, ...words], environment);
}

async function mustSucceed(program: string, words: string[], environment = process.env): Promise<string> {
  const { status, stdout, stderr } = await run(program, words, environment, 60_000);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stdout}${stderr}`);
  return stdout.trim();
}
