// Finding services, and asking them how they do; and the answers that both faces share.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { failsWith, failure, nats, open, take } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, RequestStrategy } = nats;
const server = await sharedServer();
const unique = `c${process.pid}`;

/** Two instances of a service, and a client with enough patience. */
async function pair(t, name) {
  const nc = await open(t, server);
  const add = () => nc.services.add({ name, version: "1.2.3", description: "one of two" });
  const services = [await add(), await add()];
  services.forEach((s) => s.addEndpoint("e", { subject: `${name}.e`, handler: (_err, m) => m.respond() }));
  await nc.flush();
  const asking = await open(t, server);
  return {
    nc,
    services,
    asking,
    client: asking.services.client({ strategy: RequestStrategy.Count, maxMessages: 2, maxWait: 5000 }),
  };
}

const ids = (answers) => answers.map((a) => a.id).sort();

test("services are found by name, and asked", async (t) => {
  const name = `${unique}-pair`;
  const { services, client, asking } = await pair(t, name);
  const expected = services.map((s) => s.info().id).sort();
  const found = await take(await client.ping(name), 9);
  assert.deepEqual(ids(found), expected);
  assert.deepEqual(Object.keys(found[0]).sort(), ["id", "name", "type", "version"]);
  const infos = await take(await client.info(name), 9);
  assert.deepEqual(ids(infos), expected);
  assert.deepEqual([infos[0].description, infos[0].endpoints[0].subject], ["one of two", `${name}.e`]);
  await asking.request(`${name}.e`, "", { timeout: 10_000 });
  const stats = await take(await client.stats(name), 9);
  assert.deepEqual(ids(stats), expected);
  assert.equal(
    stats.reduce((sum, s) => sum + s.endpoints[0].num_requests, 0),
    1,
  );
});

test("one instance is asked by its id, and all services by nothing", async (t) => {
  const name = `${unique}-one`;
  const { services, asking } = await pair(t, name);
  const [{ id }] = services.map((s) => s.info());
  const one = asking.services.client({ strategy: RequestStrategy.Count, maxMessages: 1, maxWait: 5000 });
  assert.deepEqual(ids(await take(await one.ping(name, id), 9)), [id]);
  const answers = await take(await asking.services.client().ping(), 10_000);
  assert.equal(answers.filter((a) => a.name === name).length, 2);
});

test("nobody there, and names that nobody can have", async (t) => {
  const nc = await open(t, server);
  const client = nc.services.client();
  await failsWith(ErrorCode.NoResponders, take(await client.ping(`${unique}-nobody`), 1));
  const refused = async (p) => (await failure(p)).message;
  const bad = "invalid control subject name name - control subject name name cannot contain ' '";
  assert.equal(await refused(client.ping("a b")), bad);
  assert.equal(await refused(client.ping("", "id")), "control subject name name required");
  const badId = "invalid control subject id name - control subject id name cannot contain '.'";
  assert.equal(await refused(client.info("a", "b.c")), badId);
});

test("a prefix of one's own, and an answer that is no JSON", async (t) => {
  const nc = await open(t, server);
  nc.subscribe(`${unique}.PING`, { callback: (_err, m) => m.respond('{"name":"elsewhere"}') });
  nc.subscribe(`${unique}.INFO`, {
    callback: (_err, m) => ['{"name":"1"}', "{", '{"name":"2"}'].forEach((v) => m.respond(v)),
  });
  await nc.flush();
  const one = nc.services.client({ strategy: RequestStrategy.Count, maxMessages: 1, maxWait: 5000 }, unique);
  assert.deepEqual(await take(await one.ping(), 9), [{ name: "elsewhere" }]);
  const seen = [];
  await failsWith(ErrorCode.BadJson, async () => {
    const three = nc.services.client({ strategy: RequestStrategy.Count, maxMessages: 3, maxWait: 5000 }, unique);
    for await (const info of await three.info()) {
      seen.push(info.name);
    }
  });
  assert.deepEqual(seen, ["1"]);
});

ours("leaving the loop gives the request up", "1.30.3 goes on gathering", async (t) => {
  const { asking } = await pair(t, `${unique}-left`);
  const client = asking.services.client({ strategy: RequestStrategy.Timer, maxWait: 60_000, noMux: true });
  assert.equal((await take(await client.ping(`${unique}-left`), 1)).length, 1);
  await asking.flush();
  const [me] = (await server.connections()).filter((c) => c.cid === asking.info.client_id);
  assert.deepEqual(me.subscriptions_list ?? [], []);
});

test("nc.services is one and the same", async (t) => {
  const nc = await open(t, server);
  assert.equal(nc.services, nc.services);
});

const vectors = JSON.parse(
  readFileSync(new URL("../../crates/core/src/service/vectors.json", import.meta.url), "utf8"),
);
const plain = (value) => JSON.parse(JSON.stringify(value));

for (const { about, service: config, endpoints, ping, info, stats } of vectors) {
  test(`the answers are those of the vectors: ${about}`, async (t) => {
    const nc = await open(t, server);
    const service = await nc.services.add(config);
    for (const { groups = [], name, subject, queue, metadata } of endpoints) {
      const group = groups.reduce((parent, g) => parent.addGroup(g.name, g.queue), service);
      group.addEndpoint(name, { subject, queue, metadata, handler() {} });
    }
    const known = (answer) => ({ ...plain(answer), id: "ID" });
    assert.deepEqual(known(service.ping()), ping);
    assert.deepEqual(known(service.info()), info);
    const now = await service.stats();
    const idle = { num_requests: 0, num_errors: 0, processing_time: 0, average_processing_time: 0 };
    const expected = stats.endpoints.map(({ last_error, ...e }) => ({ ...e, ...idle }));
    assert.deepEqual({ ...known(now), started: "STARTED" }, { ...stats, endpoints: expected });
  });
}
