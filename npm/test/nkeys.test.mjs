// Nkeys beside nkeys.js 1.1.0, the library that nats.ws exports as `nkeys`, and its tweetnacl.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import theirs from "nkeys.js";
import inner from "../node_modules/nkeys.js/lib/codec.js";
import { wasm } from "../wasm_text.mjs";
import { inChild } from "./helpers/child.mjs";
import { failure, nats } from "./helpers/client.mjs";
import { moduleUrl, ours, packageRoot, parity, test } from "./helpers/modules.mjs";

const codec = inner.Codec;
const { nkeys } = nats;
const { NKeysErrorCode, Prefix } = theirs;

const ROLES = ["Operator", "Account", "User", "Server", "Cluster"];
const ASCII = new TextEncoder();
const text = (bytes) => Buffer.from(bytes).toString();
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

/** The same new key in both libraries. */
function pairs(prefix) {
  const seed = codec.encodeSeed(prefix, random(32));
  return [nkeys.fromSeed(seed.slice()), theirs.fromSeed(seed.slice())];
}

/** The code of the error that `fn` throws, which is an NKeysError. */
async function codeOf(fn) {
  const err = await failure(fn);
  assert.equal(err.name, "NKeysError", `${err.stack}`);
  assert.equal(err.message, err.code);
  return err.code;
}

test("the names are there", () => {
  assert.deepEqual(
    Object.keys(theirs)
      .filter((name) => !parity || name in nkeys)
      .filter((name) => typeof nkeys[name] !== typeof theirs[name]),
    [],
  );
  // The ES module of nats.ws is older than its CommonJS and cannot make all of them.
  for (const role of ROLES.filter((role) => !parity || `create${role}` in nkeys)) {
    assert.equal(nkeys.Prefix[role], Prefix[role]);
    assert.match(nkeys[`create${role}`]().getPublicKey(), new RegExp(`^[${role[0]}N][A-Z2-7]{55}$`));
  }
});

ours("enums are theirs, and have what the ES module of nats.ws has beside", "its ES module is older", () => {
  assert.deepEqual({ ...nkeys.Prefix }, { ...Prefix });
  const { InvalidSignature, ...rest } = nkeys.NKeysErrorCode;
  assert.equal(InvalidSignature, "nkeys: signature verification failed");
  assert.deepEqual(rest, { ...NKeysErrorCode });
  assert.deepEqual(Object.keys(nkeys).sort(), Object.keys(theirs).sort());
});

test("keys and signatures are the same in both", () => {
  for (const role of ROLES) {
    for (let i = 0; i < 5; i++) {
      const [mine, other] = pairs(Prefix[role]);
      assert.equal(mine.getPublicKey(), other.getPublicKey());
      assert.deepEqual(mine.getSeed(), other.getSeed());
      assert.deepEqual(mine.getPrivateKey(), other.getPrivateKey());
      const message = random(i * 97);
      assert.deepEqual(mine.sign(message), other.sign(message));
    }
  }
});

test("what one signs, the other verifies", () => {
  for (let i = 0; i < 20; i++) {
    const [mine, other] = pairs(Prefix.User);
    const message = random(i);
    const signature = other.sign(message);
    assert.equal(mine.verify(message, signature), true);
    assert.equal(nkeys.fromPublic(other.getPublicKey()).verify(message, signature), true);
    assert.equal(theirs.fromPublic(mine.getPublicKey()).verify(message, mine.sign(message)), true);
    signature[i % 64] ^= 4;
    assert.equal(mine.verify(message, signature), false);
    assert.equal(mine.verify(random(i + 1), mine.sign(message)), false);
    assert.equal(nkeys.createUser().verify(message, mine.sign(message)), false);
  }
});

