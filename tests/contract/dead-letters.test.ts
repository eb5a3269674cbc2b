// The operator's look at messages that could not be applied, while the system runs.

import { expect, test } from "vitest";
import { z } from "zod";
import { callBoxoffice, type Outcome } from "../support/commands.ts";
import { underTest } from "../support/environment.ts";

const unknown = "0190f000-0000-7000-8000-000000000000";

async function deadLetters(...words: string[]): Promise<Outcome> {
  return callBoxoffice(underTest, ["dead-letters", ...words]);
}

test("a system in order has none, in either form", async () => {
  const json = await deadLetters("--json");
  const table = await deadLetters("list", "--topic", "order-events");

  expect(z.object({ items: z.array(z.unknown()) }).parse(JSON.parse(json.stdout)).items).toEqual([]);
  expect(table).toEqual({ status: 0, stdout: "No dead letters.\n", stderr: "" });
});

test("replaying says what is wrong with the question", async () => {
  const nobody = await deadLetters("replay", unknown);
  const undecided = await deadLetters("replay");
  const all = await deadLetters("replay", "--all");

  expect(nobody.status).toBe(2);
  expect(nobody.stderr).toContain(`there is no dead letter ${unknown}`);
  expect(undecided.status).not.toBe(0);
  expect(undecided.stderr + undecided.stdout).toContain("--all");
  expect(all).toEqual({ status: 0, stdout: "No dead letters.\nReplayed: 0.\n", stderr: "" });
});
