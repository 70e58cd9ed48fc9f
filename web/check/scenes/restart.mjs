// @ts-check
/** A server that goes away and comes back. */
import { check, SOCKET_FAILED, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function restart(rig) {
  const visit = await rig.open();
  await visit.connect();
  const { page } = visit;
  const panel = await visit.subscribe("again.>");
  await visit.publish("again.before", "before the restart");
  await panel.row("before the restart").waitFor();
  visit.step("restarting the server");
  visit.faults.expected.push(SOCKET_FAILED);
  const answer = await fetch(new URL("restart-server", `${rig.settings.control}/`), { method: "POST" });
  check(answer.ok, `the control address answered ${answer.status}`);
  visit.step("waiting until the page is connected again");
  await visit.view("Server");
  await shows(page.locator("#events"), /Reconnected to demo.*Trying to reconnect.*Lost the connection/);
  await shows(page.locator("#state"), /^Connected$/);
  visit.step("publishing after the restart and seeing it arrive");
  await visit.view("Messages");
  await visit.publish("again.after", "still here after the restart");
  await panel.row("still here after the restart").waitFor();
  await panel.row("before the restart").waitFor();
  await shows(panel.received, /^2$/);
}
