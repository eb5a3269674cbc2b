// C++ files that nothing builds or includes.

import { dirname } from "node:path/posix";

import { withoutComments } from "../source_text.mjs";
import { sources } from "../tree.mjs";

// What the functions of cmake/targets.cmake take from the folder that calls them.
const TARGET_FUNCTIONS = new Map([
  ["boxoffice_kit", ["*.cpp", "tests/*.cpp", "fuzz/*.cpp"]],
  ["boxoffice_service", ["core/*.cpp", "adapters/*.cpp", "tests/*.cpp", "fuzz/*.cpp", "service.cpp"]],
]);

/** @param {import('../tree.mjs').Tree} tree */
export function checkDeadCpp(tree) {
  const files = sources(tree, [".cpp", ".hpp"]);
  const built = builtPatterns(tree);
  const included = includedBy(files);
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path] of files) {
    if (path.endsWith(".cpp") && !built.some((pattern) => pattern.test(path))) {
      problems.push({ path, line: 1, rule: "dead-file", message: "no CMakeLists.txt builds this file" });
    }
    if (path.endsWith(".hpp") && !isIncluded(path, included) && !isNamedInCMake(tree, path)) {
      const message = "nothing but its own .cpp includes this header: use it or delete it";
      problems.push({ path, line: 1, rule: "dead-file", message });
    }
  }
  return problems;
}

/**
 * Patterns of paths that some CMake file names.
 * @param {import('../tree.mjs').Tree} tree
 */
function builtPatterns(tree) {
  /** @type {Set<string>} */
  const patterns = new Set();
  for (const [path, text] of tree.files) {
    if (!path.endsWith("CMakeLists.txt") && !path.endsWith(".cmake")) continue;
    const folder = path.endsWith(".cmake") ? "" : dirname(path) === "." ? "" : `${dirname(path)}/`;
    const commands = text.replace(/#[^\n]*/g, "");
    for (const [name, taken] of TARGET_FUNCTIONS) {
      if (new RegExp(`\\b${name}\\s*\\(`).test(commands)) taken.forEach((glob) => patterns.add(folder + glob));
    }
    for (const [token] of commands.matchAll(/[\w.${}/*-]+\.cpp\b/g)) {
      patterns.add(fromRoot(token, folder));
    }
  }
  return [...patterns].filter((pattern) => !pattern.includes("$")).map(toRegExp);
}

/**
 * The path from the root of what a CMake file in `folder` names.
 * @param {string} token
 * @param {string} folder
 */
function fromRoot(token, folder) {
  const parts = /^\$\{(CMAKE_SOURCE_DIR|CMAKE_CURRENT_SOURCE_DIR)\}\/(.*)$/.exec(token);
  if (parts === null) return folder + token;
  return parts[1] === "CMAKE_SOURCE_DIR" ? parts[2] : folder + parts[2];
}

/** @param {string} glob */
function toRegExp(glob) {
  return new RegExp(`^${glob.replace(/[.+]/g, "\\$&").replace(/\*/g, "[^/]*")}$`);
}

/**
 * Header -> files that include it.
 * @param {[string, string][]} files
 */
function includedBy(files) {
  /** @type {Map<string, Set<string>>} */
  const included = new Map();
  for (const [path, text] of files) {
    for (const [, target] of withoutComments(text).matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"/gm)) {
      if (!included.has(target)) included.set(target, new Set());
      included.get(target)?.add(path);
    }
  }
  return included;
}

/**
 * @param {string} path
 * @param {Map<string, Set<string>>} included
 */
function isIncluded(path, included) {
  const own = path.replace(/\.hpp$/, ".cpp");
  return [...(included.get(path) ?? [])].some((includer) => includer !== own);
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} path
 */
function isNamedInCMake(tree, path) {
  return [...tree.files].some(([file, text]) => /(CMakeLists\.txt|\.cmake)$/.test(file) && text.includes(path));
}
