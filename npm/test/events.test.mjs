// What status() says, by what happened: each status whole, and their order.
import assert from "node:assert/strict";
import { eager, nats, StatusLog } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";

const { connect, DebugEvents, Events } = nats;
const HOME = "10.0.0.1:80";
const TWO = "10.0.0.2:80";
const THREE = "10.0.0.3:80";
/** A link is lost and replaced. The server's INFO counts as an update, even if it names no other servers. */
const REPLACED = [
  { type: "disconnect", data: HOME },
  { type: "reconnecting", data: HOME },
  { type: "update", data: { added: [], deleted: [] } },
  { type: "reconnect", data: HOME },
];

/** A connection to a scripted server, with its sockets and what status() says. */
async function scripted(t, opts = {}) {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await connect({ servers: `ws://${HOME}`, wsFactory: make, ...eager, ...opts });
  t.after(() => {
    const closed = nc.close();
    sockets.forEach((socket) => socket.hangUp());
    return closed;
  });
  const log = new StatusLog(nc);
  return { nc, sockets, log };
}

/** What was said so far, as the user sees it. */
const said = (log) => log.all.map(({ seen, ...status }) => status);

test("a lost link: disconnect, reconnecting, reconnect", async (t) => {
  const { sockets, log } = await scripted(t);
  sockets[0].hangUp();
  await log.next(Events.Reconnect);
  assert.deepEqual(said(log), [...REPLACED]);
});

test("attempts in vain: one disconnect, one reconnecting each", async (t) => {
  let refusals = 2;
  const { make, sockets } = ScriptedSocket.factory();
  const wsFactory = async () => {
    const made = await make();
    if (sockets.length > 1 && refusals-- > 0) {
      made.socket.open = () => {
        made.socket.fail("refused");
        made.socket.hangUp();
      };
    }
    return made;
  };
  const nc = await connect({ servers: `ws://${HOME}`, wsFactory, ...eager });
  t.after(() => {
    const closed = nc.close();
    sockets.forEach((socket) => socket.hangUp());
    return closed;
  });
  const log = new StatusLog(nc);
  sockets[0].hangUp();
  await log.next(Events.Reconnect);
  assert.deepEqual(
    said(log).map(({ type }) => type),
    ["disconnect", "reconnecting", "reconnecting", "reconnecting", "update", "reconnect"],
  );
});

test("reconnect(): client initiated reconnect, then as for a lost link", async (t) => {
  const { nc, sockets, log } = await scripted(t);
  sockets[0].close = () => sockets[0].hangUp();
  await nc.reconnect();
  await log.next(Events.Reconnect);
  assert.deepEqual(said(log), [{ type: "client initiated reconnect", data: "" }, ...REPLACED]);
});

test("a silent link: pingTimer each time, staleConnection, then as for a lost link", async (t) => {
  const { sockets, log } = await scripted(t, { pingInterval: 20, maxPingOut: 2 });
  sockets[0].close = () => sockets[0].hangUp();
  sockets[0].mute = true;
  await log.next(Events.Reconnect);
  const until = said(log).slice(0, said(log).findIndex(({ type }) => type === "reconnect") + 1);
  assert.deepEqual(until.slice(-8), [
    { type: "pingTimer", data: "1" },
    { type: "pingTimer", data: "2" },
    { type: "pingTimer", data: "3" },
    { type: "staleConnection", data: "" },
    ...REPLACED,
  ]);
});

/** What status() says of four INFOs: a server more, another in its place, nothing new, and lame duck mode. */
async function gossip(t) {
  const { sockets, log } = await scripted(t);
  const tell = (connect_urls, more) =>
    sockets[0].say(`INFO ${JSON.stringify({ server_id: "S", proto: 1, max_payload: 1, connect_urls, ...more })}\r\n`);
  tell([HOME, TWO]);
  tell([HOME, THREE]);
  tell([HOME, THREE]);
  tell([HOME, THREE], { ldm: true });
  await log.next(Events.LDM);
  return said(log);
}

