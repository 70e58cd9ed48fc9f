// Services: what they may be called, what they say of themselves, what they count.
import assert from "node:assert/strict";
import { failsWith, failure, nats, open } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { firstStats, listen, message, serve } from "./helpers/services.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, ServiceErrorCodeHeader } = nats;
const server = await sharedServer();

test("names, queue groups and versions that are not fit", async (t) => {
  const nc = await open(t, server);
  const add = (config) => message(nc.services.add({ name: "n", version: "1.0.0", ...config }));
  assert.equal(await add({ name: "" }), "name name required");
  assert.equal(await add({ name: undefined }), "name name required");
  assert.equal(await add({ name: "a b" }), "invalid name name - name name cannot contain ' '");
  assert.equal(await add({ name: "a.b" }), "invalid name name - name name cannot contain '.'");
  assert.equal(await add({ name: "über" }), "invalid name name - name name cannot contain 'ü'");
  assert.equal(await add({ name: "a\nb" }), "invalid name name - name name cannot contain '\n'");
  assert.equal(await add({ queue: "a b" }), "invalid queue name - queue name cannot contain ' '");
  for (const version of ["", "1", "1.0", "one"]) {
    assert.equal(await add({ version }), `'${version}' is not a semver value`);
  }
  for (const config of [{ name: "A-z_09" }, { version: "v1.2.3" }, { version: "1.2.3-beta+x" }, { queue: "" }]) {
    await nc.services.add({ name: "n", version: "1.0.0", ...config });
  }
});

ours(
  "what is no text, or no version at all, is refused as well",
  "1.30.3 throws TypeErrors, and takes 1x2y3",
  async (t) => {
    const nc = await open(t, server);
    assert.equal(await message(nc.services.add({ name: "n", version: "1x2y3" })), "'1x2y3' is not a semver value");
    for (const config of [{ name: 5 }, { version: 1 }, { queue: {} }]) {
      await failsWith(ErrorCode.InvalidOption, nc.services.add({ name: "n", version: "1.0.0", ...config }));
    }
    const cyclic = {};
    cyclic.self = cyclic;
    assert.equal((await failure(nc.services.add({ name: "n", version: "1.0.0", metadata: cyclic }))).name, "TypeError");
    const service = await nc.services.add({ name: "n", version: "1.0.0" });
    await failsWith(ErrorCode.NotFunction, () => service.addEndpoint("e", { handler: "none" }));
    await failsWith(ErrorCode.InvalidOption, () => service.addEndpoint(5));
    await failsWith(ErrorCode.BadSubject, () => service.addEndpoint("e", { subject: "a..b" }));
    await failsWith(ErrorCode.BadSubject, () => service.addGroup("a\tb").addEndpoint("e"));
    assert.deepEqual(service.info().endpoints, []);
    assert.equal(service.isStopped, false);
  },
);

test("endpoints and groups that are not fit", async (t) => {
  const { service } = await serve(t, server);
  const endpoint = (name, subject) => message(() => service.addEndpoint(name, { subject, handler() {} }));
  const group = (name) => message(() => service.addGroup(name));
  assert.equal(await endpoint(""), "endpoint name required");
  assert.equal(await endpoint(" "), "invalid endpoint name - endpoint name cannot contain ' '");
  assert.equal(await endpoint("a b"), "invalid endpoint name - endpoint name cannot contain ' '");
  assert.equal(
    await message(() => service.addGroup("g").addEndpoint(" ")),
    "invalid endpoint name - endpoint name cannot contain ' '",
  );
  assert.equal(await endpoint("a.b"), "invalid endpoint name - endpoint name cannot contain '.'");
  assert.equal(await endpoint(">"), "invalid endpoint name - endpoint name cannot contain '>'");
  assert.equal(await endpoint("e", "a b"), "endpoint subject cannot contain spaces: 'a b'");
  assert.equal(await endpoint("e", ">.b"), "endpoint subject cannot have internal '>': '>.b'");
  assert.equal(await group("a b"), "service group cannot contain spaces: 'a b'");
  assert.equal(await group("a.>"), "service group name cannot contain internal '>': 'a.>'");
  assert.equal(service.info().endpoints.length, 0);
});

