// How services answer requests, with handlers and with loops.
import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { failsWith, nats, open, subject, take, turn } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { firstStats, listen, serve } from "./helpers/services.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { deferred, ErrorCode, headers, ServiceError, ServiceErrorCodeHeader, ServiceErrorHeader } = nats;
const server = await sharedServer();

test("a handler answers, also with an error", async (t) => {
  const one = await serve(t, server);
  const { s } = await listen(one, (err, m) => {
    assert.equal(err, null);
    const h = headers();
    h.set("k", "v");
    if (m.string() === "bad") {
      return m.respondError(400, "no such thing", new TextEncoder().encode("details"), { headers: h });
    }
    return m.respond(`${m.subject} ${m.json()} ${m.headers?.get("x")}`, { headers: h });
  });
  const h = headers();
  h.set("x", "y");
  const good = await one.client.request(s, "5", { timeout: 10_000, headers: h });
  assert.equal(good.string(), `${s} 5 y`);
  assert.equal(good.headers.get("k"), "v");
  assert.equal(ServiceError.isServiceError(good), false);
  assert.equal(ServiceError.toServiceError(good), null);
  const bad = await one.client.request(s, "bad", { timeout: 10_000 });
  assert.equal(bad.string(), "details");
  assert.equal(bad.headers.get("k"), "v");
  assert.equal(bad.headers.get(ServiceErrorCodeHeader), "400");
  assert.equal(bad.headers.get(ServiceErrorHeader), "no such thing");
  assert.equal(ServiceError.isServiceError(bad), true);
  const err = ServiceError.toServiceError(bad);
  assert.ok(err instanceof ServiceError && err instanceof Error);
  assert.deepEqual([err.code, err.message], [400, "no such thing"]);
});

test("a request that wants no answer gets none", async (t) => {
  const one = await serve(t, server);
  const seen = deferred();
  const { s } = await listen(one, (_err, m) => seen.resolve([m.reply, m.respond("x"), m.respondError(1, "x")]));
  one.client.publish(s);
  assert.deepEqual(await seen, ["", false, false]);
});

/** What a handler that does this is answered with, and what is counted then. */
async function answerOf(t, handler) {
  const one = await serve(t, server);
  const { s } = await listen(one, handler);
  const m = await one.client.request(s, "", { timeout: 10_000 });
  const { num_requests, num_errors, last_error } = await firstStats(one.service);
  assert.deepEqual([num_requests, num_errors], [1, 1]);
  assert.equal(m.data.length, 0);
  return [m.headers.get(ServiceErrorCodeHeader), m.headers.get(ServiceErrorHeader), last_error];
}

test("a handler that throws is answered with 500, or with the code of its ServiceError", async (t) => {
  const thrown = (err) =>
    answerOf(t, () => {
      throw err;
    });
  assert.deepEqual(await thrown(new Error("boom")), ["500", "boom", "boom"]);
  assert.deepEqual(await thrown(new ServiceError(411, "mine")), ["411", "mine", "mine"]);
  assert.deepEqual(await thrown(Object.assign(new Error("coded"), { code: 404 })), ["500", "coded", "coded"]);
  assert.deepEqual(await thrown(new Error("größe")), ["500", "größe", "größe"]);
  assert.deepEqual(await thrown(new Error("")), ["500", "", ""]);
});

ours("whatever is thrown, and whenever", "1.30.3 stops reading, or crashes the process", async (t) => {
  const thrown = (what) =>
    answerOf(t, () => {
      throw what;
    });
  assert.deepEqual(await thrown("text"), ["500", "text", "text"]);
  assert.deepEqual(await thrown(undefined), ["500", "undefined", "undefined"]);
  assert.deepEqual(await thrown(null), ["500", "null", "null"]);
  assert.deepEqual(await thrown(new Error("a\r\nb")), ["500", "a b", "a\r\nb"]);
  const later = await answerOf(t, async () => {
    await turn();
    throw new ServiceError(409, "later");
  });
  assert.deepEqual(later, ["409", "later", "later"]);
  // A promise of another realm is no instance of this one's.
  const { reject } = runInNewContext("({ reject: (why) => Promise.reject(why) })");
  assert.deepEqual(await answerOf(t, () => reject(new Error("afar"))), ["500", "afar", "afar"]);
});

test("a handler that has answered and then throws: the answer counts", async (t) => {
  const one = await serve(t, server);
  const { s } = await listen(one, (_err, m) => {
    m.respond("done");
    throw new Error("after all");
  });
  assert.equal((await one.client.request(s, "", { timeout: 10_000 })).string(), "done");
  assert.equal((await firstStats(one.service)).last_error, "after all");
});

