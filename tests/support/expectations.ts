// What many tests expect of an answer.

import { expect } from "vitest";
import { type Answer, type Client, problemOf } from "./client.ts";
import { eventually } from "./eventually.ts";

export function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: problemOf(answer).code }).toEqual({ status, code });
}

/** The token stops working within a second (and the time that a busy machine adds). */
export async function expectSignedOut(client: Client): Promise<void> {
  await eventually(async () => {
    expectProblem(await client.get("/api/users/profile"), 401, "UNAUTHENTICATED");
  }, 3_000);
}
