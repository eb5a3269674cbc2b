// Waiting for what becomes true in another process: bounded, and the last failure is what the test reports.

import { setTimeout as pause } from "node:timers/promises";

export async function eventually<Value>(attempt: () => Promise<Value>, limitMs = 10_000): Promise<Value> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (failure) {
      if (Date.now() >= deadline) throw failure;
    }
    await pause(50);
  }
}
