// Names and constructs that the house does not use, each with what to write instead.

import { basename, extname } from "node:path";

import { codeOnly, functionsOf, lineOf } from "../source_text.mjs";
import { isTest, sources } from "../tree.mjs";

const CPP = [".cpp", ".hpp"];
const WEB = [".ts", ".tsx", ".mjs", ".js"];
const CODE = [...CPP, ...WEB];
const SAY_WHAT_IT_DOES = "name what it is or does in words of the domain";
const CPP_DECLARATION = String.raw`\b(?:class|struct|enum|enum class|union|concept|namespace|using)\s+`;
const WEB_DECLARATION = String.raw`\b(?:class|type|interface|function|const|let)\s+`;
const SAYS_NOTHING = String.raw`\w*(?:Manager|Helpers?|Utils?|Data|Info)\b`;

/**
 * What is looked for in code, outside comments and literals.
 * @typedef {{extensions: string[], pattern: RegExp, message: string, applies?: (path: string) => boolean,
 *   outsideFunctions?: boolean}} Construct
 */
/** @type {Construct[]} */
const CONSTRUCTS = [
  {
    extensions: CPP,
    pattern: new RegExp(CPP_DECLARATION + SAYS_NOTHING, "g"),
    message: `a name that fits everything: ${SAY_WHAT_IT_DOES}`,
  },
  {
    extensions: WEB,
    pattern: new RegExp(WEB_DECLARATION + SAYS_NOTHING, "g"),
    message: `a name that fits everything: ${SAY_WHAT_IT_DOES}`,
  },
  { extensions: CODE, pattern: /\b(?:\w*_)?mgr_?\b/g, message: `mgr: ${SAY_WHAT_IT_DOES}` },
  { extensions: CODE, pattern: /\b(?:\w*_)?ctx_?\b/g, message: "ctx: write context" },
  { extensions: CODE, pattern: /\b(?:\w*_)?svc_?\b/g, message: "svc: write service" },
  {
    extensions: CPP,
    pattern: /\bstd::v?format(?:_to)?\b/g,
    message: "std::format: libstdc++ 12 lacks it, use fmt::format",
  },
  {
    extensions: CPP,
    pattern: /\.detach\s*\(|\basio::detached\b/g,
    message: "detached: spawn it in a TaskGroup, which can cancel it and wait for it",
    applies: (path) => !path.startsWith("kit/runtime/"),
  },
  {
    extensions: [".hpp"],
    pattern: /\busing\s+namespace\b/g,
    message: "using namespace in a header: it reaches everyone who includes it; write the names out",
    outsideFunctions: true,
  },
  {
    extensions: CPP,
    pattern: /\bthis_thread::sleep_(?:for|until)\b|\busleep\s*\(/g,
    message: "a sleep in a test: use FakeClock, or eventually() from kit/testing",
    applies: isTest,
  },
];

const THIS_FILE = "tools/tidy/checks/words.mjs"; // it lists what it looks for
const LEFT_OVER = new RegExp(`\\b(?:TO${""}DO|FIX${""}ME)\\b(?!\\(#\\d+\\)| #\\d+)`, "g");
const FILE_NAME = /(?:^|[_-])(?:managers?|helpers?|utils?|misc|common)(?:[_.-]|$)/;

/** @param {import('../tree.mjs').Tree} tree */
export function checkWords(tree) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path, text] of sources(tree, CODE)) {
    problems.push(...checkConstructs(path, text));
    if (FILE_NAME.test(basename(path))) {
      problems.push({ path, line: 1, rule: "word", message: `a file name that fits everything: ${SAY_WHAT_IT_DOES}` });
    }
  }
  return [...problems, ...checkLeftOvers(tree)];
}

/**
 * @param {string} path
 * @param {string} text
 */
function checkConstructs(path, text) {
  if (path === THIS_FILE) return [];
  const code = codeOnly(text);
  return CONSTRUCTS.filter(({ extensions, applies }) => extensions.includes(extname(path)) && (applies?.(path) ?? true))
    .flatMap((construct) => [...code.matchAll(construct.pattern)].map((match) => ({ construct, index: match.index })))
    .map(({ construct, index }) => ({ construct, line: lineOf(text, index) }))
    .filter(({ construct, line }) => !construct.outsideFunctions || !isInFunction(text, line))
    .map(({ construct, line }) => ({ path, line, rule: "word", message: construct.message }));
}

/**
 * @param {string} text
 * @param {number} line
 */
function isInFunction(text, line) {
  return functionsOf(text).some((found) => line > found.line && line < found.line + found.lines);
}

/** @param {import('../tree.mjs').Tree} tree */
function checkLeftOvers(tree) {
  return [...tree.files].flatMap(([path, text]) =>
    [...text.matchAll(LEFT_OVER)].map((match) => ({
      path,
      line: lineOf(text, match.index),
      rule: "left-over",
      message: `${match[0]} without the number of an issue: do it, or write ${match[0]}(#123)`,
    })),
  );
}
