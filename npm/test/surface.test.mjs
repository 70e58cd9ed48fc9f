// Whatever nats.ws exports and hands out is here, too: names, constants, members. The declared members of its objects are
// read from its declarations, the others from the objects themselves.
import assert from "node:assert/strict";
import { nats, subject } from "./helpers/client.mjs";
import { declarations } from "./helpers/declarations.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const INNER = "an inner part of theirs, which no interface declares";
const OWN_ACCOUNT = "asks the server who one is; no declaration nor document names it";

/** Members of their objects that nothing declares and that we do not have, and why. */
const UNDECLARED = {
  "NatsConnection.context": OWN_ACCOUNT,
  "NatsConnection.draining": INNER,
  "NatsConnection.features": INNER,
  "NatsConnection.getServerVersion": INNER,
  "NatsConnection.listeners": INNER,
  "NatsConnection.protocol": INNER,
  "Nuid.fillSeq": INNER,
  "Nuid.init": INNER,
  "Nuid.initSeqAndInc": INNER,
  "Nuid.setPre": INNER,
  "Msg.publisher": INNER,
  "Msg.requestInfo": OWN_ACCOUNT,
  "QueuedIterator.signal": INNER,
  "QueuedIterator.yields": INNER,
  "Service.addInternalHandler": INNER,
  "Service.close": INNER,
  "Service.config": INNER,
  "Service.errorToHeader": INNER,
  "Service.handlers": INNER,
  "Service.internal": INNER,
  "Service.setupHandler": INNER,
  "Service.start": INNER,
  "Service.subjects": INNER,
  "ServiceClient.q": INNER,
  "ServiceGroup.calcSubject": INNER,
  "ServiceGroup.queue": INNER,
  "ServiceGroup.srv": INNER,
  "ServiceGroup.subject": INNER,
  "Subscription.cancelTimeout": INNER,
  "Subscription.close": INNER,
  "Subscription.protocol": INNER,
  "Subscription.setPrePostHandlers": INNER,
  "Subscription.signal": INNER,
  "Subscription.yields": INNER,
};

const theirs = { ...(await import("nats.ws")) };
const server = await sharedServer();
const declared = declarations();

ours("every export of nats.ws is here, and no other", "there is nothing to compare there", () => {
  const names = Object.keys(theirs);
  const missing = names.filter((name) => !(name in nats));
  assert.deepEqual(missing, []);
  const beyond = Object.keys(nats).filter((name) => !names.includes(name));
  assert.deepEqual(beyond, []);
});

test("what is exported is of the same kind, and constants are equal", () => {
  const constants = [];
  for (const name of Object.keys(theirs)) {
    assert.equal(typeof nats[name], typeof theirs[name], name);
    if (declared.get(name).isEnum || typeof theirs[name] === "string") {
      constants.push(name);
      assert.deepEqual(members(nats[name]), members(theirs[name]), name);
    }
  }
  assert.ok(constants.includes("ErrorCode") && constants.includes("ServiceErrorHeader"));
  assert.deepEqual(nats.Empty, theirs.Empty);
});

test("functions take as many arguments", () => {
  const functions = Object.keys(theirs).filter((name) => name in nats && typeof theirs[name] === "function");
  const differ = functions.filter((name) => nats[name].length !== theirs[name].length);
  assert.deepEqual(differ, []);
});

test("nkeys has every member", () => {
  assert.deepEqual(missingIn(nats.nkeys, Object.keys(theirs.nkeys)), []);
  // Ours has the prefixes of curve keys, too, as their CommonJS module has.
  assert.deepEqual({ ...nats.nkeys.Prefix, ...theirs.nkeys.Prefix }, { ...nats.nkeys.Prefix });
});

