// Coroutines take nothing that may be gone when they go on: no std::string_view, no std::span (docs/style-cpp.md).

import { codeOnly, lineOf } from "../source_text.mjs";
import { sources } from "../tree.mjs";

const TASK = /\bTask<|\bawaitable</g;
const NAME = /^\s*[\w:~]+\s*\(/;
const VIEW = /^(?:const\s+)?std::(string_view|span)\b/;
const SUSPENDS = /\bco_(?:await|return|yield)\b/;
// Between the parameters and the body of a function.
const BEFORE_BODY = /^(?:\s|const\b|noexcept\b|override\b|final\b)*\{/;

/** @param {import('../tree.mjs').Tree} tree */
export function checkCoroutines(tree) {
  /** @type {import('../tree.mjs').Problem[]} */
  const problems = [];
  for (const [path, text] of sources(tree, [".cpp", ".hpp"])) {
    const code = codeOnly(text);
    for (const { at, parameters } of coroutinesOf(code)) {
      for (const parameter of parameters) {
        const view = VIEW.exec(parameter);
        if (view === null) continue;
        const message = `std::${view[1]} may dangle when a coroutine goes on: take the parameter by value`;
        problems.push({ path, line: lineOf(text, at), rule: "coroutine-view", message });
      }
    }
  }
  return problems;
}

/**
 * Definitions of named functions that return a task and suspend, with their parameters. A function that only hands a
 * task on runs before its caller's arguments die, so declarations say nothing.
 * @param {string} code
 */
function* coroutinesOf(code) {
  for (const { index, 0: token } of code.matchAll(TASK)) {
    const afterType = closing(code, index + token.length - 1, "<", ">");
    const name = NAME.exec(code.slice(afterType, afterType + 200));
    if (name === null) continue;
    const open = afterType + name[0].length - 1;
    const close = closing(code, open, "(", ")");
    const body = BEFORE_BODY.exec(code.slice(close, close + 200));
    if (body === null) continue;
    const begin = close + body[0].length - 1;
    if (!SUSPENDS.test(code.slice(begin, closing(code, begin, "{", "}")))) continue;
    yield { at: index, parameters: splitParameters(code.slice(open + 1, close - 1)) };
  }
}

/**
 * The position behind what closes the bracket at `open`.
 * @param {string} code
 * @param {number} open
 * @param {string} left
 * @param {string} right
 */
function closing(code, open, left, right) {
  let depth = 0;
  for (let at = open; at < code.length; ++at) {
    if (code[at] === left) ++depth;
    if (code[at] === right && --depth === 0) return at + 1;
  }
  return code.length;
}

/** @param {string} list */
function splitParameters(list) {
  const parameters = [""];
  let depth = 0;
  for (const character of list) {
    if ("<({[".includes(character)) ++depth;
    if (">)}]".includes(character)) --depth;
    if (character === "," && depth === 0) parameters.push("");
    else parameters[parameters.length - 1] += character;
  }
  return parameters.map((parameter) => parameter.trim());
}
