// What each program of the README of nats.ws needs around it, what happens to it, and what it has to do. A program that
// prints is also held against what it prints with nats.ws.
//
// A case has any of
//   names       what names a server or a secret in the program, and what does here
//   globals     exports that the program uses and does not import
//   connection  the server that its `nc` is connected to, where it makes none
//   before      what somebody else does first
//   during      what happens to it while it runs; it gets `output` and, if the case is `asked`, `ask()`
//   tail        statements after its last; they may await `asked`, which `ask()` resolves
//   endless     it goes on until it is stopped
//   normal      what of its lines is the same each time
//   not         where it cannot run, and why
//   check       what must hold at the end; without it, what must be printed is awaited in `during`
import assert from "node:assert/strict";
import { peer, subscribed } from "./world.mjs";

/** Connects where the program says that one's own code goes. */
const connects = {
  names: () => [],
  tail: ({ plain }) => `
    const nc = await connect({ servers: "${plain.ws}" });
    await nc.flush();
    console.log(nc.getServer());
    await nc.close();`,
  during: ({ plain }, { output }) => output.seen(exactly(plain.hostPort)),
};

/** By section: a case for each of its programs, or several for one. */
export const CASES = {
  Installation: [
    connects,
    connects,
    {
      ...connects,
      tail: (world) => `(async () => { console.log(WebSocket.name); ${connects.tail(world)} })();`,
      not: { page: "a page has no require()" },
    },
  ],
  "Importing the Module": [{ ...connects, not: { node: "it is markup" } }],
  "Connection Options Specific to nats.ws": [
    // Whichever of the three is up is found.
    [0, 1, 2].map((up) => ({
      globals: ["connect"],
      names: ({ plain, open, nobody }) =>
        [
          ["localhost:9222", plain],
          ["localhost:2229", open],
          ["localhost:9111", open],
        ].map(([name, server], i) => [name, i === up ? server.hostPort : nobody]),
      tail: () => "console.log(conn.getServer()); await conn.close();",
      during: ({ plain, open }, { output }) => output.seen(exactly(up === 0 ? plain.hostPort : open.hostPort)),
    })),
  ],
  "Connecting to a nats-server": [
    {
      names: ({ open, nobody }) => [
        ["demo.nats.io:4442", nobody],
        ["demo.nats.io:4222", open.hostPort],
        ["demo.nats.io:4443", open.hostPort],
        ["port: 4222", `port: ${open.ports[1]}`],
        ['"localhost"', `"${open.hostPort}"`],
      ],
      during: async ({ open }, { output }) => {
        await output.seen(new RegExp(`${open.hostPort}$`), 4);
        await output.seen(DEFAULT);
      },
      // What is at the default address of the machine that the tests run on is its own affair.
      normal: (lines) => lines.filter((line) => !DEFAULT.test(line)).sort(),
    },
  ],
  "Publish and Subscribe": [
    {
      names: demo,
      during: async (_world, { output }) => {
        await output.seen(/^\[1\]: world$/);
        await output.seen(/^\[2\]: again$/);
        await output.seen(/closed/);
      },
    },
  ],
  "Wildcard Subscriptions": [
    {
      names: demo,
      during: async ({ open }, { output, t }) => {
        const other = await peer(t, open);
        await subscribed(open, "help.*.system", "help.me.*", "help.>");
        for (const s of ["help.me.system", "help.you.system", "help.me.now", "help.me.right.now"]) {
          other.publish(s, "words");
        }
        await output.seen(/help\.\*\.system.*words$/, 2);
        await output.seen(/help\.me\.\*.*words$/, 2);
        await output.seen(/help\.>.*words$/, 4);
      },
      endless: true,
      // Which of a client's subscriptions comes first is the server's choice.
      normal: (lines) => lines.sort(),
    },
  ],
  Services: [
    {
      names: ({ open }) => [["demo.nats.io", open.hostPort]],
      during: async ({ open }, { output, t }) => {
        const other = await peer(t, open);
        const ask = async (s) => (await other.request(s, "", { timeout: 10_000 })).string();
        await subscribed(open, "time", "admin.*");
        assert.match(await ask("time"), ISO_DATE);
        other.publish("time");
        await output.seen(/\[time\] #2/);
        assert.match(await ask("admin.uptime"), /^\d+$/);
        other.publish("admin.dance");
        await output.seen(/admin\.dance/);
        assert.match(await ask("admin.stop"), /^\[admin\] #3/);
        await output.seen(/closed/);
      },
      // Which of the two subscriptions is drained first is the server's choice.
      normal: (lines) => lines.sort(),
    },
  ],
  "Making Requests": [
    [
      {
        names: demo,
        globals: ["Empty"],
        before: async ({ open }, t) => {
          const other = await peer(t, open);
          other.subscribe("time", { callback: (_err, m) => m.respond("noon") });
          await other.flush();
        },
        during: (_world, { output }) => output.seen(/: noon$/),
      },
      { names: demo, globals: ["Empty"], during: (_world, { output }) => output.seen(/: 503$/) },
    ],
  ],
  "Queue Groups": [
    {
      names: demo,
      during: async ({ open }, { output, t }) => {
        const other = await peer(t, open);
        await output.seen(/'echo'/, 6);
        await subscribed(open, ...Array.from({ length: 6 }, () => "echo"));
        const answers = [];
        const wanted = { strategy: "count", maxMessages: 3, maxWait: 10_000 };
        for await (const m of await other.requestMany("echo", "hello", wanted)) {
          answers.push(m.string());
        }
        assert.deepEqual(answers, ["hello", "hello", "hello"]);
        other.publish("echo");
        for (const [i, words] of [/hello$/, /reply/].entries()) {
          for (const group of ["echo-\\d", "other-echo-\\d", "standalone"]) {
            await output.seen(new RegExp(`^\\[${group}\\].*${words.source}`));
          }
          assert.equal(output.count(words), 3, `${i}`);
        }
      },
      endless: true,
      // Which of a group is chosen, and what is its how-manieth, is the server's choice.
      normal: (lines) => lines.map((line) => line.replace(/-\d|#\d/g, "")).sort(),
    },
  ],
  Headers: [
    {
      names: ({ open }) => [["demo.nats.io", open.hostPort]],
      during: async (_world, { output }) => {
        await output.seen(/^id 123456$/);
        await output.seen(/=123456$/);
      },
    },
  ],
  "No Responders": [
    [
      { before: () => {}, outcome: /no one/ },
      { before: (other) => other.subscribe("hello.world"), outcome: /didn't/ },
      { before: (other) => other.subscribe("hello.world", { callback: (_err, m) => m.respond("A") }), outcome: /65/ },
    ].map(({ before, outcome }) => ({
      names: ({ open }) => [["demo.nats.io", open.hostPort]],
      globals: ["connect", "ErrorCode"],
      before: async ({ open }, t) => {
        const other = await peer(t, open);
        before(other);
        await other.flush();
      },
      during: (_world, { output }) => output.seen(outcome),
    })),
  ],
  Authentication: [
    {
      names: ({ user, token }) => [
        ["127.0.0.1:4222", user.hostPort],
        ["port: 4222", `port: ${token.ports[1]}`],
      ],
      tail: () => "console.log(nc1.getServer(), nc2.getServer()); await Promise.all([nc1.close(), nc2.close()]);",
      during: ({ user, token }, { output }) => output.seen(exactly(`${user.hostPort} ${token.hostPort}`)),
    },
  ],
  Authenticators: [
    {
      names: ({ jwt, alice }) => [
        ["eyJ0eXAiOiJqdSDJB....", alice.jwt],
        ["SUAIBDPBAUTW....", new TextDecoder().decode(alice.key.getSeed())],
        ["port: 4222", `port: ${jwt.ports[1]}`],
      ],
      globals: ["connect", "credsAuthenticator"],
      tail: () => "console.log(nc.getServer()); await nc.close();",
      during: ({ jwt }, { output }) => output.seen(exactly(jwt.hostPort)),
    },
  ],
  Flush: [
    {
      connection: ({ plain }) => plain,
      before: async ({ plain }, t) => {
        const other = await peer(t, plain);
        const heard = [];
        for (const s of ["foo", "bar"]) {
          other.subscribe(s, { callback: (_err, m) => heard.push(m.subject) });
        }
        await other.flush();
        return { other, heard };
      },
      // The server has seen it all, so it is on its way to whoever asks the server next.
      tail: () => "console.log('flushed');",
      during: (_world, { output }) => output.seen(/^flushed$/),
      check: async ({ other, heard }) => {
        await other.flush();
        assert.deepEqual(heard, ["foo", "bar"]);
      },
    },
  ],
  "Auto Unsubscribe": [
    {
      connection: ({ plain }) => plain,
      tail: () => `
        for (let i = 0; i < 12; i++) nc.publish("foo");
        await nc.flush();
        console.log("received", nc.stats().inMsgs);`,
      during: (_world, { output }) => output.seen(/^received 10$/),
    },
  ],
  "Timeout Subscriptions": [
    {
      connection: ({ plain }) => plain,
      globals: ["ErrorCode"],
      asked: true,
      tail: () => "await asked;",
      during: async (_world, { output, ask }) => {
        await output.seen(/timed out/);
        await ask();
      },
    },
  ],
  "noMux and reply": [
    {
      connection: ({ plain }) => plain,
      globals: ["Empty"],
      before: async ({ plain }, t) => {
        const other = await peer(t, plain);
        other.subscribe("q", { callback: (_err, m) => m.respond(`to ${m.reply}`) });
        await other.flush();
      },
      tail: () => "console.log(m.subject, m.string());",
      during: (_world, { output }) => output.seen(/^bar to bar$/),
    },
  ],
  "Lifecycle/Informational Events": [
    {
      globals: ["connect"],
      names: ({ plain }) => [["connect()", `connect({ servers: "${plain.ws}" })`]],
      asked: true,
      tail: () => "await asked; await nc.close();",
      during: async ({ plain }, { output, ask }) => {
        await output.seen(exactly(`connected ${plain.hostPort}`));
        await plain.restart();
        await output.seen(exactly(`disconnect: ${plain.hostPort}`));
        await output.seen(exactly(`reconnect: ${plain.hostPort}`));
        await ask();
        await output.seen(/closed/);
      },
      // How many attempts are in vain is a matter of how long the server takes; it says INFO when it likes.
      normal: (lines) => lines.filter((line, i) => line !== lines[i - 1] && !line.startsWith("update:")),
    },
  ],
};

/** Programs that wait for what is not here yet, as `section, place`: JetStream. */
export const EXEMPT = new Map();

/** What is said of no address at all: 127.0.0.1 and the port 4222, or with nats.ws 443, which it writes into the options. */
const DEFAULT = /\{\}$|^error.*:443"|127\.0\.0\.1:(4222|443)$/;
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function demo({ open }) {
  return [["demo.nats.io:4222", open.hostPort]];
}

function exactly(line) {
  return new RegExp(`^${line.replaceAll(".", "\\.")}$`);
}
