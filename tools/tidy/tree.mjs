// Reads the source tree once; every check works on the result.

import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";

/**
 * @typedef {{path: string, line: number, rule: string, message: string}} Problem
 * @typedef {{root: string, files: Map<string, string>, paths: Set<string>, folders: Set<string>}} Tree
 *   files: text of every text file by its path from the root; paths: all files; folders: all folders. All with "/".
 */

const ALWAYS_SKIPPED = [".git", "node_modules"];
const LARGEST_TEXT = 2_000_000;
const BINARY = new Set([
  ".png",
  ".jpg",
  ".jpeg",
  ".gif",
  ".webp",
  ".avif",
  ".ico",
  ".woff",
  ".woff2",
  ".ttf",
  ".pdf",
  ".gz",
  ".br",
  ".zip",
  ".db",
  ".mp3",
  ".mp4",
  ".wasm",
]);

/**
 * Folders and files that git ignores, as far as plain names go: "/build/", "dist/", "compile_commands.json".
 * @param {string} root
 */
function ignoredNames(root) {
  const anywhere = new Set(ALWAYS_SKIPPED);
  const atRoot = new Set();
  let text = "";
  try {
    text = readFileSync(join(root, ".gitignore"), "utf8");
  } catch {
    // A tree without .gitignore ignores nothing.
  }
  for (const line of text.split("\n").map((entry) => entry.trim())) {
    if (line === "" || line.startsWith("#") || /[*?![]/.test(line)) continue;
    const name = line.replace(/\/$/, "");
    if (name.startsWith("/")) atRoot.add(name.slice(1));
    else anywhere.add(name);
  }
  return { anywhere, atRoot };
}

/**
 * @param {string} root
 * @returns {Tree}
 */
export function readTree(root) {
  /** @type {Tree} */
  const tree = { root, files: new Map(), paths: new Set(), folders: new Set([""]) };
  const ignored = ignoredNames(root);
  const visit = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (ignored.anywhere.has(entry.name) || ignored.atRoot.has(path)) continue;
      if (entry.isDirectory()) {
        tree.folders.add(path);
        visit(path);
      } else if (entry.isFile()) {
        tree.paths.add(path);
        if (!BINARY.has(extname(entry.name))) readText(tree, path);
      }
    }
  };
  visit("");
  return tree;
}

/**
 * @param {Tree} tree
 * @param {string} path
 */
function readText(tree, path) {
  const text = readFileSync(join(tree.root, path), "utf8");
  if (text.length <= LARGEST_TEXT && !text.includes("\0")) tree.files.set(path, text);
}

/**
 * Files by extension, without what a tool has generated.
 * @param {Tree} tree
 * @param {string[]} extensions
 * @returns {[string, string][]}
 */
export function sources(tree, extensions) {
  return [...tree.files].filter(([path]) => extensions.includes(extname(path)) && !isGenerated(path));
}

/** @param {string} path */
function isGenerated(path) {
  return /(^|\/)generated\//.test(path) || /\.(gen|generated)\.\w+$/.test(path);
}

/**
 * Tests, and fuzz targets, which stand beside them.
 * @param {string} path
 */
export function isTest(path) {
  return /(^|\/)(tests|fuzz)\//.test(path) || /\.(test|spec)\.\w+$/.test(path);
}
