// What the users service logs: one line for each business step, and of a person the id only.

import { expect, test } from "vitest";
import { Client } from "../../support/client.ts";
import { grepLog } from "../../support/logs.ts";
import { registerUser, signIn, signInAdmin } from "../../support/users.ts";

test("given the life of an account then a line for each step, without names, addresses and passwords", async () => {
  const { client, user, credentials } = await registerUser("logged");
  const admin = await signInAdmin();
  const password = "another good password";
  const wrong = { username: credentials.username, password: "not the password" };

  await Client.anonymous().post("/api/users/login", { body: wrong });
  await client.post("/api/users/password", { body: { currentPassword: credentials.password, newPassword: password } });
  const other = await signIn({ ...credentials, password });
  await other.client.post("/api/users/logout");
  await admin.client.patch(`/api/users/${user.id}`, { body: { status: "DISABLED" } });

  const lines = grepLog("users", user.id);
  expect(lines.map((line) => line.event)).toEqual([
    "user_registered",
    "sign_in_refused",
    "password_changed",
    "signed_in",
    "signed_out",
    "user_disabled",
  ]);
  for (const line of lines) expect(line.trace_id).toBeDefined();
  for (const secret of [credentials.username, credentials.email, credentials.password, password, wrong.password]) {
    expect(grepLog("users", secret)).toEqual([]);
  }
});
