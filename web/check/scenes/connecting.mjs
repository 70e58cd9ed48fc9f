// @ts-check
/** Connecting, failing to, and what the server says of itself. */
import { check, SOCKET_FAILED, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function connecting(rig) {
  const visit = await rig.open();
  const { page } = visit;
  await visit.picture("connections");
  await visit.view("Messages");
  await shows(page.locator("#subscriptions-empty-text"), /^Connect to subscribe/);
  await visit.view("Connections");
  visit.step("connecting to nobody");
  visit.faults.expected.push(SOCKET_FAILED);
  await page.getByLabel("Server address").fill("ws://127.0.0.1:9");
  await visit.pressConnect();
  const error = page.locator("#connect-error");
  await shows(error, /^No NATS server could be reached at ws:\/\/127\.0\.0\.1:9\./);
  visit.step("connecting to an address that is none");
  await page.getByLabel("Server address").fill("ftp://somewhere");
  await visit.pressConnect();
  await shows(error, /^Server address has an unknown scheme/);
  await visit.picture("connection-error");
  await visit.connect();
  await shows(page.locator("#state"), /^Connected$/);
  check(/^demo .*nats-web console$/.test(await page.title()), `the page is called “${await page.title()}”`);
  check(page.url().endsWith("#messages"), `a connection should lead to the messages, not to ${page.url()}`);
  await shows(page.locator("#subscriptions-empty-text"), /^No subscriptions yet/);
  await serverView(visit);
  visit.step("disconnecting");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await shows(page.locator("#state"), /^Not connected$/);
  await shows(page.locator("#events"), /Disconnected/);
}

/** @param {import("../rig.mjs").Visit} visit */
async function serverView(visit) {
  const { page } = visit;
  visit.step("reading what the server says of itself");
  await visit.view("Server");
  await shows(page.locator("#server-version"), /^\d+\.\d+\.\d+/);
  await shows(page.locator("#server-name"), /^demo$/);
  await shows(page.locator("#server-jetstream"), /^yes$/);
  await shows(page.locator("#server-payload"), /^8 MiB$/);
  await shows(page.locator("#server-rtt"), /^\d.* m?s$/);
  await shows(page.locator("#events"), /Connected to demo/);
  await visit.picture("server");
  visit.step("drawing the plots");
  for (const plot of ["plot-messages", "plot-bytes", "plot-rtt"]) {
    await page.waitForFunction((id) => {
      const canvas = document.querySelector(`#${id} canvas`);
      if (!(canvas instanceof HTMLCanvasElement)) return false;
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return canvas.width > 0 && pixels?.some((value) => value !== 0);
    }, plot);
  }
}
