// What administrators do with accounts.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiError, Client } from "../../support/client.ts";
import { expectProblem, expectSignedOut } from "../../support/expectations.ts";
import { Auth, listOf, User } from "../../support/shapes.ts";
import { newUser, registerUser, signIn, signInAdmin } from "../../support/users.ts";

const Users = listOf(User);

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
