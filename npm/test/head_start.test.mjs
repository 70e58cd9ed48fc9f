// The socket that is opened while the core is compiled: a guess, which the core confirms or not.
import assert from "node:assert/strict";
import { failure, nats, open, replaceGlobal, subject, turn } from "./helpers/client.mjs";
import { moduleUrl, ours, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();
const GUESSED = "nats.ws has nothing to compile";

/** Notes the sockets that are made for the length of the test; `seen(event)` resolves once the first has had it. */
function sockets(t) {
  const made = [];
  const noted = (WebSocket) =>
    class extends WebSocket {
      constructor(url) {
        super(url);
        made.push(this);
      }
    };
  replaceGlobal(t, noted);
  const seen = (event) => new Promise((resolve) => made[0].addEventListener(event, resolve, { once: true }));
  return { made, seen };
}

/** The package anew, whose core is compiled only once `gate` has resolved. */
async function slow(t, gate) {
  const { compile } = WebAssembly;
  WebAssembly.compile = async (bytes) => {
    await turn();
    await gate();
    return compile.call(WebAssembly, bytes);
  };
  t.after(() => {
    WebAssembly.compile = compile;
  });
  return import(`${moduleUrl}?${Math.random()}`);
}

test("one socket is made for one server, named in full or not", async (t) => {
  const { made } = sockets(t);
  for (const servers of [server.ws, [server.ws], `${server.ws}/`, server.ws.replace("127.0.0.1", "localhost")]) {
    made.length = 0;
    await (await open(t, server, { servers })).flush();
    assert.equal(made.length, 1, `${servers}`);
  }
});

ours("what the socket did before the core was ready is made up for", GUESSED, async (t) => {
  const { seen } = sockets(t);
  const { connect } = await slow(t, () => seen("message"));
  const nc = await connect({ servers: server.ws });
  t.after(() => nc.close());
  const s = subject();
  nc.subscribe(s, { callback: (_err, m) => m.respond(m.data) });
  assert.equal((await nc.request(s, "late")).string(), "late");
});

ours("so is its end", GUESSED, async (t) => {
  const { made, seen } = sockets(t);
  const { connect } = await slow(t, async () => {
    await seen("open");
    const closed = seen("close");
    made[0].close();
    await closed;
  });
  const err = await failure(connect({ servers: server.ws, reconnect: false }));
  assert.equal(err.name, "NatsError");
  assert.equal(made.length, 1);
});

ours("so is what the server said before that", GUESSED, async (t) => {
  const closed = nats.deferred();
  replaceGlobal(
    t,
    () =>
      class extends ScriptedSocket {
        constructor() {
          super();
          setImmediate(() => {
            this.open();
            this.say("-ERR 'maximum connections exceeded'\r\n");
            this.onclose({ code: 1008 });
            closed.resolve();
          });
        }
      },
  );
  const { connect } = await slow(t, () => closed);
  const err = await failure(connect({ servers: server.ws, reconnect: false }));
  assert.match(err.message, /maximum connections exceeded/);
});

ours("a guess that the core does not share is closed", GUESSED, async (t) => {
  const { made } = sockets(t);
  // The core dials the IPv4 address in it.
  const nc = await open(t, server, { servers: server.ws.replace("127.0.0.1", "[::ffff:127.0.0.1]") });
  await nc.flush();
  assert.equal(made.length, 2);
  assert.ok(made[0].readyState >= 2);
});

ours("connect() that is called off while the core is compiled leaves no socket", GUESSED, async (t) => {
  const { made, seen } = sockets(t);
  const called = new AbortController();
  const { connect } = await slow(t, async () => {
    await seen("open");
    called.abort(new Error("enough"));
  });
  const err = await failure(connect({ servers: server.ws, signal: called.signal }));
  assert.equal(err.message, "enough");
  // The core is there by then.
  await (await connect({ servers: server.ws })).close();
  assert.ok(made[0].readyState >= 2);
});
