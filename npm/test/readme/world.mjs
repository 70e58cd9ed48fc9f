// What the programs of the README presuppose: servers of every kind, and somebody on the other side.
import { after } from "node:test";
import { WebSocket } from "ws";
import { certificate } from "../helpers/certificate.mjs";
import { operator } from "../helpers/jwt.mjs";
import { freePorts, NatsServer } from "../helpers/server.mjs";

const theirs = { ...(await import("nats.ws")) };

/** Servers as programs presuppose them, over TLS like the default of nats-server, but for `plain`. */
export async function world() {
  const tls = certificate();
  const { accounts, config } = operator({});
  const start = (settings) => NatsServer.start({ after }, settings);
  const [open, plain, user, token, jwt] = await Promise.all([
    start({ tls }),
    start(),
    start({ tls, extra: 'authorization { user: jenny, password: "867-5309" }' }),
    start({ tls, extra: 'authorization { token: "t0pS3cret!" }' }),
    start({ tls, extra: config }),
  ]);
  const [dead] = await freePorts(1);
  return { ...tls, open, plain, user, token, jwt, alice: accounts[0].user(), nobody: `127.0.0.1:${dead}` };
}

/** A client of nats.ws, on the other side of what a program does. It is closed with `t`. */
export async function peer(t, server) {
  const wsFactory = async (url) => ({
    socket: new WebSocket(url, { ca: server.config.tls?.certificate }),
    encrypted: false,
  });
  const nc = await theirs.connect({ servers: server.ws, wsFactory });
  t.after(() => nc.close());
  return nc;
}

/** Resolves when there is a subscription for each of `subjects`. */
export async function subscribed(server, ...subjects) {
  const isMissing = (known) => subjects.some((s) => amount(known, s) < amount(subjects, s));
  while (isMissing(await server.subjects())) {
    await theirs.delay(10);
  }
}

const amount = (all, wanted) => all.filter((s) => s === wanted).length;

/** What a program printed, line by line as it comes. */
export class Output {
  lines = [];
  #waiting = [];

  add(line) {
    this.lines.push(line);
    this.#waiting = this.#waiting.filter(({ pattern, count, resolve }) => {
      const found = this.count(pattern) >= count;
      if (found) {
        resolve();
      }
      return !found;
    });
  }

  count(pattern) {
    return this.lines.filter((line) => pattern.test(line)).length;
  }

  /** Resolves when `count` lines match. */
  seen(pattern, count = 1) {
    if (this.count(pattern) >= count) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push({ pattern, count, resolve }));
  }
}
