// Just enough understanding of C++ text for checks that must not look into comments and literals.

const COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const RAW_STRING = String.raw`R"(?<delimiter>[^\s()\\]{0,16})\([\s\S]*?\)\k<delimiter>"`;
const STRING = String.raw`"(?:\\.|[^"\\\n])*"`;
// Not after a digit or a letter: there, a quote separates digits.
const CHARACTER = String.raw`(?<![0-9A-Za-z_])'(?:\\[^\n]|[^'\\\n])[^'\n]*'`;
const TOKEN = new RegExp(`(?<comment>${COMMENT})|(?<raw>${RAW_STRING})|(?<string>${STRING}|${CHARACTER})`, "g");

const ACCESS = /^\s*(public|private|protected)\s*$/;

const blankOut = (/** @type {string} */ text) => text.replace(/[^\n]/g, " ");

/**
 * The text with comments replaced by spaces; positions and lines stay.
 * @param {string} text
 */
export function withoutComments(text) {
  return text.replace(TOKEN, (token, ...rest) => (rest.at(-1).comment === undefined ? token : blankOut(token)));
}

/**
 * The text with comments and the contents of literals replaced by spaces; positions and lines stay.
 * @param {string} text
 */
export function codeOnly(text) {
  return text.replace(TOKEN, blankOut);
}

/**
 * The text with raw strings of several lines emptied: their lines are data.
 * @param {string} text
 */
export function withoutRawStrings(text) {
  return text.replace(TOKEN, (token, ...rest) =>
    rest.at(-1).raw === undefined ? token : token.replace(/[^\n]+/g, ""),
  );
}

/**
 * The line (from 1) of a position.
 * @param {string} text
 * @param {number} index
 */
export function lineOf(text, index) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < index; at = text.indexOf("\n", at + 1)) ++line;
  return line;
}

/**
 * Functions of clang-formatted C++ by matching braces: where they begin and how many lines they have.
 * @param {string} text
 * @returns {{line: number, lines: number, name: string}[]}
 */
export function functionsOf(text) {
  const code = codeOnly(text).replace(/^[ \t]*#(?:[^\n]*\\\n)*[^\n]*/gm, blankOut);
  /** @type {{line: number, lines: number, name: string}[]} */
  const found = [];
  /** @type {{kind: string, start: number, head: string}[]} */
  const open = [];
  let headStart = 0;
  for (let at = 0; at < code.length; ++at) {
    const character = code[at];
    if (character === ";") headStart = at + 1;
    if (character === ":" && ACCESS.test(code.slice(headStart, at))) headStart = at + 1;
    if (character === "{") {
      const parent = open.at(-1)?.kind ?? "namespace";
      open.push({ kind: kindOf(code.slice(headStart, at), parent), start: headStart, head: code.slice(headStart, at) });
      headStart = at + 1;
    }
    if (character === "}") {
      const block = open.pop();
      headStart = at + 1;
      // "Type() : first_{0}, second_(Options{}) {": the brace of an initialiser; the body goes on with the same head.
      const next = /^\s*([,{)])/.exec(code.slice(at + 1, at + 200));
      if (block?.kind === "function" && next) {
        headStart = block.start;
        continue;
      }
      if (block?.kind === "function") found.push(measure(text, code, block, at));
    }
  }
  return found;
}

/**
 * @param {string} head what stands between the last statement or block and the brace
 * @param {string} parent
 */
function kindOf(head, parent) {
  if (parent !== "namespace" && parent !== "type") return "block";
  if (/\bnamespace\b/.test(head) || /\bextern\s*$/.test(head)) return "namespace";
  if (/^[^()=]*\b(class|struct|union|enum)\b[^()=]*$/.test(head)) return "type";
  if (/\b(class|struct|union)\s+\w+[^()=]*:[^()=]*$/.test(head)) return "type";
  return /\(/.test(head) && !/[^=!<>+\-*/|&^]=[^=]/.test(head.replace(/\([^]*\)/, "")) ? "function" : "block";
}

/**
 * @param {string} text
 * @param {string} code
 * @param {{start: number, head: string}} block
 * @param {number} end
 */
function measure(text, code, block, end) {
  const start = block.start + (/\S/.exec(code.slice(block.start))?.index ?? 0);
  const line = lineOf(text, start);
  const name = /([~\w:]+|operator[^(]*)\s*\(/.exec(block.head)?.[1] ?? "function";
  return { line, lines: lineOf(text, end) - line + 1, name };
}
