// @ts-check
/**
 * Pretty JSON without changing it: the text is re-indented token by token, so that numbers keep every digit,
 * keys keep their order and duplicates stay visible, which `JSON.stringify(JSON.parse(…))` would lose.
 */

/**
 * @typedef {"key" | "string" | "number" | "word" | "mark" | "space"} JsonKind
 * @typedef {{ kind: JsonKind, text: string }} JsonToken
 */

/**
 * Whether a payload is worth showing as JSON: an object or an array that parses.
 *
 * @param {string} text
 */
export function isJsonDocument(text) {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The tokens of valid JSON with the white space of an indented document between them.
 *
 * @param {string} json valid JSON
 * @returns {Generator<JsonToken, void, void>}
 */
export function* prettyTokens(json) {
  const tokens = json.match(TOKEN) ?? [];
  let depth = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const text = tokens[at];
    const next = tokens[at + 1];
    if (text === "{" || text === "[") {
      yield { kind: "mark", text };
      if (CLOSERS.has(next)) continue;
      depth += 1;
      yield lineBreak(depth);
    } else if (CLOSERS.has(text)) {
      const empty = tokens[at - 1] === "{" || tokens[at - 1] === "[";
      if (!empty) {
        depth -= 1;
        yield lineBreak(depth);
      }
      yield { kind: "mark", text };
    } else if (text === ",") {
      yield { kind: "mark", text };
      yield lineBreak(depth);
    } else if (text === ":") {
      yield { kind: "mark", text: ": " };
    } else {
      yield { kind: kindOf(text, next), text };
    }
  }
}

/** @param {number} depth @returns {JsonToken} */
function lineBreak(depth) {
  return { kind: "space", text: `\n${"  ".repeat(depth)}` };
}

/** @param {string} text @param {string | undefined} next @returns {JsonKind} */
function kindOf(text, next) {
  if (text.startsWith('"')) return next === ":" ? "key" : "string";
  return /^[-\d]/.test(text) ? "number" : "word";
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const CLOSERS = new Set(["}", "]"]);
