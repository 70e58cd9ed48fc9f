// What programs see whose tests fix the date and let timers run, as mocks of Date and Playwright's setFixedTime do.
import assert from "node:assert/strict";
import { eager, failsWith, nats, open, StatusLog, subject } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode } = nats;
const server = await sharedServer();
const YEAR = 365 * 86_400_000;

/** `Date.now()` says `moment` until the test is over; gives what lets it run again. */
function fix(t, moment = Date.now()) {
  const { now } = Date;
  const restore = () => {
    Date.now = now;
  };
  Date.now = () => moment;
  t.after(restore);
  return restore;
}

/** A subject at which somebody listens and nobody answers. */
async function mute(t) {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback() {} });
  await nc.flush();
  return s;
}

for (const [what, moment] of [
  ["where it was", () => Date.now()],
  ["a year ahead", () => Date.now() + YEAR],
  ["a year back", () => Date.now() - YEAR],
  ["in 1970", () => 0],
  ["before 1970", () => -YEAR],
]) {
  test(`requests time out, and not before their time: the clock stands ${what}`, async (t) => {
    const s = await mute(t);
    const nc = await open(t, server);
    fix(t, moment());
    for (let round = 0; round < 3; round++) {
      const start = performance.now();
      await failsWith(ErrorCode.Timeout, nc.request(s, "", { timeout: 60, noMux: round === 1 }));
      const waited = performance.now() - start;
      assert.ok(waited > 58, `${waited} ms`);
    }
    assert.equal((await nc.flush()) ?? "alive", "alive");
  });
}

test("subscriptions time out", async (t) => {
  const nc = await open(t, server);
  fix(t);
  const sub = nc.subscribe(subject(), { timeout: 60 });
  await failsWith(ErrorCode.Timeout, async () => {
    for await (const _ of sub) {
      // Nothing comes.
    }
  });
});

test("many replies come to their end", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: (_err, m) => m.respond("1") });
  fix(t);
  for (const strategy of ["timer", "stall"]) {
    const replies = await nc.requestMany(s, "", { strategy, maxWait: 300, jitter: 0 });
    const all = [];
    for await (const m of replies) {
      all.push(m.string());
    }
    assert.deepEqual(all, ["1"], strategy);
  }
});

test("connecting gives up", async (t) => {
  fix(t);
  const { make } = ScriptedSocket.factory({ open: false });
  const connecting = nats.connect({ servers: "ws://127.0.0.1:1", wsFactory: make, timeout: 60, reconnect: false });
  await failsWith(ErrorCode.Timeout, connecting);
});

test("a silent link is found to be dead", async (t) => {
  const { make, sockets } = ScriptedSocket.factory();
  const options = { wsFactory: make, pingInterval: 50, maxPingOut: 2, ...eager };
  const nc = await open(t, "ws://127.0.0.1:1", options);
  fix(t);
  const statuses = new StatusLog(nc);
  sockets[0].mute = true;
  await statuses.next("staleConnection");
  await statuses.next("disconnect");
});

ours("a lost link is made anew", "it asks the clock when it may dial again", async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  const nc = await open(t, proxy, { ...eager, reconnectTimeWait: 100 });
  const statuses = new StatusLog(nc);
  fix(t);
  for (let round = 0; round < 3; round++) {
    proxy.cut();
    await statuses.next("disconnect");
    await statuses.next("reconnect");
  }
  await nc.flush();
});

test("a clock that runs again does no harm", async (t) => {
  const s = await mute(t);
  const nc = await open(t, server, { pingInterval: 1000, maxPingOut: 2 });
  const statuses = new StatusLog(nc);
  const restore = fix(t, Date.now() - YEAR);
  await failsWith(ErrorCode.Timeout, nc.request(s, "", { timeout: 60 }));
  restore();
  await failsWith(ErrorCode.Timeout, nc.request(s, "", { timeout: 500 }));
  await nc.flush();
  assert.equal(statuses.count("disconnect"), 0);
});