test("queue groups and subjects are inherited from service to group to endpoint", async (t) => {
  const { service } = await serve(t, server, { queue: "sq" });
  const handler = () => {};
  service.addEndpoint("e0", handler);
  service.addEndpoint("e1", { handler, queue: "eq" });
  const g = service.addGroup("g1", "gq");
  g.addEndpoint("e2", handler);
  g.addEndpoint("e3", { queue: "eq3", handler });
  g.addGroup("g2").addEndpoint("e4", { subject: "foo.bar", handler });
  g.addGroup("", "zz").addEndpoint("e5", handler);
  service.addGroup().addEndpoint("e6", handler);
  const places = service.info().endpoints.map((e) => [e.name, e.subject, e.queue_group]);
  assert.deepEqual(places, [
    ["e0", "e0", "sq"],
    ["e1", "e1", "eq"],
    ["e2", "g1.e2", "gq"],
    ["e3", "g1.e3", "eq3"],
    ["e4", "g1.g2.foo.bar", "gq"],
    ["e5", "g1.e5", "zz"],
    ["e6", "e6", "sq"],
  ]);
});

test("a service listens for monitoring until it stops", async (t) => {
  const { nc, service, name } = await serve(t, server);
  const { s } = await listen({ nc, service }, () => {});
  const { id } = service.info();
  const mine = async () => {
    await nc.flush();
    const [me] = (await server.connections()).filter((c) => c.cid === nc.info.client_id);
    return (me.subscriptions_list ?? []).sort();
  };
  const monitoring = ["PING", "STATS", "INFO"].flatMap((v) => [
    `$SRV.${v}`,
    `$SRV.${v}.${name}`,
    `$SRV.${v}.${name}.${id}`,
  ]);
  assert.deepEqual(await mine(), [...monitoring, s].sort());
  assert.equal(await service.stop(), null);
  assert.deepEqual(await mine(), []);
});

test("the answers to monitoring requests have these members and no others", async (t) => {
  const given = { description: "d", metadata: { a: "1" } };
  const { nc, service, name, client } = await serve(t, server, given);
  const { s } = await listen({ nc, service }, () => {}, { metadata: { b: "2" } });
  const ask = async (verb) => (await client.request(`$SRV.${verb}.${name}`, "", { timeout: 10_000 })).json();
  const { id } = service.info();
  const identity = { name, id, version: "1.2.3", metadata: { a: "1" } };
  assert.deepEqual(await ask("PING"), { type: "io.nats.micro.v1.ping_response", ...identity });
  assert.deepEqual(await ask("INFO"), {
    type: "io.nats.micro.v1.info_response",
    ...identity,
    description: "d",
    endpoints: [{ name: "e", subject: s, queue_group: "q", metadata: { b: "2" } }],
  });
  const { started, ...stats } = await ask("STATS");
  assert.ok(Math.abs(Date.now() - Date.parse(started)) < 60_000 && started.endsWith("Z"));
  assert.deepEqual(stats, {
    type: "io.nats.micro.v1.stats_response",
    ...identity,
    endpoints: [
      {
        name: "e",
        subject: s,
        queue_group: "q",
        num_requests: 0,
        num_errors: 0,
        processing_time: 0,
        average_processing_time: 0,
      },
    ],
  });
  assert.deepEqual(JSON.parse(JSON.stringify(service.ping())), await ask("PING"));
  assert.deepEqual(JSON.parse(JSON.stringify(service.info())), await ask("INFO"));
  assert.deepEqual(JSON.parse(JSON.stringify(await service.stats())), await ask("STATS"));
});

