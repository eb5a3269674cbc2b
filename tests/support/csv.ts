// A strict reader of CSV (RFC 4180), on purpose independent of the writer.

import type { Answer } from "./client.ts";

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** The rows of a download; fails when it is no UTF-8 with a byte order mark, or no CSV with CRLF. */
export function rowsOf({ bytes }: Answer): string[][] {
  if (byteOrderMark.some((byte, index) => bytes[index] !== byte)) throw new Error("there is no byte order mark");
  let rest = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const rows: string[][] = [];
  let row: string[] = [];
  while (rest !== "") {
    const cell = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (cell === null) throw new Error(`row ${rows.length + 1} is no CSV from here on: ${rest.slice(0, 80)}`);
    row.push(cell[1]?.replaceAll('""', '"') ?? cell[2] ?? "");
    rest = rest.slice(cell[0].length);
    if (cell[3] !== "\r\n") continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) throw new Error("the last row does not end");
  return rows;
}
