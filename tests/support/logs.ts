// What the processes of the deployment under test have logged.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { underTest } from "./environment.ts";

const LogLine = z.looseObject({ event: z.string().min(1), trace_id: z.string().optional() });
export type LogLine = z.infer<typeof LogLine>;

/** The lines of a process (as its file is named: "orders") that contain the text, as `grep` finds them. */
export function grepLog(name: string, text: string): LogLine[] {
  return readFileSync(join(underTest.home, "log", `${name}.log`), "utf8")
    .split("\n")
    .filter((line) => line.includes(text))
    .map((line) => LogLine.parse(JSON.parse(line)));
}
