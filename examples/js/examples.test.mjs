// Runs the examples of this folder, and the programs in the project's documents, against a private server.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { operator } from "../../npm/test/helpers/jwt.mjs";
import { NatsServer } from "../../npm/test/helpers/server.mjs";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const server = await NatsServer.start({ after }, { compression: true, jetstream: true });
const app = application();

/** The address that documents use. */
const ADDRESS = "ws://127.0.0.1:8080";

/** The last lines of what each example prints. */
const EXAMPLES = {
  "publish-subscribe.mjs": /weather\.south\.rome: 17 °C\nthe loop is over after 3 messages\n$/,
  "request-reply.mjs":
    /^the sum is 6\nmore sums: 2, 4, 6\nto nobody: nobody listens there\nto the deaf: TIMEOUT\nto a bad subject: BAD_SUBJECT\n$/,
  "request-many.mjs":
    /^all: harbour: 10, north: 12, south: 9\nthe first: 2\nuntil it is quiet: 3\npages: one, two, three\none will do: true\nmoonstones: nobody sells them\n$/,
  "services.mjs":
    /^max: 9\nv2 max: 9 of 3\nnothing to compare: 400 give me some numbers\nfound: numbers 1\.0\.0\nit offers: max, v2\.max\nrequests: 2, errors: 1\nstopped: null\n$/,
  "streams.mjs":
    /^order 3 was there already: true\nsold 15 apples\norder 1: \{"apples":3\}\norder 2: \{"apples":5\}\nmore: \{"apples":7\}\n$/,
  "key-value.mjs":
    /^(colour PUT green\n|size PUT small\n|size PUT large\n|too late: .*sequence.*\n|there is a colour already\n)+colour DEL \nsize is large\n$/,
  "objects.mjs":
    /^sea\.png: 3000000 bytes in 23 chunks\nread 3000000 bytes, error: null\nat noon\n(there is (note\.txt|sea\.png)\n){2}$/,
  "headers.mjs": /^trace: 7f3a\ntags: fragile and express\nas written: ""\nin any case: 7f3a\nrefused: BAD_HEADER\n$/,
  "queue-groups.mjs": /^30 jobs were given out, the observer saw 30\n(\w+ did \d+\n){3}together they did 30\n$/,
  "nkeys.mjs":
    /^a user: U\nsigned: true\nchanged: false\nbob reads: at noon\neve reads: null\nnkeys: pair is cleared\n$/,
  "abort.mjs": /^the search: she typed something else\nAbortError, TimeoutError\n100 of 100 were called off\ndone\n$/,
  "wildcards.mjs":
    /^trains\.\*\.delayed saw trains\.ice\.delayed, trains\.re\.delayed\ntrains\.ice\.\* saw trains\.ice\.delayed, trains\.ice\.arrived\ntrains\.> saw .*delayed\.again\n$/,
  "subscription-options.mjs":
    /^tick 1\ntick 2\ntick 3\nnothing came in time\nthe bell: ding\nnumbers: closed true, read 2\n$/,
  "own-inbox.mjs": /^shared: true\nown: replies\.ada\.here\n$/,
  "reconnect.mjs": /^disconnect\nreconnect\nparcel one\nparcel two\nparcel three\n$/,
  "backpressure.mjs": /^uploaded 10 MB\nslowConsumer: 3 wait for prices\nsaw 998, 999, 1000, missed 997\n$/,
  "drain.mjs": /^the producer has gone: true\nthe consumer got 1000 of 1000\nthe consumer has gone: as it wished\n$/,
};

for (const [name, expected] of Object.entries(EXAMPLES)) {
  test(name, async () => {
    copyFileSync(join(root, "examples/js", name), join(app, name));
    assert.match(await run(name, server.ws), expected);
  });
}

test("auth.mjs", async (t) => {
  const { accounts, config } = operator({});
  const strict = await NatsServer.start(t, { extra: config });
  const alice = accounts[0].user({ pub: { deny: ["secret.>"] } });
  writeFileSync(join(app, "user.creds"), alice.creds);
  copyFileSync(join(root, "examples/js/auth.mjs"), join(app, "auth.mjs"));
  assert.equal(
    await run("auth.mjs", strict.ws),
    "hello, alice\npublish to secret.plans: PERMISSIONS_VIOLATION\na stranger: AUTHORIZATION_VIOLATION\n",
  );
});

test("status.mjs", async () => {
  copyFileSync(join(root, "examples/js/status.mjs"), join(app, "status.mjs"));
  const child = spawn(process.execPath, ["status.mjs", server.ws], { cwd: app, stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  let out = "";
  let isRunning = false;
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    out += chunk;
    if (!isRunning && out.includes("connected")) {
      isRunning = true;
      child.kill("SIGTERM");
    }
  }
  assert.deepEqual(await exit, [0, null]);
  assert.match(out, /^connected to .*\nclosed\n$/);
});

for (const document of ["README.md", "npm/README.md", "docs/migrating-from-nats.ws.md"]) {
  const programs = programsIn(document);
  test(`${document} has programs`, () => assert.notEqual(programs.length, 0));
  programs.forEach((program, i) => {
    const name = `${document.replace(/\W+/g, "-")}-${i}.mjs`;
    test(`program ${i + 1} of ${document}`, async () => {
      writeFileSync(join(app, name), program.replaceAll(ADDRESS, server.ws));
      const expected = /^\/\/ prints: (.*)$/m.exec(program)?.[1];
      const out = await run(name);
      if (expected !== undefined) {
        assert.ok(out.split("\n").includes(expected), out);
      }
    });
  });
}

/** The blocks of `js` that are whole programs. */
function programsIn(document) {
  const text = readFileSync(join(root, document), "utf8");
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block);
  return blocks.filter((block) => block.includes("import ") && block.includes("await connect("));
}

/** An empty application that has the package as it was built, and `ws`. */
function application() {
  const folder = mkdtempSync(join(tmpdir(), "nats-web-examples-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "npm"), join(folder, "node_modules/nats-web"), "junction");
  symlinkSync(join(root, "npm/node_modules/ws"), join(folder, "node_modules/ws"), "junction");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

async function run(name, ...args) {
  const { stdout } = await execute(process.execPath, [name, ...args], { cwd: app, timeout: 30_000 });
  return stdout;
}