ours("what one seals, the other opens", "the ES module of nats.ws has no curve keys", () => {
  for (let i = 0; i < 20; i++) {
    const [mine, other] = pairs(Prefix.Curve);
    const [peer, otherPeer] = pairs(Prefix.Curve);
    assert.equal(mine.getPublicKey(), other.getPublicKey());
    assert.deepEqual(mine.getSeed(), other.getSeed());
    assert.deepEqual(mine.getPrivateKey(), other.getPrivateKey());
    const message = random(i * 13);
    const nonce = random(24);
    const sealed = mine.seal(message, peer.getPublicKey(), nonce);
    assert.deepEqual(sealed, other.seal(message, peer.getPublicKey(), nonce));
    assert.deepEqual(otherPeer.open(sealed, mine.getPublicKey()), message);
    assert.deepEqual(peer.open(other.seal(message, peer.getPublicKey()), other.getPublicKey()), message);
    assert.equal(mine.open(sealed, mine.getPublicKey()), null);
    sealed[28 + (i % 16)] ^= 1;
    assert.equal(peer.open(sealed, mine.getPublicKey()), null);
  }
  const [a, b] = [nkeys.createCurve(), nkeys.createCurve()];
  assert.notDeepEqual(a.seal(ASCII.encode("x"), b.getPublicKey()), a.seal(ASCII.encode("x"), b.getPublicKey()));
  assert.match(text(a.getSeed()), /^SX/);
  assert.equal(nkeys.fromCurveSeed(a.getSeed()).getPublicKey(), a.getPublicKey());
});

/** Texts that are no keys, or not the ones that are wanted. */
function oddities() {
  const { encode, encodeSeed, _encode } = codec;
  const key = random(32);
  const user = text(encode(Prefix.User, key));
  const seed = text(encodeSeed(Prefix.User, key));
  return {
    empty: "",
    short: "UAA",
    "lower case": user.toLowerCase(),
    "foreign letters": user.replace(/.$/, "1"),
    "mistyped public key": `UQ${user.slice(2)}`,
    "mistyped seed": `SUQ${seed.slice(3)}`,
    "public key": user,
    "private key": text(encode(Prefix.Private, random(64))),
    "curve seed": text(encodeSeed(Prefix.Curve, key)),
    "user seed": seed,
    "seed of no role": text(_encode(true, 1 << 3, key)),
    "key of no role": text(_encode(false, 1 << 3, key)),
  };
}

test("what is no key is refused with their codes", async () => {
  for (const [what, given] of Object.entries(oddities())) {
    for (const read of parity ? ["fromSeed"] : ["fromSeed", "fromCurveSeed"]) {
      const expected = await failure(() => theirs[read](ASCII.encode(given))).catch(() => null);
      if (expected === null || expected.name !== "NKeysError") {
        continue;
      }
      assert.equal(await codeOf(() => nkeys[read](ASCII.encode(given))), expected.code, `${read} of ${what}`);
    }
    const expected = await failure(() => theirs.fromPublic(given)).catch(() => null);
    if (expected !== null) {
      assert.equal(await codeOf(() => nkeys.fromPublic(given)), expected.code, `fromPublic of ${what}`);
    }
  }
  for (const prefix of [Prefix.Seed, Prefix.Private, Prefix.Unknown, 1, 256, undefined, Number.NaN]) {
    assert.equal(await codeOf(() => nkeys.createPair(prefix)), NKeysErrorCode.InvalidPrefixByte, `${prefix}`);
  }
});

ours("keys of a wrong length are refused when they are read", "nkeys.js notices when they are used", async () => {
  const short = (seed) => codec._encode(seed, Prefix.User, random(31));
  assert.equal(await codeOf(() => nkeys.fromSeed(short(true))), NKeysErrorCode.InvalidSeedLen);
  assert.equal(await codeOf(() => nkeys.fromPublic(text(short(false)))), NKeysErrorCode.InvalidSeedLen);
  const long = `${nkeys.createUser().getPublicKey()}A`;
  assert.equal(await codeOf(() => nkeys.fromPublic(long)), NKeysErrorCode.InvalidEncoding);
  assert.equal((await failure(() => nkeys.fromSeed("SUAAK"))).name, "TypeError");
});

