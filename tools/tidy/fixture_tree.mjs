// Small trees in a temporary folder for the tests of the rules.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { tidy } from "./tidy.mjs";

export const HEADER = "#pragma once\n\n// What it is for.\n";
export const KIT = { "kit/http/CMakeLists.txt": "boxoffice_kit(http)\n" };
export const ORDERS = { "services/orders/CMakeLists.txt": "boxoffice_service(orders)\n" };

/**
 * Writes the files into a fresh folder, and gives `use` its path.
 * @template T
 * @param {Record<string, string>} files
 * @param {(root: string) => T} use
 */
export function inTree(files, use) {
  const root = mkdtempSync(join(tmpdir(), "tidy-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/**
 * Checks the tree and expects exactly these problems, as "path:line: rule".
 * @param {Record<string, string>} files
 * @param {string[]} expected
 */
export function expectProblems(files, expected) {
  const found = inTree(files, tidy).map(({ path, line, rule }) => `${path}:${line}: ${rule}`);
  assert.deepEqual(found, expected);
}
