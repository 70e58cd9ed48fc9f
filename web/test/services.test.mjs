import assert from "node:assert/strict";
import { test } from "node:test";
import { addAnswer, readAnswer, servicesOf } from "../src/services/model.js";

const survey = (time, answers) => {
  const made = { time, instances: new Map() };
  for (const answer of answers) addAnswer(made, answer);
  return made;
};
const info = (id, more = {}) => ({ id, name: "weather", version: "1.0.0", description: "The weather.", ...more });
const stats = (id, requests, more = {}) => ({
  id,
  name: "weather",
  version: "1.0.0",
  started: "2024-01-02T03:04:05Z",
  endpoints: [
    {
      name: "now",
      subject: "w.now",
      queue_group: "q",
      num_requests: requests,
      num_errors: 1,
      processing_time: 2000,
      ...more,
    },
  ],
});

test("only objects with an id and a name are answers", () => {
  for (const text of ["", "{", "7", "null", "[]", '{"id":"a"}', '{"id":1,"name":"b"}'])
    assert.equal(readAnswer(text), null);
  assert.deepEqual(readAnswer('{"id":"a","name":"b"}'), { id: "a", name: "b" });
});

test("answers of the same instance become one, and instances of the same name a service", () => {
  const found = survey(0, [info("a"), info("b", { version: "1.1.0" }), stats("a", 10), stats("b", 32)]);
  const [service, ...others] = servicesOf(found, null);
  assert.equal(others.length, 0);
  assert.deepEqual(service.versions, ["1.0.0"]);
  assert.equal(service.description, "The weather.");
  assert.deepEqual(
    service.instances.map(({ id, started }) => [id, started]),
    [
      ["a", "2024-01-02T03:04:05Z"],
      ["b", "2024-01-02T03:04:05Z"],
    ],
  );
  const [endpoint] = service.endpoints;
  assert.deepEqual(
    [endpoint.subject, endpoint.queue, endpoint.requests, endpoint.errors, endpoint.time, endpoint.rate],
    ["w.now", "q", 42, 2, 4000, null],
  );
});

test("rates come from two surveys, and a reset is none", () => {
  const first = survey(1000, [stats("a", 100), stats("b", 50)]);
  const second = survey(3000, [stats("a", 120), stats("b", 10), stats("c", 5)]);
  const [{ endpoints, instances }] = servicesOf(second, first);
  assert.deepEqual(
    instances.map((instance) => instance.endpoints[0].rate),
    [10, 0, null],
  );
  assert.equal(endpoints[0].rate, 10);
});

test("nothing in an answer is taken for granted", () => {
  const odd = {
    id: "a",
    name: "n",
    version: 7,
    metadata: { fine: "yes", not: 1 },
    endpoints: [null, 7, { subject: 1 }],
  };
  const worse = { id: "a", name: "n", metadata: [], endpoints: "none", started: {} };
  const counts = {
    id: "a",
    name: "n",
    endpoints: [{ name: "e", num_requests: -1, num_errors: "1", processing_time: null }],
  };
  const [service] = servicesOf(survey(0, [odd, worse, counts]), null);
  assert.deepEqual(service.instances[0].metadata, { fine: "yes" });
  assert.equal(service.instances[0].version, "");
  assert.ok(service.endpoints.every(({ requests, errors, time }) => requests === 0 && errors === 0 && time === 0));
});

test("the last error is a text, however it is told", () => {
  const told = (last_error) => servicesOf(survey(0, [stats("a", 1, { last_error })]), null)[0].endpoints[0].lastError;
  assert.equal(told("broken"), "broken");
  assert.equal(told({ message: "broken" }), "broken");
  assert.equal(told(7), "");
});
