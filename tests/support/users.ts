// People who use the system under test.

import { randomUUID } from "node:crypto";
import { Client } from "./client.ts";
import { adminCredentials, type Credentials, origin, type Site, underTest } from "./environment.ts";
import { Auth, type User } from "./shapes.ts";

export type NewUser = Credentials & { email: string; language?: User["language"] };

/** Names that no other test has. */
export function newUser(prefix = "user"): NewUser {
  const suffix = randomUUID().slice(0, 12);
  return {
    username: `${prefix}-${suffix}`,
    email: `${prefix}-${suffix}@example.com`,
    password: `pass-${randomUUID()}`,
  };
}

export type Person = { client: Client; auth: Auth; user: User; credentials: NewUser };

/** Registers somebody new who is signed in from an address of their own. */
export async function registerUser(
  prefix?: string,
  site = underTest,
  language: User["language"] = "en",
): Promise<Person> {
  const credentials = { ...newUser(prefix), language };
  const anonymous = Client.anonymous(origin("gateway", site));
  const auth = await anonymous.fetch(Auth, "POST", "/api/users/register", { body: credentials });
  return { client: anonymous.withToken(auth.accessToken), auth, user: auth.user, credentials };
}

/** So many people, a few at a time: each costs the users service a password hash. */
export async function registerUsers(count: number, prefix?: string, site = underTest): Promise<Person[]> {
  const atOnce = 10;
  const people: Person[] = [];
  while (people.length < count) {
    const next = Math.min(atOnce, count - people.length);
    people.push(...(await Promise.all(Array.from({ length: next }, () => registerUser(prefix, site)))));
  }
  return people;
}

/** Another session of the same person. */
export async function signIn(
  { username, password }: Credentials,
  site: Site = underTest,
): Promise<{ client: Client; auth: Auth }> {
  const anonymous = Client.anonymous(origin("gateway", site));
  const auth = await anonymous.fetch(Auth, "POST", "/api/users/login", { body: { username, password } });
  return { client: anonymous.withToken(auth.accessToken), auth };
}

/** The first administrator, in a session of this test's own. */
export async function signInAdmin(site = underTest): Promise<{ client: Client; auth: Auth }> {
  return signIn(adminCredentials(site), site);
}
