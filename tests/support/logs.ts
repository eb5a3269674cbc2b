// What the processes of the deployment under test have logged.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { underTest } from "./environment.ts";

const LogLine = z.looseObject({ event: z.string().min(1), trace_id: z.string().optional() });
export type LogLine = z.infer<typeof LogLine>;

/** The files of a process (as they are named: "orders.log", "orders.1.log"), because full ones are put aside. */
function logFiles(name: string): string[] {
  const folder = join(underTest.home, "log");
  const pattern = new RegExp(`^${name}(\\.\\d+)?\\.log$`);
  return readdirSync(folder)
    .filter((file) => pattern.test(file))
    .map((file) => join(folder, file));
}

/** The lines of a process that contain the text, as `grep` finds them. */
export function grepLog(name: string, text: string): LogLine[] {
  return logFiles(name)
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line.includes(text))
    .map((line) => LogLine.parse(JSON.parse(line)));
}
