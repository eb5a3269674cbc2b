// TypeScript and JavaScript files that nothing imports and no tool starts.

import { basename, dirname, extname, join, normalize } from "node:path/posix";

import { isTest, sources } from "../tree.mjs";

const MODULES = [".ts", ".tsx", ".mjs", ".js"];
const IMPORT = /\b(?:from|import|(?:import|require|new URL|mock)\s*\()\s*(['"`])([^'"`\n]+)\1/g;
const ENDINGS = ["", ".ts", ".tsx", ".mjs", ".js", "/index.ts", "/index.tsx"];
// Read by their tools by name.
const BY_CONVENTION = /\.config\.\w+$|\.d\.ts$|\.setup\.\w+$|(^|\/)e2e\/.*\.ts$/;

/** @typedef {{name: string, folder: string, exports: Map<string, string[]>}} Package */

/** @param {import('../tree.mjs').Tree} tree */
export function checkDeadWeb(tree) {
  const files = sources(tree, MODULES);
  const packages = packagesOf(tree);
  /** @type {Set<string>} */
  const imported = new Set();
  for (const [path, text] of files) {
    for (const [, , specifier] of text.matchAll(IMPORT)) {
      for (const target of resolve(path, specifier, packages)) if (tree.paths.has(target)) imported.add(target);
    }
  }
  const mentions = starterText(tree);
  return files
    .map(([path]) => path)
    .filter((path) => !imported.has(path) && !isTest(path) && !BY_CONVENTION.test(path))
    .filter((path) => !mentions.includes(distinctName(path)))
    .map((path) => ({ path, line: 1, rule: "dead-file", message: "nothing imports or starts this file" }));
}

/**
 * What a mention of the file contains at least.
 * @param {string} path
 */
function distinctName(path) {
  const isIndex = /^index\./.test(basename(path));
  return isIndex ? `${basename(dirname(path))}/${basename(path)}` : basename(path);
}

/**
 * What may start a module by its file name: scripts, package files, pages, build files.
 * @param {import('../tree.mjs').Tree} tree
 */
function starterText(tree) {
  return [...tree.files]
    .filter(([path]) => ["", ".sh", ".json", ".html", ".txt", ".cmake", ".yaml", ".yml"].includes(extname(path)))
    .filter(([path]) => !path.endsWith("package-lock.json"))
    .map(([, text]) => text)
    .join("\n");
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @returns {Package[]}
 */
function packagesOf(tree) {
  return [...tree.files]
    .filter(([path]) => basename(path) === "package.json")
    .map(([path, text]) => {
      const folder = dirname(path) === "." ? "" : `${dirname(path)}/`;
      const description = JSON.parse(text);
      return { name: description.name ?? folder, folder, exports: exportsOf(description) };
    })
    .sort((a, b) => b.folder.length - a.folder.length);
}

/**
 * Specifier below the package -> files, of "exports" in package.json, conditions taken together.
 * @param {{exports?: unknown, main?: string}} description
 */
function exportsOf(description) {
  const entries = typeof description.exports === "string" ? { ".": description.exports } : (description.exports ?? {});
  /** @type {Map<string, string[]>} */
  const result = new Map();
  for (const [name, value] of Object.entries(entries)) {
    const targets =
      typeof value === "string" ? [value] : Object.values(value ?? {}).filter((v) => typeof v === "string");
    result.set(name, targets);
  }
  if (description.main) result.set(".", [...(result.get(".") ?? []), description.main]);
  return result;
}

/**
 * Paths that an import may mean.
 * @param {string} from
 * @param {string} specifier
 * @param {Package[]} packages
 */
function resolve(from, specifier, packages) {
  const bare = specifier.replace(/\?.*$/, "");
  if (bare.startsWith(".")) return withEndings(normalize(join(dirname(from), bare)));
  const own = packages.find(({ folder }) => from.startsWith(folder));
  if (bare.startsWith("@/") && own) return withEndings(`${own.folder}src/${bare.slice(2)}`);
  const target = packages.find(({ name }) => bare === name || bare.startsWith(`${name}/`));
  return target ? throughExports(target, bare.slice(target.name.length)) : [];
}

/**
 * @param {Package} target
 * @param {string} rest "" or "/sub/path"
 */
function throughExports(target, rest) {
  const wanted = `.${rest}`;
  for (const [name, targets] of target.exports) {
    const [before, after] = name.split("*");
    if (name === wanted) return targets.flatMap((path) => withEndings(normalize(target.folder + path)));
    if (after !== undefined && wanted.startsWith(before) && wanted.endsWith(after)) {
      const star = wanted.slice(before.length, wanted.length - after.length);
      return targets.flatMap((path) => withEndings(normalize(target.folder + path.replaceAll("*", star))));
    }
  }
  return [...withEndings(target.folder + rest.slice(1)), ...withEndings(`${target.folder}src${rest}`)];
}

/** @param {string} path */
function withEndings(path) {
  const source = path.replace(/\.js$/, "");
  return ENDINGS.flatMap((ending) => [path + ending, source + ending]);
}
