// A header is a contract: it can be included twice, and says what it is for.

import { sources } from "../tree.mjs";

/** @param {import('../tree.mjs').Tree} tree */
export function checkHeaders(tree) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path, text] of sources(tree, [".hpp"])) {
    if (!/^#pragma once$/m.test(text)) {
      problems.push({ path, line: 1, rule: "pragma-once", message: "the header lacks #pragma once" });
    }
    if (!hasHeadComment(text)) {
      const message = "the header lacks a comment at its head that says what it is for";
      problems.push({ path, line: 1, rule: "head-comment", message });
    }
  }
  return problems;
}

/**
 * True if a comment comes before the first line of code; preprocessor lines do not count as code.
 * @param {string} text
 */
function hasHeadComment(text) {
  const first = text.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#"));
  return first !== undefined && /^\s*\/[/*]/.test(first);
}
