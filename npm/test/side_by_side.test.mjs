// The same programs run with our package and with nats.ws, against one server: what they find has to be equal.
import assert from "node:assert/strict";
import { nats } from "./helpers/client.mjs";
import { ours } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const theirs = { ...(await import("nats.ws")) };
const server = await sharedServer();

/** Runs `program` with both; it gets the module, a connection, and a subject, and gives what is compared. */
function alike(name, program) {
  ours(name, "there is nothing to compare there", async (t) => {
    const found = [];
    for (const module of [nats, theirs]) {
      const nc = await module.connect({ servers: server.ws, name: "side by side" });
      t.after(() => nc.close());
      found.push(await program(module, nc, "side.by.side"));
      await nc.close();
    }
    assert.deepEqual(found[0], found[1]);
  });
}

/** What `fn` gives, throws, or settles to. */
async function outcome(fn) {
  try {
    const value = await fn();
    return value === undefined ? "nothing" : value;
  } catch (err) {
    return [err.name, err.code, err.message];
  }
}

/**
 * What a subscription says of itself. How many wait is left out once it drains or was left: theirs then counts the end
 * as one more, and goes on counting what nobody will get.
 */
const state = (sub) => ({
  subject: sub.getSubject(),
  id: sub.getID(),
  max: sub.getMax(),
  received: sub.getReceived(),
  processed: sub.getProcessed(),
  pending: sub.isDraining() || sub.isClosed() ? undefined : sub.getPending(),
  isDraining: sub.isDraining(),
  isClosed: sub.isClosed(),
});

alike("a subscription with a loop, at each stage", async (_module, nc, s) => {
  const sub = nc.subscribe(s);
  const states = [state(sub)];
  for (const v of ["a", "b", "c", "d"]) {
    nc.publish(s, v);
  }
  await nc.flush();
  states.push(state(sub));
  for await (const m of sub) {
    states.push([m.string(), state(sub)]);
    if (m.string() === "c") {
      break;
    }
  }
  states.push(state(sub), await outcome(() => sub.closed), await outcome(() => sub.drain()));
  sub.unsubscribe();
  return states;
});

alike("a subscription with a callback, at each stage", async (_module, nc, s) => {
  const states = [];
  const sub = nc.subscribe(s, { max: 3, callback: (err, m) => states.push([err, m.string(), state(sub)]) });
  states.push(state(sub));
  for (const v of ["a", "b", "c", "d"]) {
    nc.publish(s, v);
  }
  await nc.flush();
  await sub.closed;
  states.push(state(sub), await outcome(() => sub.drain()));
  return states;
});

alike("callbacks and loops mixed, and a callback that is replaced", async (_module, nc, s) => {
  const heard = [];
  const called = nc.subscribe(s, { callback: (_err, m) => heard.push(`first ${m.string()}`) });
  const looped = nc.subscribe(s, { max: 2 });
  nc.publish(s, "1");
  await nc.flush();
  called.callback = (_err, m) => heard.push(`second ${m.string()}`);
  nc.publish(s, "2");
  for await (const m of looped) {
    heard.push(`loop ${m.string()}`);
  }
  return heard;
});

alike("draining a subscription", async (_module, nc, s) => {
  const sub = nc.subscribe(s);
  nc.publish(s, "1");
  const drained = sub.drain();
  const states = [state(sub), drained === sub.drain()];
  for await (const m of sub) {
    states.push([m.string(), state(sub)]);
  }
  states.push(await outcome(() => drained), state(sub), await outcome(() => sub.closed));
  return states;
});

alike("auto-unsubscribe, later, raised and lowered", async (_module, nc, s) => {
  const all = [];
  for (const [max, then] of [
    [undefined, 2],
    [2, 4],
    [4, 2],
    [3, undefined],
  ]) {
    const sub = nc.subscribe(s, { max });
    sub.unsubscribe(then);
    all.push([state(sub).max, sub.isClosed()]);
    for (let i = 0; i < 6; i++) {
      nc.publish(s);
    }
    await nc.flush();
    all.push([sub.getReceived(), sub.isClosed()]);
    sub.unsubscribe();
  }
  return all;
});

alike("a message and its members", async (module, nc, s) => {
  const sub = nc.subscribe(`${s}.>`);
  const headers = module.headers();
  headers.append("A", "1");
  headers.append("A", "2");
  nc.publish(`${s}.plain`);
  nc.publish(`${s}.text`, "grün", { reply: `${s}.answer` });
  nc.publish(`${s}.json`, '{"a":[1,2]}', { headers });
  nc.publish(`${s}.bytes`, new Uint8Array([0xff, 0, 1]), { headers, reply: "nobody" });
  await nc.flush();
  sub.drain();
  const all = [];
  for await (const m of sub) {
    all.push({
      subject: m.subject,
      reply: m.reply || undefined,
      isOfSub: m.sid === sub.getID(),
      data: [...m.data],
      isBytes: m.data instanceof Uint8Array,
      headers: m.headers && [...m.headers],
      text: m.string(),
      json: await outcome(() => m.json()),
      revived: await outcome(() => m.json((_k, v) => (typeof v === "number" ? v + 1 : v))),
      responded: m.respond("x"),
      messaged: nc.respondMessage(m),
      again: await outcome(() => nc.publishMessage(m)),
    });
  }
  return all;
});

