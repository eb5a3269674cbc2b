// Every route of the users service and every error that its contract names, through the gateway.

import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiError, type Answer, bodyOf, Client, newKey, problemOf } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { Auth, CookieAuth, listOf, Session, User } from "../support/shapes.ts";
import { newUser, registerUser, signIn, signInAdmin } from "../support/users.ts";

const Users = listOf(User);
const Sessions = listOf(Session);

function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: problemOf(answer).code }).toEqual({ status, code });
}

describe("POST /api/users/register", () => {
  test("given new names then 201 with both tokens and the user", async () => {
    const person = newUser();

    const answer = await Client.anonymous().post("/api/users/register", {
      body: { ...person, fullName: "Ada Lovelace", phoneNumber: "+4915112345678" },
    });

    expect(answer.status).toBe(201);
    const { user } = bodyOf(Auth, answer);
    expect(user).toMatchObject({
      username: person.username,
      email: person.email,
      fullName: "Ada Lovelace",
      phoneNumber: "+4915112345678",
      role: "USER",
      status: "ACTIVE",
      language: "en",
    });
    expect(answer.text).not.toMatch(/hash|\$2[aby]\$/i);
    expect(answer.text).not.toContain(person.password);
  });

  test("given a username that differs only in case then 409 USERNAME_TAKEN", async () => {
    const { credentials } = await registerUser();

    const answer = await Client.anonymous().post("/api/users/register", {
      body: { ...newUser(), username: credentials.username.toUpperCase() },
    });

    expectProblem(answer, 409, "USERNAME_TAKEN");
  });

  test("given an e-mail address that differs only in case then 409 EMAIL_TAKEN", async () => {
    const { credentials } = await registerUser();

    const answer = await Client.anonymous().post("/api/users/register", {
      body: { ...newUser(), email: credentials.email.toUpperCase() },
    });

    expectProblem(answer, 409, "EMAIL_TAKEN");
  });

  test("given the same Idempotency-Key twice then it is ignored and the second is 409", async () => {
    const client = Client.anonymous();
    const request = { body: newUser(), headers: newKey() };
    expect((await client.post("/api/users/register", request)).status).toBe(201);

    expectProblem(await client.post("/api/users/register", request), 409, "USERNAME_TAKEN");
  });

  test("given a role in the body then 422, because nobody makes themselves an administrator", async () => {
    const answer = await Client.anonymous().post("/api/users/register", { body: { ...newUser(), role: "ADMIN" } });

    expectProblem(answer, 422, "VALIDATION_FAILED");
    expect(problemOf(answer).errors).toEqual([expect.objectContaining({ pointer: "/role" })]);
  });

  test("given ten people with one username at once then exactly one gets it", async () => {
    const { username } = newUser("race");

    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        Client.anonymous().post("/api/users/register", { body: { ...newUser(), username } }),
      ),
    );

    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
  });
});

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

describe("x-session-cookie", () => {
  const cookieOf = (answer: Answer, name: string): string => {
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith(`${name}=`));
    if (cookie === undefined) throw new Error(`no cookie ${name} in ${JSON.stringify(answer.headers.getSetCookie())}`);
    return cookie;
  };
  const pair = (cookie: string): string => cookie.split(";", 1).join("");

  test("given the header then the refresh token is in a guarded cookie and not in the body", async () => {
    const answer = await Client.anonymous().post("/api/users/register", {
      body: newUser(),
      headers: { "x-session-cookie": "user" },
    });

    const attributes = cookieOf(answer, "bo_refresh_user")
      .split("; ")
      .slice(1)
      .map((each) => each.toLowerCase());
    expect(attributes).toEqual(expect.arrayContaining(["httponly", "samesite=strict", "path=/api/users/"]));
    expect(attributes).not.toContain("secure");
    expect(bodyOf(CookieAuth, answer)).toBeDefined();
    expect(answer.text).not.toContain("refreshToken");
  });

  test("given the cookie and the header then refresh works and rotates the cookie", async () => {
    const client = Client.anonymous();
    const headers = { "x-session-cookie": "user" };
    const first = pair(
      cookieOf(await client.post("/api/users/register", { body: newUser(), headers }), "bo_refresh_user"),
    );

    const answer = await client.post("/api/users/refresh", { body: {}, headers: { ...headers, cookie: first } });

    expect(answer.status).toBe(200);
    expect(pair(cookieOf(answer, "bo_refresh_user"))).not.toBe(first);
  });

  test("given the cookie without the header then it does not count", async () => {
    const client = Client.anonymous();
    const registered = await client.post("/api/users/register", {
      body: newUser(),
      headers: { "x-session-cookie": "user" },
    });

    const answer = await client.post("/api/users/refresh", {
      body: {},
      headers: { cookie: pair(cookieOf(registered, "bo_refresh_user")) },
    });

    expectProblem(answer, 422, "VALIDATION_FAILED");
  });

  test("given the cookie of the user portal in the admin portal then 401", async () => {
    const client = Client.anonymous();
    const registered = await client.post("/api/users/register", {
      body: newUser(),
      headers: { "x-session-cookie": "user" },
    });

    const answer = await client.post("/api/users/refresh", {
      body: {},
      headers: { "x-session-cookie": "admin", cookie: pair(cookieOf(registered, "bo_refresh_user")) },
    });

    expectProblem(answer, 401, "UNAUTHENTICATED");
  });

  test("given logout then the cookie is taken back", async () => {
    const client = Client.anonymous();
    const headers = { "x-session-cookie": "admin" };
    const registered = await client.post("/api/users/register", { body: newUser(), headers });
    const { accessToken } = bodyOf(CookieAuth, registered);

    const answer = await client.withToken(accessToken).post("/api/users/logout", { headers });

    expect(answer.status).toBe(204);
    expect(cookieOf(answer, "bo_refresh_admin")).toMatch(/^bo_refresh_admin=;/);
  });
});

