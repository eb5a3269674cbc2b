// What can be read in a PDF, by pdftotext of poppler-utils.

import { spawn } from "node:child_process";

/** The text of each page. */
export async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const program = spawn("pdftotext", ["-layout", "-", "-"], { stdio: ["pipe", "pipe", "inherit"], timeout: 20_000 });
  const exit = new Promise<number | null>((resolve, reject) => {
    program.once("error", reject);
    program.once("close", resolve);
  });
  const pieces: Buffer[] = [];
  program.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  program.stdin.end(pdf);
  const status = await exit;
  if (status !== 0) throw new Error(`pdftotext ended with ${status ?? "a signal"}`);
  const text = Buffer.concat(pieces).toString("utf8");
  // Each page ends with a form feed.
  return text.split("\f").slice(0, -1);
}