alike("headers: every way to ask", async (module) => {
  const { Match, headers } = module;
  const h = headers();
  h.set("Content-Type", "1");
  h.append("content-type", "2");
  h.append("CONTENT-TYPE", "3");
  h.append("Content-Type", "4");
  const found = [];
  for (const match of [undefined, Match.Exact, Match.CanonicalMIME, Match.IgnoreCase]) {
    for (const key of ["Content-Type", "content-type", "cOnTeNt-tYpE", "none"]) {
      found.push([h.get(key, match), h.last(key, match), h.values(key, match), h.has(key, match)]);
    }
  }
  found.push(h.keys(), [...h], h.size(), h.hasError, h.status, h.code, h.description, h.toString(), h.toRecord());
  found.push(new TextDecoder().decode(h.encode()));
  for (const match of [Match.Exact, Match.CanonicalMIME, Match.IgnoreCase]) {
    const copy = module.MsgHdrsImpl.fromRecord(h.toRecord());
    copy.append("content-TYPE", "5", match);
    found.push([...copy]);
    copy.set("content-TYPE", "6", match);
    found.push([...copy]);
    copy.delete("CONTENT-type", match);
    found.push([...copy], copy.equals(h), copy.equals(copy));
  }
  const encoder = new TextEncoder();
  const alone = module.MsgHdrsImpl.decode(encoder.encode("NATS/1.0 503\r\n\r\n"));
  found.push([alone.code, alone.status, alone.description, alone.hasError, [...alone]]);
  for (const text of ["NATS/1.0\r\nA:b\r\n\r\n", "NATS/1.0 404 No Messages\r\nA: b\r\n\r\n"]) {
    const d = module.MsgHdrsImpl.decode(encoder.encode(text));
    found.push([d.code, d.status, d.description, d.hasError, [...d], d.toString()]);
  }
  found.push(headers(404, "words").status, await outcome(() => headers(0, "words")), await outcome(() => headers(404)));
  for (const [key, value] of [
    ["a b", "v"],
    ["a:b", "v"],
    ["a", "b\r\nc"],
    ["ü", "v"],
    ["a", " padded "],
  ]) {
    const one = headers();
    found.push(await outcome(() => one.set(key, value)), [...one]);
    found.push(await outcome(() => module.canonicalMIMEHeaderKey(key)));
  }
  return found;
});

alike("everything on a connection that is closed", async (_module, nc, s) => {
  const sub = nc.subscribe(s);
  const closed = nc.closed();
  const host = nc.getServer();
  await nc.close();
  await nc.close();
  return [
    nc.getServer() === host,
    nc.isClosed(),
    nc.isDraining(),
    nc.stats().outMsgs,
    closed === nc.closed(),
    await outcome(() => closed),
    await outcome(() => nc.publish(s)),
    await outcome(() => nc.publishMessage({ subject: s, data: new Uint8Array() })),
    await outcome(() => nc.respondMessage({ reply: s, data: new Uint8Array() })),
    await outcome(() => nc.respondMessage({ data: new Uint8Array() })),
    await outcome(() => nc.subscribe(s)),
    await outcome(() => nc.request(s)),
    await outcome(() => nc.requestMany(s)),
    await outcome(() => nc.flush()),
    await outcome(() => nc.rtt()),
    await outcome(() => nc.drain()),
    await outcome(() => sub.drain()),
    sub.isClosed(),
  ];
});

alike("everything on a connection that drains", async (_module, nc, s) => {
  nc.subscribe(s, { callback: () => {} });
  const drained = nc.drain();
  const found = [
    nc.isDraining(),
    nc.isClosed(),
    await outcome(() => nc.subscribe(s)),
    await outcome(() => nc.request(s)),
    await outcome(() => nc.requestMany(s)),
    await outcome(() => nc.drain()),
  ];
  found.push(await outcome(() => drained), nc.isDraining(), nc.isClosed());
  return found;
});

alike("a connection's counts", async (_module, nc, s) => {
  const zero = { ...nc.stats() };
  const sub = nc.subscribe(s, { max: 2 });
  nc.publish(s, "12345");
  nc.publish(s);
  for await (const _ of sub) {
    // Both are counted when they have come.
  }
  return [zero, { ...nc.stats() }, typeof (await nc.rtt()), Object.keys(nc.stats()).sort()];
});

