#!/usr/bin/env node
// Our own lint: what the compiler, clang-tidy and eslint do not know about this repository. Run as a test.
//
//   node tools/tidy/tidy.mjs [root]
//
// Prints "path:line: rule: message" per problem and "tidy: N problems"; exit status 1 if there are any.

import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { checkArrows } from "./checks/arrows.mjs";
import { checkCoroutines } from "./checks/coroutines.mjs";
import { checkDeadCpp } from "./checks/dead_cpp.mjs";
import { checkDeadWeb } from "./checks/dead_web.mjs";
import { checkHeaders } from "./checks/headers.mjs";
import { checkMachinePaths } from "./checks/machine_paths.mjs";
import { checkMarkdown } from "./checks/markdown.mjs";
import { checkServiceReadmes } from "./checks/service_readmes.mjs";
import { checkSizes } from "./checks/sizes.mjs";
import { checkWords } from "./checks/words.mjs";
import { readTree } from "./tree.mjs";

const CHECKS = [
  checkArrows,
  checkCoroutines,
  checkDeadCpp,
  checkDeadWeb,
  checkHeaders,
  checkMachinePaths,
  checkMarkdown,
  checkServiceReadmes,
  checkSizes,
  checkWords,
];

/**
 * All problems of the tree at `root`, by path and line.
 * @param {string} root
 */
export function tidy(root) {
  const tree = readTree(root);
  const problems = CHECKS.flatMap((check) => check(tree));
  return problems.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line || a.rule.localeCompare(b.rule));
}

function main() {
  const root = process.argv[2] ?? resolve(dirname(fileURLToPath(import.meta.url)), "../..");
  const problems = tidy(root);
  for (const { path, line, rule, message } of problems) console.log(`${path}:${line}: ${rule}: ${message}`);
  console.log(`tidy: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
