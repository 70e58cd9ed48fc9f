// @ts-check
/** What the server does not permit is said where it was tried. */
import { NatsServer } from "../../../npm/test/helpers/server.mjs";
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function permissions(rig) {
  const denied = '{ deny: ["forbidden.>", "$SRV.>"] }';
  const user = `{ user: ada, password: "${SECRET}", permissions: { publish: ${denied}, subscribe: ${denied} } }`;
  const server = await NatsServer.start(rig, { extra: `authorization { users: [ ${user} ] }` });
  const visit = await rig.open();
  const { page } = visit;
  await visit.connect(`ws://ada:${SECRET}@${server.hostPort}`);
  visit.step("subscribing to what is not permitted");
  const panel = await visit.subscribe("forbidden.news");
  await shows(panel.region.getByRole("alert"), /^The server does not permit this on “forbidden\.news”\./);
  visit.step("publishing what is not permitted");
  await page.locator("#publish-subject").fill("forbidden.news");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await shows(page.locator("#publish-result"), /^The server does not permit publishing to forbidden\.news\.$/);
  visit.step("publishing what is permitted");
  await visit.publish("allowed.news", "hello");
  await visit.picture("permissions");
  visit.step("asking for services without the permission");
  await visit.view("Services");
  await shows(page.locator("#services-result"), /^The server does not permit this/);
  await visit.view("Server");
  await shows(page.locator("#events"), /does not permit subscribing to “forbidden\.news”/);
  check(!(await page.content()).includes(SECRET), "the password is in the document");
  await token(rig);
}

/** @param {import("../rig.mjs").Rig} rig */
async function token(rig) {
  const server = await NatsServer.start(rig, { extra: `authorization { token: "${SECRET}" }` });
  const visit = await rig.open();
  visit.step("connecting with a token");
  await visit.page.getByLabel("Server address").fill(server.ws);
  await visit.page.getByRole("radio", { name: "Token" }).check();
  await visit.page.locator("#token").fill(SECRET);
  await visit.pressConnect();
  await shows(visit.page.locator("#state"), /^Connected$/);
}

const SECRET = "s3cret-of-the-plant";
