// Which deployment is under test: the one of BOXOFFICE_HOME and BOXOFFICE_PORT_OFFSET, as every other tool finds it.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const Variables = z.object({
  BOXOFFICE_HOME: z
    .string()
    .min(1)
    .default(join(import.meta.dirname, "..", "..", "var")),
  BOXOFFICE_PORT_OFFSET: z.coerce.number().int().min(0).max(57_000).default(0),
  BOXOFFICE_CHAOS_SECONDS: z.coerce.number().int().positive().default(30),
});

const variables = Variables.parse(process.env);

/** A deployment: where its state lies and by how much its ports are shifted. */
export type Site = { home: string; portOffset: number };

/** The one that most tests share. */
export const underTest: Site = {
  home: resolve(variables.BOXOFFICE_HOME),
  portOffset: variables.BOXOFFICE_PORT_OFFSET,
};
export const chaosSeconds = variables.BOXOFFICE_CHAOS_SECONDS;

const ports = {
  gateway: 8080,
  users: 8081,
  events: 8082,
  tickets: 8083,
  orders: 8084,
  payments: 8085,
  notifications: 8086,
  chat: 8087,
  userPortal: 3000,
  adminPortal: 3001,
} as const satisfies Record<string, number>;

export type Listener = keyof typeof ports;
export const listeners: readonly Listener[] = [
  "gateway",
  "users",
  "events",
  "tickets",
  "orders",
  "payments",
  "notifications",
  "chat",
  "userPortal",
];

export function port(listener: Listener, site = underTest): number {
  return ports[listener] + site.portOffset;
}

export function origin(listener: Listener, site = underTest): string {
  return `http://127.0.0.1:${port(listener, site)}`;
}

export type Credentials = { username: string; password: string };

/** PREFIX_USERNAME= and PREFIX_PASSWORD= of a file that deploy.sh keeps for the operator. */
export function credentialsIn(file: string, prefix: string): Credentials {
  const lines = readFileSync(file, "utf8").split("\n");
  const valueOf = (name: string): string => {
    const line = lines.find((each) => each.startsWith(`${name}=`));
    if (line === undefined) throw new Error(`${file} has no ${name}=`);
    return line.slice(name.length + 1);
  };
  return { username: valueOf(`${prefix}_USERNAME`), password: valueOf(`${prefix}_PASSWORD`) };
}

export function adminCredentials(site = underTest): Credentials {
  return credentialsIn(join(site.home, "secrets", "admin.env"), "ADMIN");
}
