// Paths of one developer's machine mean nothing on another.

import { lineOf } from "../source_text.mjs";

const MACHINE_PATH = /(?<![\w.$})*/-])\/(?:work|Users|home\/(?!boxoffice\b)\w+)\/[\w.-]/g;
// Beside the repository; in TypeScript such a path may lead to a folder of its own.
const OUTSIDE = /(?<![\w/])\.{2}\/shared\b/g;

/** @param {import('../tree.mjs').Tree} tree */
export function checkMachinePaths(tree) {
  return [...tree.files]
    .filter(([path]) => !path.startsWith("tools/tidy/") && !path.endsWith("package-lock.json"))
    .flatMap(([path, text]) => {
      const outside = /\.(tsx?|mjs)$/.test(path) ? [] : text.matchAll(OUTSIDE);
      return [...text.matchAll(MACHINE_PATH), ...outside].map((match) => ({
        path,
        line: lineOf(text, match.index),
        rule: "machine-path",
        message: `${match[0]}...: a path of one machine; make it relative to the repository`,
      }));
    });
}
