// Servers of the simulator on a real port: the package meets those that the core meets in virtual time.
import assert from "node:assert/strict";
import { eager, open, StatusLog } from "./helpers/client.mjs";
import { ours } from "./helpers/modules.mjs";
import { simBehaviours, simServer } from "./helpers/proxy.mjs";

ours("a client gets over whatever one connection is like", "1.30.3 stops reading after garbage", async (t) => {
  // One after the other: browsers open one WebSocket at a time to a host.
  for (const behaviour of await simBehaviours()) {
    await isSurvived(t, behaviour);
  }
});

async function isSurvived(t, behaviour) {
  const url = await simServer(t, behaviour);
  const nc = await open(t, url, { ...eager, waitOnFirstConnect: true, timeout: 300, pingInterval: 50 });
  const log = new StatusLog(nc);
  nc.subscribe("met", { callback: () => {} });
  for (let i = 0; i < 30; i++) {
    nc.publish("met", `${i}`);
    // On a link that is lost meanwhile it fails.
    await nc.flush().catch(() => {});
  }
  assert.ok(log.count("disconnect") > 0 || !behaviour.startsWith("garbage"), behaviour);
  await nc.reconnect();
  await log.next("reconnect");
  const works = nc.subscribe("works", { max: 1 });
  // On a busy machine links with such short pings are lost now and then, and what was on its way with them.
  const publishing = setInterval(() => nc.publish("works", "well"), 20);
  t.after(() => clearInterval(publishing));
  for await (const m of works) {
    assert.equal(m.string(), "well", behaviour);
  }
  clearInterval(publishing);
}
