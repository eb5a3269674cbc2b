// The README of a service lists its routes, topics and SQL tables; the lists equal the code.
//
// Routes: "GET /api/orders/{id}" anywhere, or method and path in neighbouring cells of a table. SQL tables: first cells
// (as code) below a heading with the word "Tables". Topics: code spans below a heading with "Messages" or "Topics".

import { lineOf, withoutComments } from "../source_text.mjs";

const DECLARED_ROUTE =
  /\brouter_?(?:\.|->)(get|post|put|patch|delete_)\s*\(\s*(?:(\w+)\b\s*\+?\s*)?(?:"([^"]+)")?\s*,/g;
const BASE_PATH = /\b(\w+)\s*(?:=|\{|\()\s*"(\/[^"]*)"/g;
// Mounted by the kit for every service.
const PLATFORM_ROUTES = /^GET \/(health|ready|live|metrics)\b/;
const LISTED_ROUTE = /\b(GET|POST|PUT|PATCH|DELETE)\b[`\s|]+(\/[^\s`|)]*)/g;
const CREATED_TABLE = /\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?/gi;
const DROPPED_TABLE = /\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?"?(\w+)"?/gi;
const RENAMED_TABLE = /\bALTER\s+TABLE\s+"?(\w+)"?\s+RENAME\s+TO\s+"?(\w+)"?/gi;
const TOPIC_CONSTANT = /\bconstexpr\s+std::string_view\s+(\w+)\s*(?:=\s*|\{\s*)"([a-z0-9-]+)"/g;
// "struct Name : Parent { static constexpr std::string_view topic = topics::constant;"
const MESSAGE_TYPE =
  /\bstruct\s+(\w+)[^{:;]*(?::\s*(\w+)\s*)?\{(?:\s*static\s+constexpr[^;]*?\btopic\s*=\s*(topics::\w+))?/g;

/** @typedef {Map<string, {path: string, line: number}>} Places name -> where it stands */

/** @param {import('../tree.mjs').Tree} tree */
export function checkServiceReadmes(tree) {
  const topics = topicNames(tree);
  const services = [...tree.folders].filter((folder) => /^services\/\w+$/.test(folder));
  return services.flatMap((folder) => checkService(tree, folder, topics));
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} folder
 * @param {Map<string, string>} topics name in code -> topic
 * @returns {import('../tree.mjs').Problem[]}
 */
function checkService(tree, folder, topics) {
  const path = `${folder}/README.md`;
  const code = [...tree.files].filter(
    ([file]) => file.startsWith(`${folder}/`) && /\.[ch]pp$/.test(file) && !file.startsWith(`${folder}/tests/`),
  );
  const readme = tree.files.get(path);
  if (readme === undefined) {
    return code.length ? [{ path, line: 1, rule: "readme", message: "the service has no README.md" }] : [];
  }
  return [
    ...differences("route", path, declaredRoutes(code), listedRoutes(path, readme)),
    ...differences("table", path, createdTables(tree, folder), listedInSection(path, readme, /\btables\b/i)),
    ...differences("topic", path, usedTopics(code, topics), listedTopics(path, readme, new Set(topics.values()))),
  ];
}

/**
 * @param {string} what
 * @param {string} readme
 * @param {Places} inCode
 * @param {Places} listed
 */
function differences(what, readme, inCode, listed) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [name, place] of inCode) {
    const message = `${readme} does not list the ${what} ${name}`;
    if (!listed.has(name)) problems.push({ ...place, rule: "readme", message });
  }
  for (const [name, place] of listed) {
    const message = `the ${what} ${name} is not in the code`;
    if (!inCode.has(name)) problems.push({ ...place, rule: "readme", message });
  }
  return problems;
}

/** @param {[string, string][]} code @returns {Places} */
function declaredRoutes(code) {
  const routes = new Map();
  for (const [path, text] of code) {
    const visible = withoutComments(text);
    const bases = new Map([...visible.matchAll(BASE_PATH)].map(([, name, value]) => [name, value]));
    for (const match of visible.matchAll(DECLARED_ROUTE)) {
      const [, method, base, rest = ""] = match;
      const pattern = (base === undefined ? "" : bases.get(base)) + rest;
      if (!pattern.startsWith("/")) continue; // made at run time: no text to compare
      routes.set(`${method.replace("_", "").toUpperCase()} ${pattern}`, { path, line: lineOf(text, match.index) });
    }
  }
  return routes;
}

/** @param {string} path @param {string} readme @returns {Places} */
function listedRoutes(path, readme) {
  const routes = new Map();
  for (const match of readme.matchAll(LISTED_ROUTE)) {
    const route = `${match[1]} ${match[2].replace(/[.,;:]$/, "")}`;
    if (!PLATFORM_ROUTES.test(route)) routes.set(route, { path, line: lineOf(readme, match.index) });
  }
  return routes;
}

/** @param {import('../tree.mjs').Tree} tree @param {string} folder @returns {Places} */
function createdTables(tree, folder) {
  const tables = new Map();
  const migrations = [...tree.files].filter(([path]) => path.startsWith(`${folder}/migrations/`)).sort();
  for (const [path, text] of migrations) {
    const sql = text.replace(/--[^\n]*/g, (comment) => " ".repeat(comment.length));
    for (const match of sql.matchAll(CREATED_TABLE)) tables.set(match[1], { path, line: lineOf(text, match.index) });
    for (const match of sql.matchAll(DROPPED_TABLE)) tables.delete(match[1]);
    for (const match of sql.matchAll(RENAMED_TABLE)) {
      tables.delete(match[1]);
      tables.set(match[2], { path, line: lineOf(text, match.index) });
    }
  }
  return tables;
}

/**
 * What stands for a topic in code: its constant ("topics::order_events") and the message types that travel on it.
 * @param {import('../tree.mjs').Tree} tree
 * @returns {Map<string, string>} to the topic
 */
function topicNames(tree) {
  const names = new Map();
  for (const [, name, topic] of withoutComments(tree.files.get("contracts/topics.hpp") ?? "").matchAll(
    TOPIC_CONSTANT,
  )) {
    names.set(`topics::${name}`, topic);
  }
  for (const [path, text] of tree.files) {
    if (!/^contracts\/messages\/.*\.hpp$/.test(path)) continue;
    for (const [, type, parent, constant] of withoutComments(text).matchAll(MESSAGE_TYPE)) {
      const topic = names.get(constant ?? parent);
      if (topic) names.set(type, topic);
    }
  }
  return names;
}

/** @param {[string, string][]} code @param {Map<string, string>} topics @returns {Places} */
function usedTopics(code, topics) {
  const used = new Map();
  for (const [path, text] of code) {
    const visible = withoutComments(text);
    for (const [name, topic] of topics) {
      const index = visible.search(new RegExp(`\\b${name}\\b|"${topic}"`));
      if (index !== -1 && !used.has(topic)) used.set(topic, { path, line: lineOf(text, index) });
    }
  }
  return used;
}

/** @param {string} path @param {string} readme @param {Set<string>} known @returns {Places} */
function listedTopics(path, readme, known) {
  const topics = new Map();
  for (const { text, start } of sections(readme, /\b(messages|topics|publishes|consumes)\b/i)) {
    for (const match of text.matchAll(/`([a-z0-9-]+)`/g)) {
      if (known.has(match[1])) topics.set(match[1], { path, line: lineOf(readme, start + match.index) });
    }
  }
  return topics;
}

/**
 * First cells of the tables below headings that match.
 * @param {string} path
 * @param {string} readme
 * @param {RegExp} heading
 * @returns {Places}
 */
function listedInSection(path, readme, heading) {
  const names = new Map();
  for (const { text, start } of sections(readme, heading)) {
    for (const match of text.matchAll(/^\|\s*`(\w+)`\s*\|/gm)) {
      names.set(match[1], { path, line: lineOf(readme, start + match.index) });
    }
  }
  return names;
}

/**
 * @param {string} readme
 * @param {RegExp} heading
 */
function sections(readme, heading) {
  const marks = [...readme.matchAll(/^#{2,6} +(.*)$/gm)];
  return marks.flatMap((mark, index) => {
    const end = marks[index + 1]?.index ?? readme.length;
    return heading.test(mark[1]) ? [{ text: readme.slice(mark.index, end), start: mark.index }] : [];
  });
}
