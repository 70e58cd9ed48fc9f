import assert from "node:assert/strict";
import { test } from "node:test";
import { describeError } from "../src/lib/errors.js";

const failure = (code, message) => Object.assign(new Error(message), { code });

test("known codes become sentences that keep the code", () => {
  assert.equal(
    describeError(failure("503", "503"), { subject: "a.b" }),
    "Nobody answers on “a.b”: no responder is subscribed. (503)",
  );
  assert.equal(
    describeError(failure("TIMEOUT", "TIMEOUT"), { timeout: 2000 }),
    "No reply came within 2,000 ms. (TIMEOUT)",
  );
  assert.equal(
    describeError(failure("AUTHORIZATION_VIOLATION", "'Authorization Violation'")),
    "The server refused these credentials. (AUTHORIZATION_VIOLATION)",
  );
});

test("what is wrong with a seed is said of the seed", () => {
  assert.equal(
    describeError(failure("nkeys: invalid checksum", "nkeys: invalid checksum")),
    "This is not the seed of an nkey. (nkeys: invalid checksum)",
  );
});

test("what the client adds is kept", () => {
  assert.equal(
    describeError(failure("BAD_HEADER", "line break in the value")),
    "A header is not valid. (BAD_HEADER: line break in the value)",
  );
});

test("unknown codes and plain errors speak for themselves", () => {
  assert.equal(describeError(failure("ODD", "something odd")), "Something odd (ODD)");
  assert.equal(describeError(new Error("line 2 is wrong")), "Line 2 is wrong");
  assert.equal(describeError("text"), "Text");
});

test("what the client calls its option is left out", () => {
  assert.equal(
    describeError(failure("INVALID_OPTION", "servers option: an address has no host"), { address: "ws://" }),
    "An address has no host (INVALID_OPTION)",
  );
});

test("a socket that cannot be opened becomes advice", () => {
  assert.match(
    describeError(failure("UNKNOWN_ERROR", "no WebSocket at host:1"), { address: "ws://host:1" }),
    /^No NATS server could be reached at ws:\/\/host:1\..*\?$/,
  );
});

test("an error without a message still makes a sentence", () => {
  const silent = Object.assign(new Error(), { code: "UNKNOWN_ERROR", message: undefined });
  assert.match(
    describeError(silent, { address: "ws://host" }),
    /^No NATS server could be reached at ws:\/\/host\..*\?$/,
  );
  assert.equal(describeError(silent), "Something failed without a reason.");
  const coded = Object.assign(new Error(), { code: "ODD" });
  assert.equal(describeError(coded), "Something failed without a reason. (ODD)");
});
