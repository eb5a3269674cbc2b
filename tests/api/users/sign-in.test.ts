// Signing in, staying signed in, signing out.

import { describe, expect, test } from "vitest";
import { bodyOf, Client, problemOf } from "../../support/client.ts";
import { expectProblem, expectSignedOut } from "../../support/expectations.ts";
import { Auth, User } from "../../support/shapes.ts";
import { newUser, registerUser, signIn } from "../../support/users.ts";

describe("POST /api/users/login", () => {
  test("given the username then 200", async () => {
    const { credentials, user } = await registerUser();

    const { auth } = await signIn(credentials);

    expect(auth.user).toEqual(user);
  });

  test("given the e-mail address and another case then 200", async () => {
    const { credentials, user } = await registerUser();

    const { auth } = await signIn({ username: credentials.email.toUpperCase(), password: credentials.password });

    expect(auth.user.id).toBe(user.id);
  });

  test("given a wrong password or an unknown user then the same 401 INVALID_CREDENTIALS", async () => {
    const { credentials } = await registerUser();

    const wrong = await Client.anonymous().post("/api/users/login", {
      body: { username: credentials.username, password: "not the password" },
    });
    const unknown = await Client.anonymous().post("/api/users/login", {
      body: { username: newUser().username, password: "not the password" },
    });

    expectProblem(wrong, 401, "INVALID_CREDENTIALS");
    expectProblem(unknown, 401, "INVALID_CREDENTIALS");
    expect(problemOf(unknown).detail).toBe(problemOf(wrong).detail);
  });

  test("given a password that agrees in its first 72 bytes then 401", async () => {
    const common = "p".repeat(72);
    const person = { ...newUser(), password: `${common}-right` };
    await Client.anonymous().fetch(Auth, "POST", "/api/users/register", { body: person });

    const answer = await Client.anonymous().post("/api/users/login", {
      body: { username: person.username, password: `${common}-wrong` },
    });

    expectProblem(answer, 401, "INVALID_CREDENTIALS");
    expect((await signIn(person)).auth.user.username).toBe(person.username);
  });

  test("given ten failures from one address then 429 there, and not elsewhere", async () => {
    const { credentials } = await registerUser();
    const attacker = Client.anonymous();
    const wrong = { body: { username: credentials.username, password: "a wrong guess" } };
    for (let attempt = 0; attempt < 10; ++attempt) {
      expect((await attacker.post("/api/users/login", wrong)).status).toBe(401);
    }

    const limited = await attacker.post("/api/users/login", wrong);

    expectProblem(limited, 429, "RATE_LIMITED");
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(credentials)).auth.user.username).toBe(credentials.username);
  });
});

describe("guessing a password", () => {
  /** The statuses of that many wrong guesses at once, under these names in turn. */
  async function guessAtOnce(guesses: number, names: string[]): Promise<number[]> {
    const attacker = Client.anonymous();
    const answers = Array.from({ length: guesses }, (_, number) =>
      attacker.post("/api/users/login", { body: { username: names[number % names.length], password: `no ${number}` } }),
    );
    return (await Promise.all(answers)).map((answer) => answer.status);
  }

  test("given forty guesses at once under both names of an account then ten are judged", async () => {
    const { credentials } = await registerUser();

    const statuses = await guessAtOnce(40, [credentials.username, credentials.email]);

    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });

  test("given a name that nobody has then the same", async () => {
    const statuses = await guessAtOnce(40, [newUser().username]);

    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });
});

describe("POST /api/users/refresh", () => {
  const refresh = (refreshToken: string) => Client.anonymous().post("/api/users/refresh", { body: { refreshToken } });

  test("given a refresh token then a new pair that works", async () => {
    const { auth } = await registerUser();

    const next = bodyOf(Auth, await refresh(auth.refreshToken));

    expect(next.refreshToken).not.toBe(auth.refreshToken);
    const profile = await Client.anonymous().withToken(next.accessToken).fetch(User, "GET", "/api/users/profile");
    expect(profile.id).toBe(auth.user.id);
  });

  test("given an old token again then 401, and its whole family is revoked", async () => {
    const { auth } = await registerUser();
    const second = bodyOf(Auth, await refresh(auth.refreshToken));
    const third = bodyOf(Auth, await refresh(second.refreshToken));

    expectProblem(await refresh(auth.refreshToken), 401, "UNAUTHENTICATED");

    expectProblem(await refresh(third.refreshToken), 401, "UNAUTHENTICATED");
    await expectSignedOut(Client.anonymous().withToken(third.accessToken));
  });

  test("given a token that nobody made then 401", async () => {
    expectProblem(await refresh("x".repeat(43)), 401, "UNAUTHENTICATED");
  });

  test("given an access token in its place then 401", async () => {
    const { auth } = await registerUser();

    const answer = await refresh(auth.accessToken.slice(0, 500));

    expectProblem(answer, 401, "UNAUTHENTICATED");
  });
});

describe("POST /api/users/logout", () => {
  test("given a session then 204, its tokens die, and other sessions stay", async () => {
    const { client, auth, credentials } = await registerUser();
    const other = await signIn(credentials);

    const answer = await client.post("/api/users/logout");

    expect(answer.status).toBe(204);
    await expectSignedOut(client);
    expectProblem(
      await client.withoutToken().post("/api/users/refresh", { body: { refreshToken: auth.refreshToken } }),
      401,
      "UNAUTHENTICATED",
    );
    expect((await other.client.get("/api/users/profile")).status).toBe(200);
  });
});
