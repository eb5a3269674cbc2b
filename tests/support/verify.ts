// The product's own audit of its invariants.

import { z } from "zod";
import { callBoxoffice } from "./commands.ts";
import { underTest } from "./environment.ts";
import { eventually } from "./eventually.ts";

const limitMs = 60_000;

const Report = z.object({
  ok: z.boolean(),
  invariants: z
    .array(
      z.object({
        name: z.string(),
        checked: z.int().min(0),
        violations: z.array(z.object({ subject: z.string(), problem: z.string() })),
      }),
    )
    .length(10),
  underWay: z.object({ orders: z.int(), payments: z.int(), tasks: z.int(), messages: z.int() }),
});
export type Report = z.infer<typeof Report>;

/** What `boxoffice verify --json` says, whether it finds something or not. */
export async function verify(site = underTest): Promise<Report> {
  const { status, stdout, stderr } = await callBoxoffice(site, ["verify", "--json"], {}, limitMs);
  if (status > 1) throw new Error(`boxoffice verify: ${stderr}`);
  return Report.parse(JSON.parse(stdout));
}

/** Each broken invariant with its rows, to be expected empty. */
export function problemsOf(report: Report): string[] {
  return report.invariants.flatMap(({ name, violations }) =>
    violations.map(({ subject, problem }) => `${name}: ${subject} ${problem}`),
  );
}

/** The audit once the system has nothing left to do; fails when it does not come to rest by itself in time. */
export async function settled(site = underTest, settleLimitMs = 60_000): Promise<Report> {
  return eventually(async () => {
    const report = await verify(site);
    const left = Object.entries(report.underWay).filter(([, count]) => count > 0);
    if (left.length > 0) throw new Error(`still under way: ${left.map((each) => each.join(" ")).join(", ")}`);
    return report;
  }, settleLimitMs);
}