ours("large answers are sent, and those that are too large are errors", "1.30.3 throws for the latter", async (t) => {
  for (const [size, code] of [
    [100_000, ""],
    [2_000_000, "500"],
  ]) {
    const one = await serve(t, server, { metadata: { large: "x".repeat(size) } });
    await one.nc.flush();
    for (const verb of ["PING", "INFO", "STATS"]) {
      const m = await one.client.request(`$SRV.${verb}.${one.name}`, "", { timeout: 10_000 });
      assert.equal(m.headers?.get(ServiceErrorCodeHeader) ?? "", code);
      assert.equal(code === "" && m.json().metadata.large.length, code === "" && size);
    }
  }
});

ours("metadata does not change once it is set", "1.30.3 keeps the caller's object", async (t) => {
  const metadata = { a: "1" };
  const { service } = await serve(t, server, { metadata });
  metadata.a = "2";
  assert.throws(() => {
    service.info().metadata.a = "3";
  });
  assert.deepEqual(service.info().metadata, { a: "1" });
});

test("statistics count, and begin anew", async (t) => {
  const one = await serve(t, server);
  const { s } = await listen(one, (_err, m) => {
    const until = Date.now() + 3;
    while (Date.now() < until);
    m.respond();
  });
  for (let i = 0; i < 3; i++) {
    await one.client.request(s, "", { timeout: 10_000 });
  }
  const { endpoints, started } = await one.service.stats();
  const [{ num_requests, processing_time, average_processing_time }] = endpoints;
  assert.equal(num_requests, 3);
  assert.ok(processing_time >= 3_000_000 && Number.isInteger(processing_time));
  assert.equal(average_processing_time, Math.round(processing_time / 3));
  await new Promise((r) => setTimeout(r, 5));
  one.service.reset();
  const anew = await one.service.stats();
  assert.deepEqual([anew.endpoints[0].num_requests, anew.endpoints[0].processing_time], [0, 0]);
  assert.ok(Date.parse(anew.started) > Date.parse(started));
});

test("statsHandler adds data, and its failures are counted", async (t) => {
  let answer = async () => ({ x: 1 });
  const asked = [];
  const one = await serve(t, server, {
    statsHandler: (endpoint) => {
      asked.push([endpoint.subject, endpoint.queue, typeof endpoint.handler, endpoint.metadata]);
      return answer();
    },
  });
  const { s } = await listen(one, () => {}, { metadata: { m: "1" } });
  const data = async () => {
    const { data, last_error } = await firstStats(one.service);
    return [data, last_error];
  };
  assert.deepEqual(await data(), [{ x: 1 }, undefined]);
  answer = async () => Promise.reject(new Error("async"));
  assert.deepEqual(await data(), [{ x: 1 }, "async"]);
  answer = () => {
    throw new Error("sync");
  };
  assert.deepEqual(await data(), [{ x: 1 }, "sync"]);
  assert.equal((await firstStats(one.service)).num_errors, 3);
  answer = () => null;
  assert.deepEqual(await data(), [null, "sync"]);
  answer = () => 5;
  assert.deepEqual(await data(), [5, "sync"]);
  assert.deepEqual(asked[0], [s, "q", "function", { m: "1" }]);
  one.service.reset();
  answer = () => undefined;
  assert.deepEqual(await data(), [undefined, undefined]);
});

test("a statsHandler that is no function is passed over", async (t) => {
  for (const statsHandler of [5, "none", {}, null]) {
    const one = await serve(t, server, { statsHandler });
    await listen(one, () => {});
    const stats = await firstStats(one.service);
    assert.deepEqual([stats.data, stats.num_errors, stats.last_error], [undefined, 0, undefined]);
  }
});

ours(
  "statistics that are no JSON are answered with an error",
  "1.30.3 answers nothing, and rejects unheard",
  async (t) => {
    const one = await serve(t, server, { statsHandler: async () => 5n });
    await listen(one, () => {});
    const m = await one.client.request(`$SRV.STATS.${one.name}`, "", { timeout: 10_000 });
    assert.equal(m.headers.get(ServiceErrorCodeHeader), "500");
  },
);
