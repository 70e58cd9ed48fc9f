// What stands for node:test in a page: tests are noted, and run one by one as the test process asks for them.

const tests = [];
const before = [];
const cleanups = [];

/** Notes a test. */
export function test(name, options, fn) {
  const [opts, body] = fn === undefined ? [{}, options] : [options, fn];
  tests.push({ name, skip: opts.skip || false, body });
}

/** Notes what follows the last test. */
export function after(fn) {
  cleanups.push(fn);
}

/** Notes what precedes each test. */
export function beforeEach(fn) {
  before.push(fn);
}

/** For the test process. */
globalThis.natsWebTests = {
  list: () => tests.map(({ name, skip }) => ({ name, skip })),
  run: async (index) => {
    const own = [];
    const { name, body } = tests[index];
    const t = { name, after: (fn) => own.push(fn) };
    before.forEach((fn) => fn());
    try {
      await body(t);
    } finally {
      await cleanUp(own);
    }
    await quiet();
  },
  end: async () => {
    await cleanUp(cleanups);
    await quiet();
  },
};

/** Waits for what is due to be reported, as rejections are of which nobody was told, and throws what was. */
async function quiet() {
  // A rejection is reported a turn after the turn that it happened in.
  for (let turns = 0; turns < 2; turns++) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  const [first] = unnoticed.splice(0);
  if (first !== undefined) {
    throw first;
  }
}

const unnoticed = [];
addEventListener("error", ({ error, message }) => unnoticed.push(error ?? new Error(message)));
addEventListener("unhandledrejection", ({ reason }) => unnoticed.push(reason ?? new Error("rejected for no reason")));

/** In Node's order, the order in which they were asked for. Each is run, whatever becomes of the others. */
async function cleanUp(fns) {
  const mishaps = [];
  for (const fn of fns.splice(0)) {
    try {
      await fn();
    } catch (err) {
      mishaps.push(err);
    }
  }
  if (mishaps.length > 0) {
    throw mishaps[0];
  }
}
