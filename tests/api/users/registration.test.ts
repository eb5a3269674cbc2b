// Becoming a user.

import { describe, expect, test } from "vitest";
import { bodyOf, Client, newKey, problemOf } from "../../support/client.ts";
import { expectProblem } from "../../support/expectations.ts";
import { Auth } from "../../support/shapes.ts";
import { newUser, registerUser } from "../../support/users.ts";

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
