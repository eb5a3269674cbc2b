// Runs once before all tests: one sentence instead of hundreds of refused connections.

import { origin, underTest } from "./environment.ts";

export async function setup(): Promise<void> {
  try {
    await fetch(`${origin("gateway")}/health`, { signal: AbortSignal.timeout(5_000) });
  } catch {
    throw new Error(
      `No gateway answers at ${origin("gateway")} (BOXOFFICE_HOME=${underTest.home}). ` +
        `Start one with ./deploy.sh, or let ./test.sh api e2e do it.`,
    );
  }
}
