import assert from "node:assert/strict";
import { test } from "node:test";
import { addressList, hidesSomething, publicAddress, takeUserInfo } from "../src/connection/address.js";

test("several addresses may be in one text", () => {
  assert.deepEqual(addressList(" ws://a:1, wss://b/c  d "), ["ws://a:1", "wss://b/c", "d"]);
  assert.deepEqual(addressList("  "), []);
});

test("an address is shown without what may be secret", () => {
  const cases = [
    ["ws://127.0.0.1:8080", "ws://127.0.0.1:8080"],
    ["wss://user:pass@host:443/path", "wss://host:443/path"],
    ["user:p@ss@host", "host"],
    ["ws://[::1]:8080", "ws://[::1]:8080"],
    ["token@host:8080", "host:8080"],
    ["wss://host/path?token=secret#more", "wss://host/path"],
    ["ws://user:pa?ss@host", "ws://host"],
    ["ws://u:p@one, ws://u:p@two?x=y", "ws://one, ws://two"],
    ["wss://host/a@b", "wss://host/a@b"],
  ];
  for (const [address, shown] of cases) {
    assert.equal(publicAddress(address), shown);
    assert.equal(hidesSomething(address), address !== shown);
  }
});

test("user, password and token are taken out of an address", () => {
  assert.deepEqual(takeUserInfo("ws://ada:p%40ss@host:1/x?y=z"), {
    address: "ws://host:1/x?y=z",
    user: "ada",
    pass: "p@ss",
  });
  assert.deepEqual(takeUserInfo("t0ken@host"), { address: "host", token: "t0ken" });
  assert.deepEqual(takeUserInfo("ws://host?x=a@b"), { address: "ws://host?x=a@b" });
  assert.deepEqual(takeUserInfo("ws://u:100%@host"), { address: "ws://host", user: "u", pass: "100%" });
  assert.deepEqual(takeUserInfo("ws://a, ws://u:p@b"), { address: "ws://a, ws://b", user: "u", pass: "p" });
});