ours("what a key cannot do throws their codes", "the ES module of nats.ws has no curve keys", async () => {
  const bytes = ASCII.encode("x");
  const kinds = {
    pair: (lib) => lib.createUser(),
    public: (lib) => lib.fromPublic(lib.createUser().getPublicKey()),
    curve: (lib) => lib.createCurve(),
  };
  const peer = theirs.createCurve().getPublicKey();
  const user = theirs.createUser().getPublicKey();
  const calls = {
    getPublicKey: (k) => k.getPublicKey(),
    getPrivateKey: (k) => k.getPrivateKey(),
    getSeed: (k) => k.getSeed(),
    sign: (k) => k.sign(bytes),
    verify: (k) => k.verify(bytes, random(64)),
    "a signature of three bytes": (k) => k.verify(bytes, random(3)),
    "signing a string": (k) => k.sign("x"),
    seal: (k) => k.seal(bytes, peer),
    "sealing for a user": (k) => k.seal(bytes, user),
    "sealing for nobody": (k) => k.seal(bytes, "x"),
    "sealing for a mistyped key": (k) => k.seal(bytes, peer.replace(/.$/, peer.endsWith("A") ? "B" : "A")),
    "a nonce of three bytes": (k) => k.seal(bytes, peer, random(3)),
    open: (k) => k.open(random(28), peer),
    "opening what is not sealed": (k) => k.open(random(100), peer),
    "opening what is cut": (k) => k.open(ASCII.encode(`xkv1${"x".repeat(30)}`), peer),
    "opening from a user": (k) => k.open(ASCII.encode(`xkv1${"x".repeat(60)}`), user),
    clear: (k) => k.clear(),
  };
  const outcome = (make, call, isCleared) => {
    const key = make();
    if (isCleared) {
      key.clear();
      key.clear();
    }
    try {
      const result = call(key);
      return typeof result;
    } catch (err) {
      return `${err.name}: ${err.message}; ${err.code}; ${err.chainedError?.name}`;
    }
  };
  for (const [kind, make] of Object.entries(kinds)) {
    for (const [name, call] of Object.entries(calls)) {
      for (const isCleared of [false, true]) {
        const [a, b] = [nkeys, theirs].map((lib) => outcome(() => make(lib), call, isCleared));
        // Which of the two libraries' inner errors is chained does not matter.
        assert.equal(a.replace(/; (NKeys)?Error$/, ""), b.replace(/; (NKeys)?Error$/, ""), `${kind}: ${name}`);
      }
    }
  }
});

test("a cleared key wipes the seed it was given", () => {
  const seed = codec.encodeSeed(Prefix.User, random(32));
  const pair = nkeys.fromSeed(seed);
  assert.equal(pair.getSeed(), seed);
  pair.clear();
  assert.deepEqual(seed, new Uint8Array(58));
});

ours("a curve key keeps a seed of its own, whatever bytes it was given", "nkeys.js clears a Buffer with it", () => {
  const seed = codec.encodeSeed(Prefix.Curve, random(32));
  const { Uint8Array: Foreign } = runInNewContext("({ Uint8Array })");
  for (const given of [Buffer.from(seed), Foreign.from(seed)]) {
    for (const read of [nkeys.fromSeed, nkeys.fromCurveSeed]) {
      const pair = read(given);
      assert.equal(text(pair.getSeed()), text(seed));
      pair.clear();
      assert.equal(text(given), text(seed));
    }
  }
});

ours("a key that is logged shows no seed", "nkeys.js shows it", () => {
  for (const pair of [nkeys.createUser(), nkeys.createCurve()]) {
    const seed = text(pair.getSeed());
    pair.getPublicKey();
    for (const shown of [inspect(pair), JSON.stringify(pair), `${Object.entries(pair)}`]) {
      assert.ok(!shown.includes(seed) && !shown.includes(`${pair.getSeed()[0]}, ${pair.getSeed()[1]}`), shown);
      assert.ok(!/"\d+":/.test(shown), shown);
    }
  }
});

test("base64 comes back", () => {
  for (const n of [0, 1, 2, 3, 255, 300]) {
    const bytes = random(n);
    assert.equal(nkeys.encode(bytes), theirs.encode(bytes));
    assert.deepEqual(nkeys.decode(nkeys.encode(bytes)), bytes);
  }
  assert.throws(() => nkeys.decode("*"));
});

ours("large messages", "tweetnacl takes its time", () => {
  const user = nkeys.createUser();
  const message = random(1 << 16);
  const large = new Uint8Array(1 << 22);
  for (let i = 0; i < large.length; i += message.length) {
    large.set(message, i);
  }
  const signature = user.sign(large);
  assert.equal(user.verify(large, signature), true);
  large[1 << 21] ^= 1;
  assert.equal(user.verify(large, signature), false);
  const [a, b] = [nkeys.createCurve(), nkeys.createCurve()];
  assert.deepEqual(b.open(a.seal(large, b.getPublicKey()), a.getPublicKey()), large);
  assert.equal(nkeys.encode(large).length, Math.ceil(large.length / 3) * 4);
});

