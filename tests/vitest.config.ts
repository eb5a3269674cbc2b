import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["{api,contract,e2e,doors,chaos,engines}/**/*.test.ts"],
    globalSetup: ["support/reachable.ts"],
    // Every test talks to real processes: bounded, and generous enough for a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 4,
  },
});