/** The token stops working within a second (and the time of a busy machine). */
async function expectSignedOut(client: Client): Promise<void> {
  await eventually(async () => {
    expectProblem(await client.get("/api/users/profile"), 401, "UNAUTHENTICATED");
  }, 3_000);
}

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

describe("/api/users/sessions", () => {
  test("given two sessions then both are listed, and the caller's is marked", async () => {
    const { client, credentials } = await registerUser();
    await signIn(credentials);

    const { items } = await client.fetch(Sessions, "GET", "/api/users/sessions");

    expect(items).toHaveLength(2);
    expect(items.filter((session) => session.current)).toHaveLength(1);
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

// The only tests that make a second administrator, one after the other, so that "the last one" means something.
describe("ADMIN: /api/users", () => {
  test("given a query then those whose name or address contains it", async () => {
    const admin = await signInAdmin();
    const { user } = await registerUser("findme");

    const { items } = await admin.client.fetch(Users, "GET", `/api/users?query=${user.username}`);

    expect(items).toEqual([user]);
  });

  test("given role and status then only those", async () => {
    const admin = await signInAdmin();
    await registerUser();

    const admins = await admin.client.fetch(Users, "GET", "/api/users?role=ADMIN&status=ACTIVE&limit=100");
    const users = await admin.client.fetch(Users, "GET", "/api/users?role=USER&limit=5");

    expect(admins.items.map((user) => user.id)).toContain(admin.auth.user.id);
    expect(new Set(admins.items.map((user) => user.role))).toEqual(new Set(["ADMIN"]));
    expect(new Set(users.items.map((user) => user.role))).toEqual(new Set(["USER"]));
  });

  test("given pages of two then the cursor leads through all of them once", async () => {
    const admin = await signInAdmin();
    const { username } = newUser("page");
    const made = await Promise.all(
      ["a", "b", "c", "d", "e"].map((letter) =>
        Client.anonymous().fetch(Auth, "POST", "/api/users/register", {
          body: { ...newUser(), username: `${username}${letter}` },
        }),
      ),
    );

    const seen: string[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null && pages < 5; ++pages) {
      const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: z.infer<typeof Users> = await admin.client.fetch(
        Users,
        "GET",
        `/api/users?query=${username}&limit=2${after}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((user) => user.id));
      cursor = page.nextCursor;
    }

    expect(cursor).toBeNull();
    expect(seen.toSorted()).toEqual(made.map((auth) => auth.user.id).toSorted());
  });

  test("given format=csv then UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run", async () => {
    const admin = await signInAdmin();
    const person = newUser("csv");
    await Client.anonymous().fetch(Auth, "POST", "/api/users/register", {
      body: { ...person, fullName: '=HYPERLINK("http://example.com", "x")' },
    });

    const answer = await admin.client.get(`/api/users?query=${person.username}&format=csv`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(answer.text).toContain(`,"'=HYPERLINK(""http://example.com"", ""x"")",`);
    expect(answer.text.trimEnd().split("\r\n")).toHaveLength(2);
  });

  test("given an id then that user, and 404 for an unknown one", async () => {
    const admin = await signInAdmin();
    const { user } = await registerUser();

    expect(await admin.client.fetch(User, "GET", `/api/users/${user.id}`)).toEqual(user);
    expectProblem(await admin.client.get("/api/users/01890000-0000-7000-8000-000000000000"), 404, "NOT_FOUND");
    expectProblem(
      await admin.client.patch("/api/users/01890000-0000-7000-8000-000000000000", { body: { role: "USER" } }),
      404,
      "NOT_FOUND",
    );
  });

  test("given DISABLED then the tokens die and login is refused, until ACTIVE again", async () => {
    const admin = await signInAdmin();
    const { client, user, credentials } = await registerUser();

    const disabled = await admin.client.fetch(User, "PATCH", `/api/users/${user.id}`, { body: { status: "DISABLED" } });

    expect(disabled).toEqual({ ...user, status: "DISABLED" });
    await expectSignedOut(client);
    await expect(signIn(credentials)).rejects.toThrow(ApiError);
    await admin.client.fetch(User, "PATCH", `/api/users/${user.id}`, { body: { status: "ACTIVE" } });
    expect((await signIn(credentials)).auth.user.status).toBe("ACTIVE");
  });

  test("given a promotion and its end then rights follow at the next sign-in, and old tokens die", async () => {
    const admin = await signInAdmin();
    const { client, user, credentials } = await registerUser();

    await admin.client.fetch(User, "PATCH", `/api/users/${user.id}`, { body: { role: "ADMIN" } });
    await expectSignedOut(client);
    const promoted = await signIn(credentials);
    expect((await promoted.client.get("/api/users?limit=1")).status).toBe(200);
    await admin.client.fetch(User, "PATCH", `/api/users/${user.id}`, { body: { role: "USER" } });

    await expectSignedOut(promoted.client);
    const { client: demoted } = await signIn(credentials);
    expectProblem(await demoted.get("/api/users?limit=1"), 403, "FORBIDDEN");
  });

  test.each([{ role: "USER" }, { status: "DISABLED" }])(
    "given the last administrator and %o then 409 LAST_ADMIN",
    async (body) => {
      const admin = await signInAdmin();
      const { items } = await admin.client.fetch(Users, "GET", "/api/users?role=ADMIN&status=ACTIVE");
      expect(items.map((user) => user.id)).toEqual([admin.auth.user.id]);

      const answer = await admin.client.patch(`/api/users/${admin.auth.user.id}`, { body });

      expectProblem(answer, 409, "LAST_ADMIN");
      expect((await admin.client.get("/api/users/profile")).status).toBe(200);
    },
  );
});

describe("GET /api/users/.well-known/jwks.json", () => {
  const Jwks = z.object({
    keys: z
      .array(
        z.object({
          kty: z.literal("EC"),
          crv: z.literal("P-256"),
          x: z.string(),
          y: z.string(),
          kid: z.string().min(1),
          alg: z.literal("ES256").optional(),
          use: z.literal("sig").optional(),
          d: z.undefined(),
        }),
      )
      .min(1),
  });
  const Header = z.object({ alg: z.literal("ES256"), kid: z.string(), typ: z.literal("at+jwt") });
  const Claims = z.object({ sub: z.string(), sid: z.string(), iss: z.string(), aud: z.unknown(), exp: z.int() });

  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

  test("given an access token then a public key of the set verifies it", async () => {
    const { auth } = await registerUser();
    const { keys } = await Client.anonymous().fetch(Jwks, "GET", "/api/users/.well-known/jwks.json");
    const [header = "", claims = "", signature = ""] = auth.accessToken.split(".");

    const { kid } = Header.parse(decode(header));
    const jwk = keys.find((key) => key.kid === kid);

    expect(jwk).toBeDefined();
    const { kty, crv, x, y } = jwk ?? { kty: "EC", crv: "P-256", x: "", y: "" };
    const key = createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
    const isValid = verify(
      "sha256",
      Buffer.from(`${header}.${claims}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    expect(isValid).toBe(true);
    expect(Claims.parse(decode(claims)).sub).toBe(auth.user.id);
  });

  test("given a token without signature, with other claims or of another kind then 401", async () => {
    const { auth, client } = await registerUser();
    const [header = "", claims = "", signature = ""] = auth.accessToken.split(".");
    const changed = encode({ ...z.record(z.string(), z.unknown()).parse(decode(claims)), role: "ADMIN" });
    const forged = [
      `${encode({ alg: "none", typ: "at+jwt" })}.${claims}.`,
      `${header}.${changed}.${signature}`,
      `${header}.${claims}.`,
      `${encode({ ...Header.parse(decode(header)), alg: "HS256" })}.${claims}.${signature}`,
      `${header}.${claims}.${Buffer.alloc(64).toString("base64url")}`,
      auth.refreshToken,
      "a.b.c",
    ];

    for (const token of forged) {
      expectProblem(await client.withToken(token).get("/api/users/profile"), 401, "UNAUTHENTICATED");
    }
  });
});
