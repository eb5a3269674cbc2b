// Files, functions and lines that have grown too long to read.

import { extname } from "node:path";

import { LONG_FILES } from "../exceptions.mjs";
import { functionsOf, withoutRawStrings } from "../source_text.mjs";
import { isTest, sources } from "../tree.mjs";

const FILE_LINES = 400;
const FUNCTION_LINES = 60;
const TEST_FUNCTION_LINES = 100; // tables of cases stand inside their test
const LINE_CHARACTERS = 120;
const CODE = [".cpp", ".hpp", ".ts", ".tsx", ".mjs", ".js", ".css", ".sql", ".sh", ".cmake"];

/** @param {import('../tree.mjs').Tree} tree */
export function checkSizes(tree) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path, text] of sources(tree, CODE)) {
    const isCpp = [".cpp", ".hpp"].includes(extname(path));
    problems.push(...fileLength(path, text), ...lineLengths(path, isCpp ? withoutRawStrings(text) : text));
    if (isCpp) problems.push(...functionLengths(path, text));
  }
  for (const path of LONG_FILES.keys()) {
    if (tree.paths.has("tools/tidy/exceptions.mjs") && !tree.paths.has(path)) {
      problems.push({ path: "tools/tidy/exceptions.mjs", line: 1, rule: "file-length", message: `${path} is gone` });
    }
  }
  return problems;
}

/**
 * @param {string} path
 * @param {string} text
 */
function fileLength(path, text) {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines <= FILE_LINES || LONG_FILES.has(path)) return [];
  const message = `${lines} lines, more than ${FILE_LINES}: split it by what it is about`;
  return [{ path, line: FILE_LINES + 1, rule: "file-length", message }];
}

/**
 * @param {string} path
 * @param {string} text
 */
function lineLengths(path, text) {
  return text.split("\n").flatMap((line, index) => {
    const length = [...line].length;
    if (length <= LINE_CHARACTERS || /https?:\/\/\S{60}/.test(line)) return [];
    const message = `${length} characters, more than ${LINE_CHARACTERS}`;
    return [{ path, line: index + 1, rule: "line-length", message }];
  });
}

/**
 * @param {string} path
 * @param {string} text
 */
function functionLengths(path, text) {
  const limit = isTest(path) ? TEST_FUNCTION_LINES : FUNCTION_LINES;
  return functionsOf(text)
    .filter((found) => found.lines > limit)
    .map(({ line, lines, name }) => {
      const message = `${name}() has ${lines} lines, more than ${limit}: split it by its steps`;
      return { path, line, rule: "function-length", message };
    });
}
