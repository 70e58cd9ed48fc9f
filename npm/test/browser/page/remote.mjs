// Things in the test process (servers, links that misbehave, files), as if they were in the page. Each access waits for the
// process, as a test would that is within it; what gives a promise there gives one here.
import { decode, encode } from "./wire.mjs";

/** Each page has its own. */
const CONTROL = new URL("control", location.href).href;

const things = new Map();

/** The module of the test process that is known there as `name`. */
export function remote(name) {
  return thing(name);
}

/** `fn` of a remote module, for things that end with a test or a file: `t` stays in the page. */
export function scoped(name, path) {
  return async (t, ...args) => {
    const { scope, result } = ask({ do: "start", thing: name, path, args });
    t.after(() => settle(ask({ do: "end", scope })));
    return settle(result);
  };
}

function thing(id) {
  if (!things.has(id)) {
    things.set(id, new Proxy(() => {}, handler(id)));
  }
  return things.get(id);
}

/** Reading and writing members, and calling methods. What is awaited must not look like a promise. */
const handler = (id) => ({
  get: (_target, name) => {
    if (name === "then" || typeof name === "symbol") {
      return undefined;
    }
    const { method, value } = ask({ do: "get", thing: id, name });
    return method ? (...args) => settle(ask({ do: "call", thing: id, name, args })) : value;
  },
  set: (_target, name, value) => {
    ask({ do: "set", thing: id, name, value });
    return true;
  },
});

/** An answer that is a promise there is one here. */
function settle(answer) {
  return answer?.promise === undefined ? answer?.value : later(answer.promise);
}

async function later(promise) {
  const reply = await fetch(CONTROL, { method: "POST", body: encode({ do: "await", promise }) });
  return opened(await reply.text());
}

/** Asks the test process, and waits: nothing else happens in the page meanwhile. */
function ask(question) {
  const request = new XMLHttpRequest();
  request.open("POST", CONTROL, false);
  request.send(encode(question));
  return opened(request.responseText);
}

function opened(text) {
  const { error, answer } = decode(text, thing);
  if (error !== undefined) {
    throw Object.assign(new Error(error.message), { name: error.name, code: error.code });
  }
  return answer;
}
