// Documents: links and anchors lead somewhere, one title each; documents that source code names exist.

import { dirname, join, normalize } from "node:path/posix";

import { lineOf } from "../source_text.mjs";

const LINK = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)>?(?:\s+["'(][^)]*)?\)/g;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s*(\S+)/gm;
const DOCUMENT = /(?<![\w./-])((?:app|bench|contracts|deploy|docs|kit|services|tests|tools|web)\/[\w./-]+\.md)\b/g;

const blankOut = (/** @type {string} */ text) => text.replace(/[^\n]/g, " ");

/** @param {import('../tree.mjs').Tree} tree */
export function checkMarkdown(tree) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path, text] of tree.files) {
    if (path.endsWith(".md")) problems.push(...checkTitle(path, text), ...checkLinks(tree, path, text));
    else if (!path.startsWith("tools/tidy/")) problems.push(...checkDocumentNames(tree, path, text));
  }
  return problems;
}

/**
 * Without code, where "#" and "[...](...)" mean something else.
 * @param {string} text
 */
function prose(text) {
  return text
    .replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*[ \t]*$/gm, blankOut)
    .replace(/<!--[\s\S]*?-->/g, blankOut)
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blankOut);
}

/**
 * @param {string} path
 * @param {string} text
 */
function checkTitle(path, text) {
  const titles = [...prose(text).matchAll(/^# /gm)];
  if (titles.length === 1) return [];
  const line = titles.length === 0 ? 1 : lineOf(text, titles[1].index);
  return [{ path, line, rule: "title", message: `${titles.length} first-level headings, a document has one` }];
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} path
 * @param {string} text
 */
function checkLinks(tree, path, text) {
  const visible = prose(text);
  return [...visible.matchAll(LINK), ...visible.matchAll(DEFINITION)].flatMap((match) => {
    const message = brokenLink(tree, path, match[1]);
    return message ? [{ path, line: lineOf(text, match.index), rule: "link", message }] : [];
  });
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} path
 * @param {string} link
 */
function brokenLink(tree, path, link) {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) return undefined;
  const [target, anchor] = decodeURIComponent(link).split("#");
  const from = target.startsWith("/") ? "." : dirname(path);
  const file = target === "" ? path : normalize(join(from, target)).replace(/\/$/, "").replace(/^\.$/, "");
  if (!tree.paths.has(file) && !tree.folders.has(file)) return `${link}: there is no ${file}`;
  if (!anchor || !file.endsWith(".md")) return undefined;
  return anchorsOf(tree.files.get(file) ?? "").has(anchor) ? undefined : `${link}: ${file} has no heading #${anchor}`;
}

/**
 * Anchors as GitHub makes them from headings, and those of HTML elements.
 * @param {string} text
 */
function anchorsOf(text) {
  const withoutFences = text.replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*[ \t]*$/gm, blankOut);
  /** @type {Set<string>} */
  const anchors = new Set();
  for (const [, heading] of withoutFences.matchAll(/^#{1,6} +(.+?)[ #]*$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); ++count) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, , id] of withoutFences.matchAll(/<\w+[^>]*\b(id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/**
 * @param {import('../tree.mjs').Tree} tree
 * @param {string} path
 * @param {string} text
 */
function checkDocumentNames(tree, path, text) {
  return [...text.matchAll(DOCUMENT)]
    .filter(([, document]) => !tree.paths.has(document))
    .map((match) => {
      const message = `there is no ${match[1]}`;
      return { path, line: lineOf(text, match.index), rule: "link", message };
    });
}
