// The module under test, and what nearly every test needs around a connection.
import assert from "node:assert/strict";
import { after } from "node:test";
import { WebSocket } from "ws";
import { moduleUrl } from "./modules.mjs";

globalThis.WebSocket ??= WebSocket;

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
after(async () => {
  // Rejections are reported a turn after they happen.
  await turn();
  assert.deepEqual(unhandled, [], "a promise was rejected and nobody was told");
});

/** Everything that the module exports. */
export const nats = await import(moduleUrl);

/** Connects to `server` (a NatsServer, a TcpProxy, or an address); the connection is closed with the test. */
export async function open(t, server, opts = {}) {
  const nc = await nats.connect({ servers: server.ws ?? server, ...opts });
  t.after(() => nc.close());
  return nc;
}

/** Options with which a lost link is replaced without much ado. */
export const eager = { reconnectTimeWait: 10, reconnectJitter: 0, maxReconnectAttempts: -1 };

/** Writes down what `status()` says, and lets a test wait for it. */
export class StatusLog {
  constructor(nc) {
    this.all = [];
    this.waiting = [];
    this.ended = this.read(nc.status());
  }

  /** The first status of `type` that has come or will come since the last call for it. */
  next(type) {
    const i = this.all.findIndex((s) => s.type === type && !s.seen);
    if (i !== -1) {
      this.all[i].seen = true;
      return Promise.resolve(this.all[i]);
    }
    return new Promise((resolve) => this.waiting.push({ type, resolve }));
  }

  /** How many statuses of `type` came. */
  count(type) {
    return this.all.filter((s) => s.type === type).length;
  }

  async read(statuses) {
    for await (const s of statuses) {
      const entry = { ...s, seen: false };
      this.all.push(entry);
      const i = this.waiting.findIndex((w) => w.type === s.type);
      if (i !== -1) {
        entry.seen = true;
        this.waiting.splice(i, 1)[0].resolve(entry);
      }
    }
  }
}

/** The error that `fn` throws or that its promise rejects with. */
export async function failure(fn) {
  try {
    await (typeof fn === "function" ? fn() : fn);
  } catch (err) {
    return err;
  }
  throw new assert.AssertionError({ message: "nothing failed" });
}

/** Asserts that `fn` fails with an error of this package that has `code`. */
export async function failsWith(code, fn) {
  const err = await failure(fn);
  assert.equal(err.name, "NatsError", `${err?.stack}`);
  assert.equal(err.code, code, `${err.stack}`);
  return err;
}

/** Lets everything that is due run. */
export function turn() {
  return new Promise((r) => setImmediate(r));
}

/** Has `make` of the global WebSocket stand for it, for the length of the test. */
export function replaceGlobal(t, make) {
  const { WebSocket } = globalThis;
  globalThis.WebSocket = make(WebSocket);
  t.after(() => {
    globalThis.WebSocket = WebSocket;
  });
}

let subjects = 0;
/** A subject that no other test uses. */
export function subject() {
  return `test.${process.pid}.${++subjects}`;
}

/** Takes `n` messages off `sub`. */
export async function take(sub, n) {
  const all = [];
  for await (const m of sub) {
    if (all.push(m) === n) {
      break;
    }
  }
  return all;
}

/** The text of each message. */
export function texts(msgs) {
  return msgs.map((m) => m.string());
}
