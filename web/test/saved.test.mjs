import assert from "node:assert/strict";
import { test } from "node:test";
import { SavedConnections } from "../src/connection/saved.js";

/** What a browser's storage does, over a map that a test can look into. */
class Store {
  entries = new Map();
  getItem(key) {
    return this.entries.get(key) ?? null;
  }
  setItem(key, value) {
    this.entries.set(key, value);
  }
  removeItem(key) {
    this.entries.delete(key);
  }
  holds(text) {
    return [...this.entries.values()].some((value) => value.includes(text));
  }
}

const entry = (id, keep = "ask") => ({ id, name: `Name ${id}`, address: "ws://host", kind: "user", keep });
const secrets = { user: "ada", pass: "s3cret" };

test("credentials lie where the user wants them, and nowhere else", () => {
  const [device, tab] = [new Store(), new Store()];
  const saved = new SavedConnections(device, tab);
  const where = () => [device.holds("s3cret"), tab.holds("s3cret")];
  assert.ok(saved.save(entry("a", "ask"), secrets));
  assert.deepEqual([where(), saved.secrets("a")], [[false, false], {}]);
  assert.ok(saved.save(entry("a", "tab"), secrets));
  assert.deepEqual([where(), saved.secrets("a")], [[false, true], secrets]);
  assert.ok(saved.save(entry("a", "device"), secrets));
  assert.deepEqual([where(), saved.secrets("a")], [[true, false], secrets]);
  assert.ok(saved.save(entry("a", "ask"), secrets));
  assert.deepEqual(where(), [false, false], "a changed mind leaves nothing behind");
  assert.equal(saved.list().length, 1);
});

test("the list never holds more than it should, whatever it is given", () => {
  const device = new Store();
  new SavedConnections(device, new Store()).save({ ...entry("a"), pass: "s3cret" }, secrets);
  assert.ok(!device.holds("s3cret"));
});

test("entries keep their order, and removing one can be undone", () => {
  const [device, tab] = [new Store(), new Store()];
  const saved = new SavedConnections(device, tab);
  for (const id of ["a", "b", "c"]) saved.save(entry(id, "tab"), secrets);
  saved.save({ ...entry("b", "tab"), name: "Changed" }, secrets);
  assert.deepEqual(
    saved.list().map(({ name }) => name),
    ["Name a", "Changed", "Name c"],
  );
  const undo = saved.remove("b");
  assert.equal(saved.find("b"), undefined);
  assert.deepEqual(saved.secrets("b"), {});
  undo();
  assert.equal(saved.find("b").name, "Changed");
  assert.deepEqual(saved.secrets("b"), secrets);
});

test("removing all leaves nothing, and can be undone", () => {
  const [device, tab] = [new Store(), new Store()];
  const saved = new SavedConnections(device, tab);
  saved.save(entry("a", "tab"), secrets);
  saved.save(entry("b", "device"), secrets);
  const undo = saved.clear();
  assert.equal(device.entries.size + tab.entries.size, 0);
  undo();
  assert.deepEqual(saved.secrets("a"), secrets);
  assert.deepEqual(saved.secrets("b"), secrets);
});

test("storage that holds nonsense, or that the browser refuses, is as good as empty", () => {
  const device = new Store();
  for (const nonsense of [
    "{",
    "7",
    "null",
    '[{"id":1}]',
    '[{"id":"a","name":"b","address":"c","kind":"odd","keep":"ask"}]',
  ]) {
    device.setItem("nats-web.connections", nonsense);
    assert.deepEqual(new SavedConnections(device, null).list(), [], nonsense);
  }
  const refusing = {
    getItem() {
      throw new Error("denied");
    },
    setItem() {
      throw new Error("denied");
    },
    removeItem() {
      throw new Error("denied");
    },
  };
  for (const store of [null, refusing]) {
    const saved = new SavedConnections(store, store);
    assert.equal(saved.save(entry("a"), secrets), false);
    assert.deepEqual(saved.list(), []);
    saved.remove("a")();
    saved.clear()();
  }
});
