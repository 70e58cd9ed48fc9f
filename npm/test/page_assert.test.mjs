// The tests that also run in pages have an `assert` of our own there: it must find what Node's finds.
import assert from "node:assert/strict";
import page from "./browser/page/assert.mjs";
import { test } from "./helpers/modules.mjs";

class Point {
  constructor(x) {
    this.x = x;
  }
}
const symbol = Symbol("s");
const ring = (n) => {
  const value = { n };
  value.self = value;
  return value;
};
const hidden = (n) => Object.defineProperty({}, "n", { value: n });

/** Makers, so that equal values are not the same. */
const VALUES = [
  () => undefined,
  () => null,
  () => 0,
  () => -0,
  () => 1,
  () => Number.NaN,
  () => "",
  () => "1",
  () => 1n,
  () => true,
  () => symbol,
  () => ({}),
  () => ({ a: undefined }),
  () => ({ a: 1, b: [2] }),
  () => ({ b: [2], a: 1 }),
  () => ({ a: 1, b: [3] }),
  () => ({ [symbol]: 1 }),
  () => Object.create(null),
  () => hidden(1),
  () => hidden(2),
  () => new Point(1),
  () => new Point(2),
  () => ({ x: 1 }),
  () => [],
  () => [undefined],
  () => new Array(1),
  () => [1, 2],
  () => [2, 1],
  () => [1, [2, { c: null }]],
  () => Object.assign([1, 2], { extra: 1 }),
  () => new Uint8Array(2),
  () => new Uint8Array([0, 1]),
  () => new Uint8ClampedArray([0, 1]),
  () => new Uint16Array([256]),
  () => Buffer.from([0, 1]),
  () => new Uint8Array([0, 1]).buffer,
  () => new Uint8Array([0, 2]).buffer,
  () => new Float64Array([Number.NaN]),
  () => new Map(),
  () => new Map([["a", { b: 1 }]]),
  () => new Map([["a", { b: 2 }]]),
  () => new Map([[{ k: 1 }, 1]]),
  () => new Map([[1, 1]]),
  () => new Set(),
  () => new Set([1, 2]),
  () => new Set([2, 1]),
  () => new Set([{ a: 1 }, { a: 2 }]),
  () => new Set([{ a: 2 }, { a: 1 }]),
  () => new Set([{ a: 1 }, { a: 3 }]),
  () => new Date(0),
  () => new Date(1),
  () => /a/,
  () => /a/g,
  () => new Error("a"),
  () => new Error("b"),
  () => new TypeError("a"),
  () => Object.assign(new Error("a"), { code: 1 }),
  () => new Error("a", { cause: 1 }),
  () => Object(1),
  () => Object(2),
  () => Object("a"),
  () => ring(1),
  () => ring(2),
  () => ({ n: 1, self: { n: 1 } }),
  () => Point,
  () => Number,
];

/** Whether `fn` of an assert passes. */
function passes(fn) {
  try {
    fn();
    return true;
  } catch (err) {
    assert.equal(err.code, "ERR_ASSERTION", `${err.stack}`);
    return false;
  }
}

test("values are equal to each other, or not, as Node has it", () => {
  for (const [i, one] of VALUES.entries()) {
    for (const [k, other] of VALUES.entries()) {
      const [a, b] = [one(), other()];
      for (const name of ["equal", "notEqual", "deepEqual", "notDeepEqual"]) {
        assert.equal(
          passes(() => page[name](a, b)),
          passes(() => assert[name](a, b)),
          `${name} of ${i} and ${k}`,
        );
      }
    }
    const value = one();
    assert.equal(
      passes(() => page.ok(value)),
      passes(() => assert.ok(value)),
    );
    assert.equal(
      passes(() => page(value)),
      passes(() => assert(value)),
    );
  }
});

test("texts match as Node has it", () => {
  for (const [text, pattern] of [
    ["abc", /b/],
    ["abc", /x/],
    ["", /^$/],
    [5, /5/],
    [undefined, /u/],
  ]) {
    for (const name of ["match", "doesNotMatch"]) {
      assert.equal(
        passes(() => page[name](text, pattern)),
        passes(() => assert[name](text, pattern)),
        `${name} ${text}`,
      );
    }
  }
});

test("errors are expected as Node has it", async () => {
  const throwing = (err) => () => {
    throw err;
  };
  const functions = [() => {}, throwing(new Error("words")), throwing(new TypeError("words"))];
  const expectations = [undefined, /words/, /other/, Error, { message: "words" }, { name: "Error", message: /or/ }];
  for (const fn of functions) {
    for (const expected of expectations) {
      const found = await Promise.all(
        [page, assert].map(async (one) => [
          settles(() => one.throws(fn, expected)),
          await one.rejects(async () => fn(), expected).then(yes, no),
        ]),
      );
      assert.deepEqual(found[0], found[1], `${expected}`);
    }
  }
});

test("what fails says what, with the given words if there are any", () => {
  for (const one of [page, assert]) {
    assert.throws(() => one.equal(1, 2, "words"), { name: "AssertionError", message: /words/ });
    assert.throws(() => one.deepEqual(1, 2, new TypeError("own")), { name: "TypeError", message: "own" });
    assert.throws(() => one.fail("words"), { name: "AssertionError", message: /words/ });
    assert.throws(() => one.equal("found", "wanted"), /found(.|\n)*wanted/);
  }
});

const [yes, no] = [() => true, () => false];

function settles(fn) {
  try {
    fn();
    return true;
  } catch {
    return false;
  }
}