test("what is no error of a service, and what is a strange one", () => {
  const answer = (code, text) => {
    const h = headers();
    if (code !== undefined) {
      h.set(ServiceErrorCodeHeader, code);
    }
    if (text !== undefined) {
      h.set(ServiceErrorHeader, text);
    }
    const err = ServiceError.toServiceError({ headers: h });
    return err && [err.code, err.message];
  };
  assert.deepEqual(answer("400"), [400, "400"]);
  assert.deepEqual(answer("abc", "x"), [400, "x"]);
  assert.deepEqual(answer("0", "x"), [400, "x"]);
  assert.deepEqual(answer("12abc", "x"), [12, "x"]);
  assert.equal(answer("", "x"), null);
  assert.equal(answer(undefined, "x"), null);
  assert.equal(ServiceError.toServiceError({}), null);
  assert.equal(ServiceError.name, "ServiceError");
});

test("requests are read with a loop where there is no handler", async (t) => {
  const one = await serve(t, server);
  const { s, requests } = await listen(one);
  const loop = (async () => {
    for await (const m of requests) {
      m.string() === "bad" ? m.respondError(400, "bad") : m.respond(`re ${m.string()}`);
    }
  })();
  assert.equal((await one.client.request(s, "1", { timeout: 10_000 })).string(), "re 1");
  assert.equal(ServiceError.isServiceError(await one.client.request(s, "bad", { timeout: 10_000 })), true);
  const { num_requests, num_errors } = await firstStats(one.service);
  assert.deepEqual([num_requests, num_errors, requests.getProcessed()], [2, 0, 2]);
  requests.stop();
  await loop;
  assert.equal(await one.service.stopped, null);
  assert.equal(one.service.isStopped, true);
});

test("leaving the loop stops the service, by a break or an error", async (t) => {
  for (const leave of [() => "break", () => Promise.reject(new Error("oops"))]) {
    const one = await serve(t, server);
    const { s, requests } = await listen(one);
    const loop = (async () => {
      for await (const m of requests) {
        m.respond();
        await leave();
        break;
      }
    })().catch(() => {});
    await one.client.request(s, "", { timeout: 10_000 });
    await loop;
    assert.equal(await one.service.stopped, null);
  }
});

ours("a loop that is left has spent time on its last request", "1.30.3 does not count it", async (t) => {
  const one = await serve(t, server);
  const { s, requests } = await listen(one);
  const answer = one.client.request(s, "", { timeout: 10_000 });
  for await (const m of requests) {
    await nats.delay(20);
    m.respond();
    break;
  }
  await answer;
  await one.service.stopped;
  const { num_requests, processing_time } = await firstStats(one.service);
  assert.equal(num_requests, 1);
  assert.ok(processing_time >= 19_000_000, `${processing_time}`);
});

ours("the time that a loop spends is added up", "1.30.3 takes that of the last request for all of it", async (t) => {
  const one = await serve(t, server);
  const { s, requests } = await listen(one);
  (async () => {
    for await (const m of requests) {
      await new Promise((r) => setTimeout(r, 20));
      m.respond();
    }
  })();
  for (let i = 0; i < 3; i++) {
    await one.client.request(s, "", { timeout: 10_000 });
  }
  await turn();
  const { num_requests, processing_time, average_processing_time } = await firstStats(one.service);
  assert.equal(num_requests, 3);
  assert.ok(processing_time >= 3 * 19_000_000, `${processing_time}`);
  assert.equal(average_processing_time, Math.round(processing_time / 3));
});

test("an endpoint with a handler has no loop", async (t) => {
  const one = await serve(t, server);
  const { requests } = await listen(one, () => {});
  await failsWith(ErrorCode.ApiError, take(requests, 1));
});

test("instances share the requests of a queue group, and each group gets them all", async (t) => {
  const nc = await open(t, server);
  const client = await open(t, server);
  const s = subject();
  const counts = { a: 0, b: 0, other: 0 };
  for (const [who, queue] of [["a"], ["b"], ["other", "other"]]) {
    const service = await nc.services.add({ name: "shared", version: "1.0.0", queue });
    service.addEndpoint("e", { subject: s, handler: () => counts[who]++ });
  }
  await nc.flush();
  for (let i = 0; i < 100; i++) {
    client.publish(s);
  }
  await client.flush();
  await nc.flush();
  assert.equal(counts.other, 100);
  assert.equal(counts.a + counts.b, 100);
});