test("classes have every declared member", () => {
  const examples = {
    Bench: (module) => new module.Bench({}, { pub: true }),
    Metric: (module) => Object.assign(new module.Metric("pub", 1), { lang: "", version: "" }),
    MsgHdrsImpl: (module) => new module.MsgHdrsImpl(),
    NatsError: (module) => new module.NatsError("words", "CODE"),
    Nuid: (module) => new module.Nuid(),
    ServiceError: (module) => new module.ServiceError(400, "words"),
  };
  const classes = [...declared].filter(([name, { isClass }]) => isClass && name in theirs);
  assert.deepEqual(classes.map(([name]) => name).sort(), Object.keys(examples));
  for (const [name, { members, statics }] of classes) {
    assert.deepEqual(missingIn(examples[name](nats), required(members)), [], name);
    assert.deepEqual(missingIn(nats[name], required(statics)), [], name);
  }
});

test("what a connection hands out has every declared member", async (t) => {
  const all = await objects(t, nats);
  for (const [name, object] of Object.entries(all)) {
    const missing = missingIn(object, required(declared.get(name).members)).map((member) => `${name}.${member}`);
    assert.deepEqual(missing, []);
  }
});

ours("objects have every other public member, but for those listed", "there is nothing to compare there", async (t) => {
  const [mine, reference] = await Promise.all([objects(t, nats), objects(t, theirs)]);
  const missing = Object.keys(reference).flatMap((name) => undeclared(reference[name], mine[name], name));
  const expected = Object.keys(UNDECLARED);
  assert.deepEqual(missing.sort(), expected.sort());
});

/** An object for each interface of which one can be had, by the interface's name. */
async function objects(t, module) {
  const nc = await module.connect({ servers: server.ws });
  t.after(() => nc.close());
  const s = subject();
  const subscription = nc.subscribe(s);
  const headers = module.headers();
  nc.publish(s, "", { headers, reply: s });
  const { value: msg } = await subscription[Symbol.asyncIterator]().next();
  const service = await nc.services.add({ name: "surface", version: "1.0.0" });
  const endpoint = service.addEndpoint("e", { subject: `${s}.e`, handler: (_err, m) => m.respond() });
  const asked = service.addEndpoint("f", { subject: `${s}.f` });
  nc.publish(`${s}.f`);
  const { value: serviceMsg } = await asked[Symbol.asyncIterator]().next();
  const stats = await service.stats();
  const statuses = nc.status()[Symbol.asyncIterator]();
  const status = statuses.next();
  await nc.reconnect();
  return {
    NatsConnection: nc,
    Subscription: subscription,
    Msg: msg,
    MsgHdrs: headers,
    QueuedIterator: endpoint,
    ServicesAPI: nc.services,
    Service: service,
    ServiceGroup: service.addGroup("g"),
    ServiceClient: nc.services.client(),
    ServiceMsg: serviceMsg,
    ServiceInfo: service.info(),
    ServiceIdentity: service.ping(),
    ServiceStats: stats,
    NamedEndpointStats: stats.endpoints[0],
    Status: (await status).value,
    Stats: nc.stats(),
    Codec: module.StringCodec(),
    Backoff: module.backoff(),
    Deferred: module.deferred(),
    Delay: module.delay(0),
    Nuid: module.nuid,
    NatsError: new module.NatsError("words", "CODE"),
    ServiceError: new module.ServiceError(400, "words"),
    SyncIterator: module.syncIterator(nc.subscribe(`${s}.sync`)),
  };
}

/** Those of `names` that `object` lacks. */
function missingIn(object, names) {
  return names.filter((name) => !(nameOf(name) in Object(object)));
}

/** A symbol where one is named. */
function nameOf(name) {
  return name.startsWith("Symbol.") ? Symbol[name.slice("Symbol.".length)] : name;
}

function required(members) {
  return members.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
}

/** The members of `reference` and its prototypes that have a value, are not marked as inner, and that `object` lacks. */
function undeclared(reference, object, name) {
  const names = new Set();
  for (let at = reference; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const member of Object.getOwnPropertyNames(at)) {
      const { get, value } = Object.getOwnPropertyDescriptor(at, member);
      if (!member.startsWith("_") && (get !== undefined || value !== undefined)) {
        names.add(member);
      }
    }
  }
  // Ours of one letter is what the build has made of some inner name.
  return [...names].filter((member) => member.length === 1 || !(member in object)).map((member) => `${name}.${member}`);
}

/** What an enum or a constant consists of. */
function members(constant) {
  return typeof constant === "object" ? { ...constant } : constant;
}
