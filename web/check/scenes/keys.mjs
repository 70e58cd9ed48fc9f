// @ts-check
/** Connecting with an nkey, and with a credentials file. */
import { nkeys } from "../../../npm/dist/esm/nats.js";
import { operator } from "../../../npm/test/helpers/jwt.mjs";
import { NatsServer } from "../../../npm/test/helpers/server.mjs";
import { check, SOCKET_FAILED, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function keys(rig) {
  await nkey(rig);
  await file(rig);
}

/** @param {import("../rig.mjs").Rig} rig */
async function nkey(rig) {
  const user = nkeys.createUser();
  const server = await NatsServer.start(rig, {
    extra: `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`,
  });
  const visit = await rig.open();
  const { page } = visit;
  visit.faults.expected.push(SOCKET_FAILED);
  visit.step("refusing a seed that is none");
  await page.getByLabel("Server address").fill(server.ws);
  await page.getByRole("radio", { name: "NKey" }).check();
  await page.locator("#seed").fill("SUNOSEED");
  await visit.pressConnect();
  await shows(page.locator("#connect-error"), /seed/i);
  visit.step("connecting with the seed of an nkey");
  const seed = new TextDecoder().decode(user.getSeed());
  await page.locator("#seed").fill(` ${seed}\n`);
  await visit.pressConnect();
  await shows(page.locator("#state"), /^Connected$/);
  await nowhere(visit, seed);
}

/** @param {import("../rig.mjs").Rig} rig */
async function file(rig) {
  const { config, accounts } = operator({});
  const { creds, key } = accounts[0].user();
  const seed = new TextDecoder().decode(key.getSeed());
  const server = await NatsServer.start(rig, { extra: config });
  const visit = await rig.open();
  const { page } = visit;
  visit.step("refusing a credentials file that is none");
  await page.getByLabel("Server address").fill(server.ws);
  await page.getByRole("radio", { name: "Creds file" }).check();
  await page.locator("#creds").fill("this is no credentials file");
  await visit.pressConnect();
  await shows(page.locator("#connect-error"), /^These are no credentials that can be read/);
  visit.step("connecting with a credentials file, kept for the tab");
  const choosing = page.waitForEvent("filechooser");
  await page.getByLabel("Choose a file…").click();
  await (await choosing).setFiles({ name: "user.creds", mimeType: "text/plain", buffer: Buffer.from(creds) });
  await page.locator("#creds:not(:placeholder-shown)").waitFor();
  await page.getByLabel("Save this connection").check();
  await page.getByLabel("Keep credentials").selectOption("tab");
  await visit.picture("connection-creds");
  await visit.pressConnect();
  await shows(page.locator("#state"), /^Connected$/);
  const kept = await page.evaluate((secret) => JSON.stringify({ ...sessionStorage }).includes(secret), seed);
  check(kept, "the credentials are not kept for the tab");
  await nowhere(visit, seed);
  visit.step("connecting again after a reload");
  await page.reload();
  await visit.view("Connections");
  await page.getByRole("button", { name: /^Connect to 127/ }).click();
  await shows(page.locator("#state"), /^Connected$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {string} secret */
async function nowhere({ page, faults }, secret) {
  const shown = await page.evaluate(
    (text) => document.documentElement.outerHTML.includes(text) || JSON.stringify({ ...localStorage }).includes(text),
    secret,
  );
  check(!shown, "the seed is in the document, or on the device");
  check(!faults.printed.some((text) => text.includes(secret)), "the seed was printed");
}
