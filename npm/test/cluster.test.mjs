import assert from "node:assert/strict";
import { eager, nats, open, StatusLog, subject } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { NatsServer, startCluster } from "./helpers/server.mjs";

const { deferred, Events } = nats;

/** The server of `servers` that `nc` is connected to. */
const home = (servers, nc) => servers.find((s) => s.hostPort === nc.getServer());

/** Resolves once what `from` publishes reaches subscriptions of `to`: servers tell each other in their own time. */
async function interest(to, from) {
  const s = subject();
  to.subscribe(s, { callback: (_err, m) => m.respond() });
  await to.flush();
  while ((await from.request(s, "", { timeout: 1000 }).catch(() => null)) === null) {
    await new Promise((r) => setTimeout(r, 20));
  }
}

/** The first update that names `server` among the `kind` ones. */
async function update(log, kind, server) {
  while (true) {
    const { data } = await log.next(Events.Update);
    if (data[kind].some((url) => url.includes(server.hostPort))) {
      return data;
    }
  }
}

test("a client learns of the cluster's servers and moves when its own is gone", async (t) => {
  const servers = await startCluster(t);
  const nc = await open(t, servers[0], eager);
  const other = await open(t, servers[2], eager);
  const log = new StatusLog(nc);
  const s = subject();
  const got = [];
  const [first, second] = [deferred(), deferred()];
  nc.subscribe(s, { callback: (_err, m) => (got.push(m.string()) === 1 ? first : second).resolve() });
  await interest(nc, other);
  other.publish(s, "before");
  await first;
  const name = nc.info.server_name;
  await servers[0].down();
  const status = await log.next(Events.Reconnect);
  assert.notEqual(nc.info.server_name, name);
  assert.ok(["n1", "n2"].includes(nc.info.server_name));
  assert.equal(status.data, nc.getServer());
  nc.publish(s, "after");
  await second;
  assert.deepEqual(got, ["before", "after"]);
});

test("servers that come and go are reported", async (t) => {
  const servers = await startCluster(t);
  const nc = await open(t, servers[0], eager);
  const log = new StatusLog(nc);
  await servers[2].down();
  await update(log, "deleted", servers[2]);
  await servers[2].up();
  await update(log, "added", servers[2]);
});

ours("each change is reported once", "1.30.3 adds known servers again under another spelling", async (t) => {
  const servers = await startCluster(t);
  const nc = await open(t, servers[0], eager);
  const log = new StatusLog(nc);
  await servers[2].down();
  const gone = await update(log, "deleted", servers[2]);
  assert.deepEqual([gone.added.length, gone.deleted.length], [0, 1]);
  await servers[2].up();
  const back = await update(log, "added", servers[2]);
  assert.deepEqual([back.added.length, back.deleted.length], [1, 0]);
});

test("ignoreClusterUpdates keeps to the servers given", async (t) => {
  const servers = await startCluster(t);
  const nc = await open(t, servers[0], { ...eager, ignoreClusterUpdates: true });
  const log = new StatusLog(nc);
  await servers[0].restart();
  await log.next(Events.Reconnect);
  assert.equal(home(servers, nc), servers[0]);
  await nc.flush();
  assert.equal(log.count(Events.Update), 0);
});

test("a server in lame duck mode says so, and the client moves", async (t) => {
  const servers = await startCluster(t);
  const nc = await open(t, servers[0], eager);
  const log = new StatusLog(nc);
  const s = subject();
  const got = deferred();
  nc.subscribe(s, { callback: (_err, m) => got.resolve(m.string()) });
  await nc.flush();
  servers[0].lameDuck();
  const ldm = await log.next(Events.LDM);
  assert.equal(ldm.data, servers[0].hostPort);
  await servers[0].down();
  await log.next(Events.Reconnect);
  nc.publish(s, "moved");
  assert.equal(await got, "moved");
});

ours("a server that falls silent is left at once", "1.30.3 waits for it to close the socket", async (t) => {
  const servers = await startCluster(t);
  const nc = await open(t, servers[0], { ...eager, pingInterval: 200, timeout: 2000 });
  const log = new StatusLog(nc);
  const s = subject();
  const got = deferred();
  nc.subscribe(s, { callback: (_err, m) => got.resolve(m.string()) });
  await nc.flush();
  const { process } = servers[0];
  process.kill("SIGSTOP");
  t.after(() => process.kill("SIGCONT"));
  await log.next("staleConnection");
  const lost = await log.next(Events.Disconnect);
  assert.equal(lost.data, servers[0].hostPort);
  do {
    await log.next(Events.Reconnect);
  } while (home(servers, nc) === servers[0]);
  nc.publish(s, "moved");
  assert.equal(await got, "moved");
  assert.ok(log.count("pingTimer") >= 3);
});

test("a queue group spans the cluster", async (t) => {
  const servers = await startCluster(t);
  const s = subject();
  const counts = [0, 0, 0];
  let all = 0;
  const done = deferred();
  const members = await Promise.all(servers.map((srv) => open(t, srv)));
  members.forEach((nc, i) => {
    const callback = () => {
      counts[i]++;
      if (++all === 300) {
        done.resolve();
      }
    };
    nc.subscribe(s, { queue: "q", callback });
  });
  await Promise.all(members.map((nc) => nc.flush()));
  const outsider = await NatsServer.start(t);
  const apart = await open(t, outsider);
  apart.publish(s);
  for (let i = 0; i < 300; i++) {
    members[i % 3].publish(s, `${i}`);
  }
  await done;
  await Promise.all(members.map((nc) => nc.flush()));
  assert.equal(counts[0] + counts[1] + counts[2], 300);
});