test("servers that come and go: update, those added as URLs, those deleted without a scheme", async (t) => {
  const statuses = await gossip(t);
  assert.deepEqual(
    statuses.map(({ type }) => type),
    ["update", "update", "update", "update", "ldm"],
  );
  assert.ok(statuses[0].data.added.includes(`ws://${TWO}/`));
  assert.deepEqual(statuses[0].data.deleted, []);
  assert.ok(statuses[1].data.added.includes(`ws://${THREE}/`));
  assert.deepEqual(statuses[1].data.deleted, [TWO]);
  assert.deepEqual(statuses[4], { type: "ldm", data: HOME });
});

ours("what is known already is no change", "1.30.3 adds and deletes it again", async (t) => {
  const statuses = await gossip(t);
  assert.deepEqual(
    statuses.slice(0, 4).map(({ data }) => data),
    [
      { added: [`ws://${TWO}/`], deleted: [] },
      { added: [`ws://${THREE}/`], deleted: [TWO] },
      { added: [], deleted: [] },
      { added: [], deleted: [] },
    ],
  );
});

const VIOLATIONS = [
  [`Permissions Violation for Publish to "a.b"`, { operation: "publish", subject: "a.b", queue: undefined }],
  [`Permissions Violation for Subscription to "a.>"`, { operation: "subscription", subject: "a.>", queue: undefined }],
  [
    `Permissions Violation for Subscription to "a" using queue "q"`,
    { operation: "subscription", subject: "a", queue: "q" },
  ],
];

for (const [words, permissionContext] of VIOLATIONS) {
  test(`a refusal: error, with what was refused (${words})`, async (t) => {
    const { sockets, log } = await scripted(t);
    sockets[0].say(`-ERR '${words}'\r\n`);
    const status = await log.next(Events.Error);
    assert.deepEqual(JSON.parse(JSON.stringify(said(log))), [
      {
        type: "error",
        data: "PERMISSIONS_VIOLATION",
        permissionContext: JSON.parse(JSON.stringify(permissionContext)),
      },
    ]);
    assert.deepEqual({ ...status.permissionContext, queue: permissionContext.queue }, permissionContext);
  });
}

const ERRORS = [
  ["Unknown Protocol Operation", "NATS_PROTOCOL_ERR"],
  ["Stale Connection", "NATS_PROTOCOL_ERR"],
  ["Authentication Timeout", "AUTHENTICATION_TIMEOUT"],
  ["maximum connections exceeded", "NATS_PROTOCOL_ERR"],
];

for (const [words, code] of ERRORS) {
  test(`words of the server: error, with a code (${words})`, async (t) => {
    const { sockets, log } = await scripted(t);
    sockets[0].say(`-ERR '${words}'\r\n`);
    await log.next(Events.Error);
    sockets[0].hangUp();
    await log.next(Events.Reconnect);
    assert.deepEqual(said(log), [{ type: "error", data: code }, ...REPLACED]);
  });
}

for (const [words, code] of [
  ["User Authentication Expired", "AUTHENTICATION_EXPIRED"],
  ["Account Authentication Expired", "ACCOUNT_EXPIRED"],
  ["Authorization Violation", "AUTHORIZATION_VIOLATION"],
]) {
  test(`credentials that end: error, staleConnection, then as for a lost link (${words})`, async (t) => {
    const { sockets, log } = await scripted(t);
    sockets[0].close = () => sockets[0].hangUp();
    sockets[0].say(`-ERR '${words}'\r\n`);
    await log.next(Events.Reconnect);
    assert.deepEqual(said(log), [{ type: "error", data: code }, { type: "staleConnection", data: "" }, ...REPLACED]);
  });
}

test("every type of status was seen", () => {
  const types = [...Object.values(Events), ...Object.values(DebugEvents)].sort();
  const seen = ["disconnect", "reconnect", "update", "ldm", "error", "reconnecting", "pingTimer", "staleConnection"];
  assert.deepEqual(types, [...seen, "client initiated reconnect"].sort());
});

ours(
  "each status reader gets every status from when it began",
  "1.30.3 does the same, but its loops never end",
  async (t) => {
    const { nc, sockets, log } = await scripted(t);
    const second = new StatusLog(nc);
    sockets[0].hangUp();
    await Promise.all([log.next(Events.Reconnect), second.next(Events.Reconnect)]);
    assert.deepEqual(said(second), said(log));
    const late = new StatusLog(nc);
    await nc.close();
    await Promise.all([log.ended, second.ended, late.ended]);
    assert.deepEqual(said(late), []);
  },
);
