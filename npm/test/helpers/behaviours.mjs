// What has to hold wherever the package runs. Each body gets the module under test and an `env`: the server's address,
// `restart()` for the server, and `outage(during)` that takes the server away while `during` runs. Nothing here may
// depend on Node.

export const behaviours = {
  "connects, flushes and closes": async ({ connect }, env) => {
    const nc = await connect({ servers: env.url });
    equal(nc.getServer(), new URL(env.url).host);
    equal(nc.info.headers, true);
    await nc.flush();
    equal((await nc.rtt()) >= 0, true);
    await nc.close();
    equal(await nc.closed(), undefined);
    equal(nc.isClosed(), true);
  },

  "options do what they say": async (nats, env) => {
    const { connect } = nats;
    const dead = env.deadUrl;
    const accepted = [
      { servers: [dead, `${env.url}/some/path?x=y`], noRandomize: true },
      { verbose: true, pedantic: true, name: "me" },
      { wsFactory: async (url) => ({ socket: new WebSocket(url), encrypted: false }) },
      { waitOnFirstConnect: true, reconnectDelayHandler: () => 1, servers: [dead, env.url], noRandomize: true },
      { tls: null, resolve: false, ignoreClusterUpdates: true, ignoreAuthErrorAbort: true, noAsyncTraces: true },
    ];
    for (const opts of accepted) {
      const nc = await connect({ servers: env.url, ...opts });
      equal(nc.getServer(), new URL(env.url).host);
      equal(nc.options.name, opts.name);
      equal((await nc.requestMany("nobody.there", "", { maxWait: 1 })) !== undefined, true);
      await nc.flush();
      await nc.close();
    }
    const refused = [{ tls: {} }, { resolve: true }, { servers: "ws://" }, { maxReconnectAttempts: -2 }];
    for (const opts of refused) {
      equal(await codeOf(connect({ servers: env.url, ...opts })), "INVALID_OPTION");
    }
    const own = await connect({ servers: env.url, noEcho: true, inboxPrefix: "own.inbox" });
    const heard = [];
    own.subscribe("own.>", { callback: (_err, m) => heard.push(m.subject) });
    own.publish("own.words");
    await own.flush();
    equal(heard, []);
    const other = await connect({ servers: env.url });
    other.subscribe("asked", { callback: (_err, m) => m.respond(m.reply) });
    await other.flush();
    equal((await own.request("asked", "", { timeout: 10_000 })).string().startsWith("own.inbox."), true);
    await Promise.all([own.close(), other.close()]);
    const first = connect({ servers: dead, reconnect: false });
    equal((await errorOf(first)).name, "NatsError");
    const several = connect({ servers: [dead, dead], timeout: 1000, maxReconnectAttempts: 2, reconnectTimeWait: 1 });
    equal((await errorOf(several)).name, "NatsError");
  },

  "debug shows what is said, and no secrets": async ({ connect }, env) => {
    const lines = [];
    const { info, log, debug } = console;
    const note = (...all) => lines.push(all.join(" "));
    Object.assign(console, { info: note, log: note, debug: note });
    try {
      const nc = await connect({ servers: env.url, debug: true, user: "jenny", pass: "867-5309" });
      nc.publish("debugged", "words");
      await nc.flush();
      await nc.close();
    } finally {
      Object.assign(console, { info, log, debug });
    }
    for (const word of ["INFO", "CONNECT", "PUB debugged", "PING", "PONG"]) {
      equal(lines.some((line) => line.includes(word)) || word, true);
    }
    equal(
      lines.filter((line) => line.includes("867-5309")),
      [],
    );
  },

  "callbacks and loops get messages in order": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const called = [];
      nc.subscribe(s, { callback: (_err, m) => called.push(m.string()) });
      const loop = nc.subscribe(s, { max: 100 });
      for (let i = 0; i < 100; i++) {
        nc.publish(s, `${i}`);
      }
      const looped = [];
      for await (const m of loop) {
        looped.push(m.string());
      }
      await nc.flush();
      const all = Array.from({ length: 100 }, (_, i) => `${i}`);
      equal(looped, all);
      equal(called, all);
    });
  },

  "headers arrive as they were sent": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const sub = nc.subscribe(s, { max: 1 });
      const h = nats.headers();
      h.append("a", "1");
      h.append("a", "grün");
      nc.publish(s, "x", { headers: h, reply: "r" });
      for await (const m of sub) {
        equal(m.headers.values("a"), ["1", "grün"]);
        equal(m.reply, "r");
      }
    });
  },

  "requests are answered, refused, or time out": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      nc.subscribe(`${s}.echo`, { callback: (_err, m) => m.respond(m.data) });
      nc.subscribe(`${s}.mute`, { callback: () => {} });
      for (const noMux of [false, true]) {
        equal((await nc.request(`${s}.echo`, "hello", { timeout: 10_000, noMux })).string(), "hello");
        equal(await codeOf(nc.request(`${s}.nobody`, "", { timeout: 10_000, noMux })), "503");
        equal(await codeOf(nc.request(`${s}.mute`, "", { timeout: 50, noMux })), "TIMEOUT");
      }
      const many = Array.from({ length: 1000 }, (_, i) => nc.request(`${s}.echo`, `${i}`, { timeout: 30_000 }));
      (await Promise.all(many)).forEach((m, i) => equal(m.string(), `${i}`));
    });
  },

  "many answers to one request are gathered until they are enough": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      nc.subscribe(s, { callback: (_err, m) => ["1", "2", "", "3"].forEach((v) => m.respond(v)) });
      const gather = async (opts) => {
        const all = [];
        for await (const m of await nc.requestMany(s, "", { maxWait: 30_000, ...opts })) {
          all.push(m.string());
        }
        return all;
      };
      const { Count, JitterTimer, SentinelMsg, Timer } = nats.RequestStrategy;
      const all = [false, true].map(async (noMux) => {
        equal(await gather({ noMux, strategy: Count, maxMessages: 2 }), ["1", "2"]);
        equal(await gather({ noMux, strategy: SentinelMsg }), ["1", "2", ""]);
        equal(await gather({ noMux, strategy: Timer, maxWait: 2000 }), ["1", "2", "", "3"]);
        equal(await gather({ noMux, strategy: JitterTimer, jitter: 2000 }), ["1", "2", "", "3"]);
        const nobody = await nc.requestMany(`${s}.nobody`, "", { noMux });
        equal(await codeOf(nats.syncIterator(nobody).next()), "503");
      });
      await Promise.all(all);
    });
  },

  "services answer, say what they did, and are found": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const name = s.replaceAll(".", "-");
      const service = await nc.services.add({ name, version: "1.0.0", metadata: { where: "größe" } });
      const group = service.addGroup(s);
      group.addEndpoint("echo", (_err, m) => m.respond(m.data));
      group.addEndpoint("fail", () => {
        throw new nats.ServiceError(411, "as asked");
      });
      const requests = group.addEndpoint("loop");
      const loop = (async () => {
        for await (const m of requests) {
          m.respond("looped");
        }
      })();
      const ask = (endpoint, text) => nc.request(`${s}.${endpoint}`, text, { timeout: 10_000 });
      equal((await ask("echo", "hello")).string(), "hello");
      equal((await ask("loop", "")).string(), "looped");
      const err = nats.ServiceError.toServiceError(await ask("fail", ""));
      equal([err.code, err.message], [411, "as asked"]);
      const client = nc.services.client({ strategy: nats.RequestStrategy.Count, maxMessages: 1, maxWait: 10_000 });
      const [info] = await all(await client.info(name));
      equal(info.metadata, { where: "größe" });
      equal(
        info.endpoints.map((e) => e.subject),
        ["echo", "fail", "loop"].map((e) => `${s}.${e}`),
      );
      const [stats] = await all(await client.stats(name, info.id));
      equal(
        stats.endpoints.map((e) => [e.num_requests, e.num_errors]),
        [
          [1, 0],
          [1, 1],
          [1, 0],
        ],
      );
      equal(await service.stop(), null);
      await loop;
      equal(await codeOf(ask("echo", "")), "503");
    });
  },

  "payloads of every size arrive whole, though the buffer is reused at once": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const sizes = [0, 1, 125, 126, 4096, 65_535, 65_536, 65_537, 300_000, 1 << 20, 4 << 20];
      const sub = nc.subscribe(s, { max: sizes.length });
      for (const [i, n] of sizes.entries()) {
        const payload = pattern(n, i);
        nc.publish(s, payload);
        payload.fill(0xee);
      }
      let i = 0;
      for await (const m of sub) {
        const want = pattern(sizes[i], i);
        equal(m.data.length, want.length);
        equal(
          m.data.every((b, k) => b === want[k]),
          true,
        );
        i++;
      }
      equal(i, sizes.length);
    });
  },

  "fifty thousand messages, none lost, none twice": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const total = 50_000;
      let next = 0;
      const done = nats.deferred();
      nc.subscribe(s, {
        callback: (_err, m) => {
          if (m.string() !== `${next++}`) {
            done.reject(new Error(`${m.string()} instead of ${next - 1}`));
          }
          if (next === total) {
            done.resolve();
          }
        },
      });
      for (let i = 0; i < total; i++) {
        nc.publish(s, `${i}`);
        if (i % 10_000 === 0) {
          await nc.flush();
        }
      }
      await done;
    });
  },

  "a callback may publish so much that memory grows": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const seen = [];
      const big = pattern(60_000, 3);
      const done = nats.deferred();
      let back = 0;
      nc.subscribe(`${s}.back`, { callback: () => ++back === 3 * 50 && done.resolve() });
      nc.subscribe(s, {
        callback: (_err, m) => {
          for (let i = 0; i < 50; i++) {
            nc.publish(`${s}.back`, big);
          }
          seen.push(`${m.subject} ${m.string()}`);
        },
      });
      for (const v of ["a", "b", "c"]) {
        nc.publish(s, v);
      }
      await done;
      equal(seen, [`${s} a`, `${s} b`, `${s} c`]);
    });
  },

  "a server that restarts is found again, and nothing published meanwhile is lost": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const seen = [];
      nc.subscribe(s, { callback: (_err, m) => seen.push(m.string()) });
      nc.publish(s, "before");
      await nc.flush();
      const statuses = statusTypes(nc);
      await env.outage(async () => {
        await statuses.seen("disconnect");
        for (let i = 0; i < 10; i++) {
          nc.publish(s, `meanwhile ${i}`);
        }
      });
      await statuses.seen("reconnect");
      nc.publish(s, "after");
      await nc.flush();
      equal(seen, ["before", ...Array.from({ length: 10 }, (_, i) => `meanwhile ${i}`), "after"]);
      equal(statuses.count("disconnect"), 1);
    });
  },

  "draining handles what has come, then closes": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const sub = nc.subscribe(s);
      for (let i = 0; i < 500; i++) {
        nc.publish(s);
      }
      const drained = nc.drain();
      let n = 0;
      for await (const _ of sub) {
        n++;
      }
      await drained;
      equal(n, 500);
      equal(await nc.closed(), undefined);
    });
  },

  "a signal calls off requests, a flush and connecting": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      nc.subscribe(s, { callback: () => {} });
      const reason = new Error("enough");
      const gate = new AbortController();
      const opts = { timeout: 60_000, signal: gate.signal };
      const all = [
        ...Array.from({ length: 20 }, () => nc.request(s, "", opts)),
        nc.request(s, "", { ...opts, noMux: true }),
        nats.syncIterator(await nc.requestMany(s, "", { maxWait: 60_000, signal: gate.signal })).next(),
        nats.connect({ servers: env.deadUrl, waitOnFirstConnect: true, signal: gate.signal }),
      ].map(errorOf);
      await nc.flush({ signal: gate.signal });
      gate.abort(reason);
      equal(
        (await Promise.all(all)).every((err) => err === reason),
        true,
      );
      equal((await errorOf(nc.flush({ signal: gate.signal }))) === reason, true);
      equal(
        (await errorOf(nc.request(s, "", { timeout: 60_000, signal: AbortSignal.timeout(20) }))).name,
        "TimeoutError",
      );
      await nc.flush();
    });
  },

  "a loop that is too slow has limits, and status() tells of it": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      const told = (async () => {
        for await (const { slowConsumer } of nc.status()) {
          // Which of a message's subscriptions comes first is the server's choice.
          if (slowConsumer?.sid === newest.getID()) {
            return slowConsumer;
          }
        }
      })();
      const limits = { messages: 10 };
      const newest = nc.subscribe(s, { pendingLimits: { ...limits, policy: "drop-old" } });
      const oldest = nc.subscribe(s, { pendingLimits: limits });
      const end = nc.subscribe(s, { pendingLimits: { ...limits, policy: "end" } });
      const every = nc.subscribe(s, { pendingLimits: { ...limits, policy: "report" } });
      for (let i = 0; i < 100; i++) {
        nc.publish(s, `${i}`);
      }
      await nc.flush();
      equal(
        [newest, oldest, every].map((sub) => [sub.getPending(), sub.getDropped()]),
        [
          [10, 90],
          [10, 90],
          [100, 0],
        ],
      );
      const first = async (sub) => (await nats.syncIterator(sub).next()).string();
      equal(await Promise.all([newest, oldest, every].map(first)), ["90", "0", "0"]);
      equal(await codeOf(first(end)), "SLOW_CONSUMER");
      equal(end.isClosed(), true);
      const { subject, pending, dropped } = await told;
      equal([subject, pending, dropped], [s, 10, 1]);
    });
  },

  "a publisher that waits for writable() holds no more than the mark": async (nats, env) => {
    await connected(nats, env, async (nc, s) => {
      let bytes = 0;
      nc.subscribe(s, { callback: (_err, m) => (bytes += m.data.length) });
      const payload = pattern(100_000, 7);
      for (let i = 0; i < 200; i++) {
        await nc.writable();
        nc.publish(s, payload);
      }
      await nc.flush();
      equal(bytes, 20_000_000);
      await env.outage(async () => {
        for (let i = 0; i < 20; i++) {
          nc.publish(s, payload);
        }
      });
      await nc.writable();
      const over = nc.writable();
      await nc.close();
      await over;
      equal(await codeOf(nc.writable()), "CONNECTION_CLOSED");
    });
  },

  "nkeys sign, verify, seal and open, without an await": ({ nkeys }) => {
    const message = new TextEncoder().encode("hello");
    const user = nkeys.createUser();
    equal(user.getPublicKey()[0], "U");
    equal(nkeys.fromPublic(user.getPublicKey()).verify(message, user.sign(message)), true);
    equal(nkeys.fromSeed(user.getSeed()).getPublicKey(), user.getPublicKey());
    const [a, b] = [nkeys.createCurve(), nkeys.createCurve()];
    const opened = b.open(a.seal(message, b.getPublicKey()), a.getPublicKey());
    equal(new TextDecoder().decode(opened), "hello");
  },

  "a caller's mistakes are refused at once": async (nats, env) => {
    equal(await codeOf(nats.connect({ servers: env.url, port: 5 })), "INVALID_OPTION");
    equal(await codeOf(nats.connect({ servers: env.url, timeout: Number.NaN })), "INVALID_OPTION");
    await connected(nats, env, async (nc) => {
      equal(await codeOf(() => nc.publish("a b")), "BAD_SUBJECT");
      equal(await codeOf(() => nc.publish("a", 5)), "BAD_PAYLOAD");
      equal(await codeOf(() => nc.publish("a", new Uint8Array(nc.info.max_payload + 1))), "MAX_PAYLOAD_EXCEEDED");
      await nc.flush();
    });
  },

  "a port where nobody listens is an error": async (nats, env) => {
    const err = await errorOf(nats.connect({ servers: env.deadUrl, timeout: 10_000 }));
    equal(err.name, "NatsError");
  },
};

