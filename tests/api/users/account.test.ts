// What people do with their own account.

import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { ApiError, Client, problemOf } from "../../support/client.ts";
import { expectProblem, expectSignedOut } from "../../support/expectations.ts";
import { listOf, Session, User } from "../../support/shapes.ts";
import { newUser, registerUser, signIn, signInAdmin } from "../../support/users.ts";

const Sessions = listOf(Session);

describe("/api/users/profile", () => {
  test("given a token then the caller's own user", async () => {
    const { client, user } = await registerUser();

    expect(await client.fetch(User, "GET", "/api/users/profile")).toEqual(user);
  });

  test("given changes then they are kept, and the rest stays", async () => {
    const { client, user } = await registerUser();
    const { email } = newUser();

    const changed = await client.fetch(User, "PATCH", "/api/users/profile", {
      body: { fullName: "Grace Hopper", phoneNumber: "+12025550123", email },
    });

    expect(changed).toEqual({ ...user, fullName: "Grace Hopper", phoneNumber: "+12025550123", email });
    expect(await client.fetch(User, "GET", "/api/users/profile")).toEqual(changed);
  });

  test("given the language de then it is kept", async () => {
    const { client } = await registerUser();

    expect((await client.fetch(User, "PATCH", "/api/users/profile", { body: { language: "de" } })).language).toBe("de");
  });

  test("given somebody else's e-mail address then 409 EMAIL_TAKEN", async () => {
    const { client } = await registerUser();
    const other = await registerUser();

    const answer = await client.patch("/api/users/profile", { body: { email: other.user.email } });

    expectProblem(answer, 409, "EMAIL_TAKEN");
  });

  test("given forged identity headers then they are ignored", async () => {
    const { client, user } = await registerUser();
    const admin = await signInAdmin();
    const forged = {
      "x-user-id": admin.auth.user.id,
      "x-user-name": admin.auth.user.username,
      "x-username": admin.auth.user.username,
      "x-user-role": "ADMIN",
    };

    const profile = await client.fetch(User, "GET", "/api/users/profile", { headers: forged });
    const anonymous = await Client.anonymous().get("/api/users/profile", { headers: forged });
    const list = await client.get("/api/users", { headers: forged });

    expect(profile.id).toBe(user.id);
    expectProblem(anonymous, 401, "UNAUTHENTICATED");
    expectProblem(list, 403, "FORBIDDEN");
  });
});

describe("POST /api/users/password", () => {
  test("given the current password then 204, the new one counts and other sessions are revoked", async () => {
    const { client, credentials } = await registerUser();
    const other = await signIn(credentials);
    const password = "another good password";

    const answer = await client.post("/api/users/password", {
      body: { currentPassword: credentials.password, newPassword: password },
    });

    expect(answer.status).toBe(204);
    await expectSignedOut(other.client);
    expect((await client.get("/api/users/profile")).status).toBe(200);
    await expect(signIn(credentials)).rejects.toThrow(ApiError);
    expect((await signIn({ ...credentials, password })).auth.user.username).toBe(credentials.username);
  });

  test("given a wrong current password then 422 at /currentPassword", async () => {
    const { client } = await registerUser();

    const answer = await client.post("/api/users/password", {
      body: { currentPassword: "not the password", newPassword: "another good password" },
    });

    expectProblem(answer, 422, "VALIDATION_FAILED");
    expect(problemOf(answer).errors).toEqual([expect.objectContaining({ pointer: "/currentPassword" })]);
  });
});

describe("guessing the current password", () => {
  const wrong = { body: { currentPassword: "not the password", newPassword: "another good password" } };

  test("given ten wrong ones then 429 with Retry-After, also for the right one and for signing in", async () => {
    const { client, credentials } = await registerUser();
    for (let attempt = 0; attempt < 10; ++attempt) {
      expectProblem(await client.post("/api/users/password", wrong), 422, "VALIDATION_FAILED");
    }

    const limited = await client.post("/api/users/password", wrong);
    const right = await client.post("/api/users/password", {
      body: { currentPassword: credentials.password, newPassword: "another good password" },
    });
    const login = await client.withoutToken().post("/api/users/login", {
      body: { username: credentials.username, password: credentials.password },
    });

    expectProblem(limited, 429, "RATE_LIMITED");
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expectProblem(right, 429, "RATE_LIMITED");
    expectProblem(login, 429, "RATE_LIMITED");
    expect((await signIn(credentials)).auth.user.username).toBe(credentials.username);
  });
});

describe("/api/users/sessions", () => {
  test("given two sessions then both are listed, and the caller's is marked", async () => {
    const { client, credentials } = await registerUser();
    await signIn(credentials);

    const { items } = await client.fetch(Sessions, "GET", "/api/users/sessions");

    expect(items).toHaveLength(2);
    expect(items.filter((session) => session.current)).toHaveLength(1);
  });

  test("given pages of two then the cursor leads through all of them once, newest first", async () => {
    const { client, credentials } = await registerUser();
    for (let more = 0; more < 4; ++more) await signIn(credentials);

    const seen: z.infer<typeof Session>[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null && pages < 5; ++pages) {
      const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: z.infer<typeof Sessions> = await client.fetch(Sessions, "GET", `/api/users/sessions?limit=2${after}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }

    expect(cursor).toBeNull();
    const ids = seen.map((session) => session.id);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(seen.filter((session) => session.current)).toHaveLength(1);
  });

  test("given more sessions than a page has by default then twenty, and a cursor", async () => {
    const { client, credentials } = await registerUser();
    for (let more = 0; more < 20; ++more) await signIn(credentials);

    const { items, nextCursor } = await client.fetch(Sessions, "GET", "/api/users/sessions");

    expect(items).toHaveLength(20);
    expect(nextCursor).not.toBeNull();
  });

  test.each(["limit=0", "limit=101", "limit=many", "cursor=!", "page=2"])("given ?%s then 422", async (query) => {
    const { client } = await registerUser();

    expectProblem(await client.get(`/api/users/sessions?${query}`), 422, "VALIDATION_FAILED");
  });

  test("given a session's end then 204 and only its tokens die", async () => {
    const { client, credentials } = await registerUser();
    const other = await signIn(credentials);
    const { items } = await client.fetch(Sessions, "GET", "/api/users/sessions");
    const ended = items.find((session) => !session.current);

    const answer = await client.delete(`/api/users/sessions/${ended?.id ?? "none"}`);

    expect(answer.status).toBe(204);
    await expectSignedOut(other.client);
    expect((await client.get("/api/users/profile")).status).toBe(200);
  });

  test("given somebody else's session then 404 and it stays", async () => {
    const owner = await registerUser();
    const stranger = await registerUser();
    const { items } = await owner.client.fetch(Sessions, "GET", "/api/users/sessions");

    const answer = await stranger.client.delete(`/api/users/sessions/${items[0]?.id ?? "none"}`);

    expectProblem(answer, 404, "NOT_FOUND");
    expect((await owner.client.get("/api/users/profile")).status).toBe(200);
  });
});
