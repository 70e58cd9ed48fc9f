// The entry for core NATS alone, beside the one with everything.
import assert from "node:assert/strict";
import { failsWith, nats, open, StatusLog, subject } from "./helpers/client.mjs";
import { moduleUrl, ours } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";

const THEIRS = "has one entry";

ours("both entries share their classes, and their connections work side by side", THEIRS, async (t) => {
  const core = await import(moduleUrl.replace(/nats\.js$/, "core.js"));
  const shared = Object.keys(core).filter((name) => name !== "connect");
  assert.ok(shared.length > 30);
  assert.deepEqual(
    shared.filter((name) => core[name] !== nats[name]),
    [],
  );
  const server = await NatsServer.start(t);
  const [whole, small] = [await open(t, server), await core.connect({ servers: server.ws })];
  t.after(() => small.close());
  const s = subject();
  whole.subscribe(s, { callback: (_err, m) => m.respond(`heard ${m.string()}`) });
  await whole.flush();
  assert.equal((await small.request(s, "you")).string(), "heard you");
  small.subscribe(`${s}.back`, { callback: (_err, m) => m.respond(m.data) });
  await small.flush();
  assert.equal((await whole.request(`${s}.back`, "and back")).string(), "and back");
  await failsWith(nats.ErrorCode.NoResponders, () => small.request(`${s}.nobody`));
});

ours("a connection of core NATS has no services, and survives the loss of its link", THEIRS, async (t) => {
  const core = await import(moduleUrl.replace(/nats\.js$/, "core.js"));
  const server = await NatsServer.start(t);
  const nc = await core.connect({ servers: server.ws, reconnectTimeWait: 10, reconnectJitter: 0 });
  t.after(() => nc.close());
  assert.equal(nc.services, undefined);
  const log = new StatusLog(nc);
  await nc.reconnect();
  await log.next("reconnect");
  const sub = nc.subscribe(subject(), { max: 1 });
  nc.publish(sub.getSubject(), "still here");
  for await (const m of sub) {
    assert.equal(m.string(), "still here");
  }
  await nc.drain();
  assert.equal(await nc.closed(), undefined);
});
