// A buyer who does not give up: repeats a request with its own key until there is a definite answer, as the contract
// tells clients to.

import { setTimeout as pause } from "node:timers/promises";
import { type Answer, type Client, newKey, problemOf } from "./client.ts";
import { placeOrder, type Purchase } from "./orders.ts";

const pauseMs = 100;

/** The answer to an order, however often connections break and services are away meanwhile. */
export async function placeForSure(buyer: Client, purchase: Purchase, limitMs = 90_000): Promise<Answer> {
  const keyed = { headers: newKey(), ...purchase };
  return untilDefinite(() => placeOrder(buyer, keyed), limitMs);
}

export async function untilDefinite(attempt: () => Promise<Answer>, limitMs = 90_000): Promise<Answer> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await attempt();
      if (isDefinite(answer)) return answer;
      last = answer.text;
    } catch (failure) {
      last = failure; // the connection broke, or nobody listens
    }
    if (Date.now() >= deadline) throw new Error(`no definite answer in ${limitMs} ms`, { cause: last });
    await pause(pauseMs);
  }
}

// 5xx and 429 ask to come again; so does a request of ours that is still running.
function isDefinite(answer: Answer): boolean {
  if (answer.status < 400) return true;
  return answer.status < 500 && answer.status !== 429 && problemOf(answer).code !== "REQUEST_IN_PROGRESS";
}
