// Browsers keep the refresh token in a cookie that scripts cannot read.

import { describe, expect, test } from "vitest";
import { type Answer, bodyOf, Client } from "../../support/client.ts";
import { expectProblem } from "../../support/expectations.ts";
import { CookieAuth } from "../../support/shapes.ts";
import { newUser } from "../../support/users.ts";

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