/** Runs `body` with a connection and a subject of its own. */
async function connected(nats, env, body) {
  const nc = await nats.connect({
    servers: env.url,
    reconnectTimeWait: 20,
    reconnectJitter: 0,
    maxReconnectAttempts: -1,
  });
  try {
    await body(nc, `behaviour.${nats.nuid.next()}`);
  } finally {
    await nc.close();
  }
}

/** The types of all statuses, and a way to wait for one. */
function statusTypes(nc) {
  const all = [];
  const waiting = [];
  (async () => {
    for await (const s of nc.status()) {
      all.push(s.type);
      waiting.filter((w) => w.type === s.type).forEach((w) => w.resolve());
    }
  })();
  return {
    seen: (type) =>
      all.includes(type) ? Promise.resolve() : new Promise((resolve) => waiting.push({ type, resolve })),
    count: (type) => all.filter((t) => t === type).length,
  };
}

/** Bytes that differ by position and by `salt`, and do not compress away. */
function pattern(n, salt) {
  const bytes = new Uint8Array(n);
  let x = Math.imul(salt + 1, 2654435761);
  for (let i = 0; i < n; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

/** All that an iterator gives. */
async function all(iterator) {
  const values = [];
  for await (const value of iterator) {
    values.push(value);
  }
  return values;
}

async function errorOf(fn) {
  try {
    await (typeof fn === "function" ? fn() : fn);
  } catch (err) {
    return err;
  }
  throw new Error("nothing failed");
}

const codeOf = async (fn) => (await errorOf(fn)).code;

function equal(actual, expected) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) {
    throw new Error(`${a} instead of ${b}`);
  }
}