alike("mistakes", async (module, nc, s) => [
  await outcome(() => nc.publish("")),
  await outcome(() => nc.publish(s, 5)),
  await outcome(() => nc.publish(s, {})),
  await outcome(() => nc.subscribe("")),
  await outcome(() => nc.request("")),
  await outcome(() => nc.request(s, "", { timeout: 0 })),
  await outcome(() => nc.request(s, "", { timeout: 10, reply: "r" })),
  await outcome(() => nc.request(s)),
  await outcome(async () => typeof (await nc.requestMany(s, "", { maxWait: 0 }))),
  await outcome(() => nc.publish(s, new Uint8Array(nc.info.max_payload + 1))),
  await outcome(() => module.JSONCodec().encode(1n)),
  await outcome(() => module.JSONCodec().decode(new Uint8Array([0x7b]))),
  await outcome(() => new TextDecoder().decode(module.JSONCodec().encode(undefined))),
  await outcome(() => module.createInbox("a.*")),
  await outcome(() => module.deadline(new Promise(() => {}), 1)),
]);

alike("errors of every code", (module) => {
  const { ErrorCode, NatsError, ServiceError } = module;
  const told = Object.values(ErrorCode).map((code) => {
    const e = NatsError.errorForCode(code, new Error("cause"));
    const kinds = [
      e.isAuthError(),
      e.isAuthTimeout(),
      e.isPermissionError(),
      e.isProtocolError(),
      e.isJetStreamError(),
    ];
    return [code, e.name, e.message, e.code, e.chainedError?.message, kinds, e.jsError(), `${e}`];
  });
  const refused = new ServiceError(409, "words");
  return [told, refused.name, refused.code, refused.message, `${refused}`];
});

alike("requests", async (module, nc, s) => {
  nc.subscribe(`${s}.echo`, { callback: (_err, m) => m.respond(m.data, { headers: m.headers }) });
  nc.subscribe(`${s}.mute`, { callback: () => {} });
  nc.subscribe(`${s}.many`, { callback: (_err, m) => ["1", "2", "", "3"].forEach((v) => m.respond(v)) });
  const headers = module.headers();
  headers.set("a", "b");
  const found = [];
  for (const opts of [{}, { noMux: true }, { noMux: true, reply: `${s}.own` }]) {
    const m = await nc.request(`${s}.echo`, "x", { timeout: 10_000, headers, ...opts });
    found.push(m.string(), [...m.headers], m.subject === opts.reply, m.reply || undefined);
    found.push(await outcome(() => nc.request(`${s}.mute`, "", { timeout: 20, ...opts })));
    found.push(await outcome(() => nc.request(`${s}.none`, "", { timeout: 10_000, ...opts })));
  }
  const { Count, JitterTimer, SentinelMsg, Timer } = module.RequestStrategy;
  for (const opts of [
    { strategy: Count, maxMessages: 2, maxWait: 10_000 },
    { strategy: SentinelMsg, maxWait: 10_000 },
    { strategy: JitterTimer, jitter: 2000, maxWait: 10_000 },
    { strategy: Timer, maxWait: 3000 },
  ]) {
    const answers = [];
    for await (const m of await nc.requestMany(`${s}.many`, "", opts)) {
      answers.push(m.string());
    }
    found.push(answers);
  }
  return found;
});

alike("helpers", async (module) => {
  const { backoff, buildAuthenticator, canonicalMIMEHeaderKey, deadline, delay, deferred, millis, nanos } = module;
  const given = deferred();
  given.resolve(5);
  const codec = module.JSONCodec((_k, v) => (v === 1 ? 2 : v));
  const text = module.StringCodec();
  const metric = Object.assign(new module.Metric("sub", 1234), {
    msgs: 1_234_567,
    bytes: 2 ** 31,
    payload: 3,
    date: 0,
  });
  const { perf } = new module.Bench({}, { sub: true });
  const auth = [
    { user: "u", pass: "p" },
    { user: "u" },
    { token: "t" },
    { token: "t", user: "u", pass: "p" },
    { authenticator: module.tokenAuthenticator(() => "late"), user: "u" },
    {
      authenticator: [
        module.usernamePasswordAuthenticator(
          () => "a",
          () => "b",
        ),
      ],
      token: "t",
    },
    {},
  ];
  return [
    [0, 1, 1.5, 1e6].map((n) => [nanos(n), millis(n * 1000)]),
    backoff([0]).backoff(7),
    await given,
    await deadline(given, 1000),
    await outcome(() => delay(1)),
    ["a", "content-type", "X-b-C", "ALL", "a1-b2"].map((key) => canonicalMIMEHeaderKey(key)),
    codec.decode(codec.encode({ a: [1, "ü", null] })),
    [...text.encode("grün")],
    text.decode(new Uint8Array([0xc3, 0xbc])),
    module.createInbox().length,
    module.createInbox("a.b").length,
    module.nuid.next().length,
    `${metric}`,
    `${new module.Metric("x", 10)}`.length,
    module.Metric.header(),
    await outcome(() => perf.measure("m", "none", "none")),
    perf.getEntries(),
    auth.map((opts) => buildAuthenticator(opts)("nonce")),
  ];
});
