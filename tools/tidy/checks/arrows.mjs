// The arrows between folders: kit/base <- kit <- services/*/core <- adapters <- service.cpp <- app. None back, none
// between services. And headers of drivers, which compile slowly, stay in the .cpp files of the kit.

import { isTest, sources } from "../tree.mjs";
import { lineOf, withoutComments } from "../source_text.mjs";

const LIGHT_ASIO = new Set(["boost/asio/awaitable.hpp", "boost/asio/any_io_executor.hpp"]);
const DRIVERS = [
  "boost/asio",
  "boost/beast",
  "boost/json",
  "sqlite3.h",
  "libpq",
  "postgresql/",
  "librdkafka/",
  "hiredis/",
  "mongoc",
  "bson/",
  "openssl/",
];
const CHOICE_OF_ENGINE = /^kit\/\w+\/(open\.hpp$|(sqlite|postgres|kafka|redis|mongo)\/)/;
const CORE_MAY_USE = ["kit/base/", "kit/runtime/", "kit/json/", "contracts/"];

/** @param {import('../tree.mjs').Tree} tree */
export function checkArrows(tree) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path, text] of sources(tree, [".cpp", ".hpp"])) {
    for (const include of withoutComments(text).matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm)) {
      const [, bracket, target] = include;
      const message = bracket === '"' ? wrongOwnInclude(tree, path, target) : wrongDriverInclude(path, target);
      if (message) problems.push({ path, line: lineOf(text, include.index), rule: message[0], message: message[1] });
    }
  }
  return problems;
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} path
 * @param {string} target
 */
function wrongOwnInclude(tree, path, target) {
  if (!tree.paths.has(target) && !isGenerated(tree, target))
    return ["include-path", `"${target}" is no file; paths start at the repository root`];
  if (target.startsWith("kit/testing/") && !isTest(path) && !path.startsWith("kit/testing/")) {
    return ["arrow", `${target} is for tests only`];
  }
  const reason = forbidden(path, target);
  return reason ? ["arrow", `${folderOf(path)} must not include ${target}: ${reason}`] : undefined;
}

/**
 * The header that cmake/embed_migrations.cmake writes into the build folder.
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} target
 */
function isGenerated(tree, target) {
  return /^services\/\w+\/migrations\.hpp$/.test(target) && tree.folders.has(target.replace(".hpp", ""));
}

/**
 * Why `path` must not include `target`, or undefined.
 * @param {string} path
 * @param {string} target
 */
function forbidden(path, target) {
  if (path.startsWith("kit/")) return kitReason(path, target);
  if (path.startsWith("contracts/")) {
    return /^(kit|contracts)\//.test(target) ? undefined : "contracts know the kit only";
  }
  if (path.startsWith("services/")) return serviceReason(path, target);
  if (path.startsWith("app/") && target.startsWith("services/") && !/^services\/\w+\/service\.hpp$/.test(target)) {
    return "app sees only service.hpp of a service";
  }
  return undefined;
}

/**
 * @param {string} path
 * @param {string} target
 */
function kitReason(path, target) {
  if (!target.startsWith("kit/")) return "the kit knows no service, no contract and no app";
  const allowed = target.startsWith("kit/base/") || (isTest(path) && target.startsWith("kit/testing/"));
  if (path.startsWith("kit/base/") && !allowed) return "kit/base uses nothing else";
  return undefined;
}

/**
 * @param {string} path
 * @param {string} target
 */
function serviceReason(path, target) {
  const own = /^services\/\w+\//.exec(path)?.[0] ?? "services/";
  if (target.startsWith("app/")) return "services do not know the app";
  if (!isTest(path) && CHOICE_OF_ENGINE.test(target)) return "the app chooses engines, services know their ports";
  if (target.startsWith("services/") && !target.startsWith(own)) return "services do not know each other";
  if (path.startsWith(`${own}core/`) && !target.startsWith(`${own}core/`)) {
    if (!CORE_MAY_USE.some((folder) => target.startsWith(folder))) {
      return "a core uses only kit/base, kit/runtime, kit/json and contracts";
    }
  }
  const ownPart = target.startsWith(own) ? target.slice(own.length) : "core/";
  if (path.startsWith(`${own}adapters/`) && !/^(core|adapters)\/|^migrations\.hpp$/.test(ownPart)) {
    return "adapters use their core, not what composes them";
  }
  if (!isTest(path) && target.startsWith(`${own}tests/`)) return "only tests include tests";
  return undefined;
}

/**
 * @param {string} path
 * @param {string} target
 */
function wrongDriverInclude(path, target) {
  if (LIGHT_ASIO.has(target) || !DRIVERS.some((driver) => target.startsWith(driver))) return undefined;
  if (path.startsWith("kit/") && (path.endsWith(".cpp") || isTest(path))) return undefined;
  if (path.startsWith("cmake/")) return undefined;
  return ["driver-header", `<${target}> belongs in a .cpp file of the kit, behind one of its interfaces`];
}

/** @param {string} path */
function folderOf(path) {
  return path
    .split("/")
    .slice(0, path.startsWith("services/") ? 3 : 2)
    .join("/");
}
