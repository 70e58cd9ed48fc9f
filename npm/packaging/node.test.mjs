// The tarball in empty Node applications, under the oldest and the newest Node.
import assert from "node:assert/strict";
import { NatsServer } from "../test/helpers/server.mjs";
import { application, OUTCOME, run, test } from "./helpers/application.mjs";
import { binary } from "./helpers/tools.mjs";

const NODES = [
  // Node 20 has no WebSocket of its own.
  { name: "Node 20", program: () => binary("node20"), borrow: ["ws"] },
  { name: "the newest Node", program: () => binary("node-newest"), borrow: [] },
];

for (const { name, program, borrow } of NODES) {
  test(`an ES module in ${name}`, async (t) => {
    const server = await NatsServer.start(t);
    const app = application(t, { apps: ["cli.mjs", "program.mjs"], borrow });
    assert.equal(await run(app, program(), ["cli.mjs", server.ws]), OUTCOME);
  });

  test(`a CommonJS module in ${name}`, async (t) => {
    const server = await NatsServer.start(t);
    const app = application(t, { apps: ["cli.cjs", "program.mjs"], borrow, type: "commonjs" });
    assert.equal(await run(app, program(), ["cli.cjs", server.ws]), OUTCOME);
  });
}

test("without a WebSocket, one line says what to do", async (t) => {
  const app = application(t, { apps: ["cli.mjs", "program.mjs"] });
  await assert.rejects(run(app, binary("node20"), ["cli.mjs", "ws://127.0.0.1:1"]), ({ stderr }) => {
    assert.match(stderr, /NatsError.*: .*'ws'/);
    return true;
  });
});