/** A module of the package by itself. `seen` gets to know the instances of wasm. */
async function isolated(seen) {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      seen.push(this);
    }
  };
  // The file that has nkeys, anew.
  const module = await import(`${moduleUrl.replace(/nats\.js$/, "shared.js")}?${Math.random()}`);
  return { nkeys: module.nkeys, restore: () => (WebAssembly.Instance = Instance) };
}

ours("nothing of a secret stays in wasm memory, and nothing else does", "nats.ws has no wasm", async (t) => {
  const instances = [];
  const { nkeys, restore } = await isolated(instances);
  t.after(restore);
  const file = wasm("nkeys");
  const { exports: fresh } = new WebAssembly.Instance(new WebAssembly.Module(file));
  instances.length = 0;
  const before = Buffer.concat([Buffer.from(fresh.memory.buffer), Buffer.alloc(1 << 22)]);
  // Wiping leaves some words of its own below what it has wiped of the stack.
  fresh.wipe(fresh.reserve(1) && 1);
  const own = Buffer.from(fresh.memory.buffer).findIndex((byte, i) => byte !== before[i]);
  assert.ok(own > 0);
  const wiped = (memory) => Buffer.from(memory).fill(0, own - 64, own + 64);
  const seed = codec.encodeSeed(Prefix.User, random(32));
  const [user, peer, curve] = [nkeys.fromSeed(seed), nkeys.createCurve(), nkeys.createCurve()];
  assert.equal(instances.length, 1, "compiled once, and when it was needed");
  const calls = [
    () => user.getPublicKey(),
    () => user.getPrivateKey(),
    () => user.sign(random(1000)),
    () => user.verify(random(10), user.sign(random(10))),
    () => curve.getPrivateKey(),
    () => peer.open(curve.seal(random(1000), peer.getPublicKey()), curve.getPublicKey()),
    () => peer.open(curve.seal(random(1000), curve.getPublicKey()), curve.getPublicKey()),
    () => nkeys.fromSeed(ASCII.encode(`${text(seed).slice(0, 55)}QQQ`)),
    () => curve.seal(random(10), user.getPublicKey()),
    () => nkeys.createPair(1),
  ];
  for (const call of calls) {
    try {
      call();
    } catch (err) {
      assert.equal(err.name, "NKeysError");
    }
    const after = wiped(instances[0].exports.memory.buffer);
    assert.ok(after.equals(wiped(before).subarray(0, after.length)), `${call}`);
  }
});

ours("a trap is an error, wipes the memory, and the next call works", "nats.ws has no wasm", async () => {
  // A module whose only function is `unreachable` stands in for `sign`, once.
  const out = await inChild(
    `
    const unreachable = Uint8Array.of(0,97,115,109,1,0,0,0, 1,4,1,96,0,0, 3,2,1,0, 7,5,1,1,116,0,0, 10,5,1,3,0,0,11);
    const { Instance, Module } = WebAssembly;
    const trap = new Instance(new Module(unreachable)).exports.t;
    const memories = [];
    WebAssembly.Instance = function (module, imports) {
      const { exports } = new Instance(module, imports);
      memories.push(exports.memory);
      const sign = memories.length === 1 ? trap : exports.sign;
      return { exports: { ...exports, sign } };
    };
    const { nkeys } = await import(${JSON.stringify(moduleUrl)});
    const user = nkeys.createUser();
    const out = {};
    try { user.sign(new Uint8Array(1)); } catch (err) { Object.assign(out, { code: err.code, chained: err.chainedError.name }); }
    out.wiped = new Uint8Array(memories[0].buffer).every((byte) => byte === 0);
    out.again = user.verify(new Uint8Array(1), user.sign(new Uint8Array(1)));
    out.instances = memories.length;
    console.log(JSON.stringify(out));`,
    { cwd: packageRoot },
  );
  assert.deepEqual(JSON.parse(out), {
    code: NKeysErrorCode.ApiError,
    chained: "RuntimeError",
    wiped: true,
    again: true,
    instances: 2,
  });
});
