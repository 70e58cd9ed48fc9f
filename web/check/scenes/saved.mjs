// @ts-check
/** Saved connections, and where their credentials are: only where the user said. */
import { NatsServer } from "../../../npm/test/helpers/server.mjs";
import { check, SOCKET_FAILED, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function saved(rig) {
  const server = await NatsServer.start(rig, { extra: `authorization { user: "${USER}", password: "${SECRET}" }` });
  const visit = await rig.open();
  const { page } = visit;
  await wrongPassword(visit, server.ws);
  visit.step("connecting with credentials in the address, and saving it without them");
  await page.getByLabel("Server address").fill(`ws://${USER}:${SECRET}@${server.hostPort}`);
  await page.getByLabel("Save this connection").check();
  await page.getByLabel("Name").fill("Plant");
  await visit.pressConnect();
  await shows(page.locator("#state"), /^Connected$/);
  await storedAt(visit, { local: false, session: false });
  await visit.view("Connections");
  const entry = page.getByRole("list", { name: "Saved connections" }).getByRole("listitem");
  await shows(entry, /Plant.*in use.*asks each time/);
  await visit.picture("connections-saved");
  await askedEachTime(visit);
  await keptFor(visit, "tab", { local: false, session: true });
  await keptFor(visit, "device", { local: true, session: false });
  await connectingAgain(visit);
  await removing(visit);
  nothingPrinted(visit);
}

/** @param {import("../rig.mjs").Visit} visit @param {string} address */
async function wrongPassword(visit, address) {
  const { page } = visit;
  visit.step("being refused with a wrong password");
  visit.faults.expected.push(SOCKET_FAILED);
  await page.getByLabel("Server address").fill(address);
  await page.getByRole("radio", { name: "User" }).check();
  await page.getByLabel("User", { exact: true }).and(page.locator("#user")).fill(USER);
  await page.getByLabel("Password").fill(`not ${SECRET}`);
  await visit.pressConnect();
  await shows(page.locator("#connect-error"), /^The server refused these credentials\. \(AUTHORIZATION_VIOLATION/);
  await visit.picture("credentials-error");
}

/** @param {import("../rig.mjs").Visit} visit */
async function askedEachTime(visit) {
  const { page } = visit;
  visit.step("being asked for the password after a reload");
  await reload(visit);
  await page.getByRole("button", { name: "Connect to Plant" }).click();
  await page.locator("#user:focus").waitFor();
  check((await page.getByLabel("Password").inputValue()) === "", "the password came back from nowhere");
  await page.locator("#user").fill(USER);
  await page.getByLabel("Password").fill(SECRET);
  await visit.pressConnect();
  await shows(page.locator("#state"), /^Connected$/);
  await storedAt(visit, { local: false, session: false });
}

/** @param {import("../rig.mjs").Visit} visit @param {string} keep @param {{ local: boolean, session: boolean }} where */
async function keptFor(visit, keep, where) {
  const { page } = visit;
  visit.step(`keeping the credentials in the ${keep}`);
  await visit.view("Connections");
  await page.getByLabel("Keep credentials").selectOption(keep);
  await visit.pressConnect();
  await shows(page.locator("#state"), /^Connected$/);
  await storedAt(visit, where);
}

/** @param {import("../rig.mjs").Visit} visit */
async function connectingAgain(visit) {
  visit.step("connecting with one press after a reload");
  await reload(visit);
  await visit.page.getByRole("button", { name: "Connect to Plant" }).click();
  await shows(visit.page.locator("#state"), /^Connected$/);
}

/** @param {import("../rig.mjs").Visit} visit */
async function removing(visit) {
  const { page } = visit;
  visit.step("removing it, bringing it back, and removing everything");
  await visit.view("Connections");
  await page.getByRole("button", { name: "Remove Plant" }).click();
  await page.locator("#saved-empty").waitFor();
  await storedAt(visit, { local: false, session: false });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Connect to Plant" }).waitFor();
  await storedAt(visit, { local: true, session: false });
  await page.getByRole("button", { name: "Remove all" }).click();
  await page.locator("#saved-empty").waitFor();
  const left = await page.evaluate(() => localStorage.length + sessionStorage.length);
  check(left === 0, `${left} entries are left in the browser's storage`);
}

/** @param {import("../rig.mjs").Visit} visit */
async function reload(visit) {
  await visit.page.goto("about:blank");
  await visit.page.goto(visit.rig.settings.console);
  await visit.page.waitForSelector("html[data-ready=true]", { state: "attached" });
}

/**
 * Looks where the password lies, and that it is neither in the address nor anywhere on the page but in its field.
 *
 * @param {import("../rig.mjs").Visit} visit
 * @param {{ local: boolean, session: boolean }} expected
 */
async function storedAt({ page }, expected) {
  const found = await page.evaluate((secret) => {
    const holds = (/** @type {Storage} */ store) => JSON.stringify({ ...store }).includes(secret);
    const shown = document.documentElement.outerHTML.includes(secret);
    return { local: holds(localStorage), session: holds(sessionStorage), shown };
  }, SECRET);
  check(!page.url().includes(SECRET), "the password is in the page's address");
  check(!found.shown, "the password is in the document");
  check(
    found.local === expected.local && found.session === expected.session,
    `the password is stored at ${JSON.stringify(found)} where ${JSON.stringify(expected)} was chosen`,
  );
}

/** @param {import("../rig.mjs").Visit} visit */
function nothingPrinted(visit) {
  visit.step("looking for the password in the browser's console");
  check(!visit.faults.printed.some((text) => text.includes(SECRET)), "the password was printed");
}

const USER = "operator";
const SECRET = "s3cret-of-the-plant";
