// What stands for node:assert/strict in a page: as much of it as tests use. page_assert.test.mjs compares the two.

export class AssertionError extends Error {
  name = "AssertionError";
  code = "ERR_ASSERTION";

  constructor({ message }) {
    super(message);
  }
}

/** Throws `message`, an error or words, unless `holds`; without one it is what `otherwise` says. */
function check(holds, message, otherwise) {
  if (!holds) {
    throw message instanceof Error ? message : new AssertionError({ message: message ?? otherwise() });
  }
}

const ok = (value, message) => check(value, message, () => `${show(value)} is not true`);

const assert = Object.assign(ok, {
  AssertionError,
  ok,
  equal: (a, b, message) => check(Object.is(a, b), message, () => `${show(a)} instead of ${show(b)}`),
  notEqual: (a, b, message) => check(!Object.is(a, b), message, () => `${show(a)} after all`),
  deepEqual: (a, b, message) => check(isDeepEqual(a, b), message, () => `${show(a)} instead of ${show(b)}`),
  notDeepEqual: (a, b, message) => check(!isDeepEqual(a, b), message, () => `${show(a)} after all`),
  match: (text, pattern, message) => check(matches(text, pattern), message, () => `${show(text)} is not ${pattern}`),
  doesNotMatch: (text, pattern, message) =>
    check(typeof text === "string" && !pattern.test(text), message, () => `${show(text)} is ${pattern}`),
  fail: (message = "Failed") => check(false, message),
  throws: (fn, expected, message) => isExpected(thrown(fn), expected, message),
  rejects: async (promise, expected, message) => isExpected(await rejected(promise), expected, message),
});

export default assert;

const matches = (text, pattern) => typeof text === "string" && pattern.test(text);
const NOTHING = Symbol("nothing");

function thrown(fn) {
  try {
    fn();
  } catch (err) {
    return err;
  }
  return NOTHING;
}

async function rejected(promise) {
  try {
    await (typeof promise === "function" ? promise() : promise);
  } catch (err) {
    return err;
  }
  return NOTHING;
}

/** Whether what was thrown is of the class, has the members, or matches the pattern that is expected. */
function isExpected(err, expected, message) {
  check(err !== NOTHING, message, () => "nothing was thrown");
  if (expected instanceof RegExp) {
    check(expected.test(`${err}`), message, () => `${err} is not ${expected}`);
  } else if (typeof expected === "function") {
    check(err instanceof expected, err);
  } else if (expected !== undefined) {
    for (const [name, value] of Object.entries(expected)) {
      const holds = value instanceof RegExp ? value.test(err[name]) : isDeepEqual(err[name], value);
      check(holds, message, () => `${name}: ${show(err[name])} instead of ${show(value)}`);
    }
  }
}

/** Equal as Node's strict comparison has it: by value, class and own enumerable members, whatever their order. */
export function isDeepEqual(a, b, seen = new Map()) {
  if (Object.is(a, b)) {
    return true;
  }
  const areObjects = typeof a === "object" && typeof b === "object" && a !== null && b !== null;
  if (!areObjects || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) || tag(a) !== tag(b)) {
    return false;
  }
  if (seen.has(a)) {
    return seen.get(a) === b;
  }
  seen.set(a, b);
  const isEqual = haveEqualContents(a, b, seen) && haveEqualMembers(a, b, seen);
  seen.delete(a);
  return isEqual;
}

const tag = (value) => Object.prototype.toString.call(value);

/** Of what is no member: elements, texts, times, causes. */
function haveEqualContents(a, b, seen) {
  if (Array.isArray(a)) {
    return a.length === b.length;
  }
  if (a instanceof ArrayBuffer) {
    return haveEqualMembers(new Uint8Array(a), new Uint8Array(b), seen);
  }
  if (ArrayBuffer.isView(a)) {
    return a.byteLength === b.byteLength;
  }
  if (a instanceof Date || a instanceof Number || a instanceof String || a instanceof Boolean) {
    return Object.is(a.valueOf(), b.valueOf());
  }
  if (a instanceof RegExp) {
    return `${a}` === `${b}` && a.lastIndex === b.lastIndex;
  }
  if (a instanceof Error) {
    return a.name === b.name && a.message === b.message && isDeepEqual(a.cause, b.cause, seen);
  }
  if (a instanceof Map) {
    return haveEqualElements([...a], [...b], seen);
  }
  if (a instanceof Set) {
    return haveEqualElements([...a], [...b], seen);
  }
  // What cannot be looked into is equal to itself only.
  return !(a instanceof WeakMap || a instanceof WeakSet || a instanceof Promise);
}

/** Whether each of `a` has one of `b` for itself. */
function haveEqualElements(a, b, seen) {
  const left = [...b];
  return (
    a.length === b.length &&
    a.every((element) => {
      const i = left.findIndex((other) => isDeepEqual(element, other, seen));
      return i !== -1 && left.splice(i, 1).length === 1;
    })
  );
}

function haveEqualMembers(a, b, seen) {
  const [names, others] = [members(a), members(b)];
  return (
    names.length === others.length && names.every((name) => isMember(b, name) && isDeepEqual(a[name], b[name], seen))
  );
}

const isMember = (value, name) => Object.prototype.propertyIsEnumerable.call(value, name);
const members = (value) => Reflect.ownKeys(value).filter((name) => isMember(value, name));

/** A value in words that say enough of it. */
function show(value) {
  const shown = (_key, v) => {
    if (typeof v === "bigint" || typeof v === "function" || typeof v === "symbol" || v === undefined) {
      return String(v);
    }
    return v instanceof Error ? `${v.stack ?? v}` : v;
  };
  try {
    return JSON.stringify(value, shown).slice(0, 2000);
  } catch {
    return String(value);
  }
}
