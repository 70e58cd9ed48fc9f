// @ts-check
/** Key-value buckets: keys that change while one looks, edits that meet another's, history, deletes. */
import { check, shows, until } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function buckets(rig) {
  const client = await rig.client();
  const visit = await rig.open();
  const { page } = visit;
  await visit.connect();
  await visit.jetstream("Key-value");
  await create(visit, client);
  const kv = await client.jetstream().views.kv("check-settings", { bindOnly: true });
  await watch(visit, kv);
  await newKey(visit, kv);
  await edit(visit, kv);
  await conflict(visit, kv);
  await history(visit, kv);
  await binary(visit, kv);
  await remove(visit, kv);
  await narrow(rig, kv);
  visit.step("deleting a bucket");
  await page.locator("#buckets-page").getByRole("button", { name: "Delete bucket…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the bucket check-settings?" });
  await dialog.getByRole("button", { name: "Delete check-settings" }).click();
  await dialog.waitFor({ state: "detached" });
  const manager = await client.jetstreamManager();
  const gone = await manager.streams.info("KV_check-settings").catch((/** @type {any} */ error) => error.api_error);
  check(gone?.err_code === 10059, "the bucket is still there");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} client */
async function create(visit, client) {
  const { page } = visit;
  visit.step("making a bucket");
  await page.locator("#buckets-page").getByRole("button", { name: "New bucket…" }).click();
  const dialog = page.getByRole("dialog", { name: "New bucket" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("check-settings");
  await dialog.getByRole("textbox", { name: /^Values kept/ }).fill("4");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  const manager = await client.jetstreamManager();
  const { config } = await manager.streams.info("KV_check-settings");
  check(config.max_msgs_per_subject === 4, `the bucket keeps ${config.max_msgs_per_subject} values of a key`);
  await shows(page.locator("#buckets-page h3"), /^check-settings$/);
  await shows(page.locator(".key-note"), /^0 keys$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function watch(visit, kv) {
  const { page } = visit;
  visit.step("seeing keys come, change and go");
  await kv.put("city.zurich", '{"temperature": 21.5, "sky": "clear"}');
  await kv.put("city.lagos", '{"temperature": 31, "sky": "rain"}');
  await kv.put("motto", "first\r\nsecond\r\n");
  await shows(row(visit, "city.lagos"), /city\.lagos\{"temperature": 31/);
  await kv.put("city.lagos", '{"temperature": 32, "sky": "clear"}');
  await shows(row(visit, "city.lagos"), /city\.lagos\{"temperature": 32/);
  await kv.put("passing", "soon gone");
  await row(visit, "passing").waitFor();
  await kv.delete("passing");
  await row(visit, "passing").waitFor({ state: "detached" });
  await shows(page.locator(".key-note"), /^3 keys · 1 deleted$/);
  visit.step("showing what was deleted");
  await page.getByLabel("Deleted", { exact: true }).check();
  await shows(row(visit, "passing"), /passingdeleted/);
  await page.getByLabel("Deleted", { exact: true }).uncheck();
  visit.step("filtering keys");
  await page.getByRole("searchbox", { name: "Filter keys" }).fill("CITY");
  await shows(page.locator(".key-note"), /2 match$/);
  check((await row(visit, "motto").count()) === 0, "a key that does not match is shown");
  await page.getByRole("searchbox", { name: "Filter keys" }).fill("");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function newKey(visit, kv) {
  const { page } = visit;
  visit.step("making a key");
  const ask = async (/** @type {string} */ key) => {
    await page.locator("#buckets-page").getByRole("button", { name: "New key…" }).click();
    const dialog = page.getByRole("dialog", { name: "New key" });
    await dialog.getByRole("textbox", { name: "Key" }).fill(key);
    await dialog.getByRole("textbox", { name: "Value" }).fill("one\ntwo");
    await dialog.getByRole("button", { name: "Create" }).click();
    return dialog;
  };
  const dialog = await ask("motto");
  await shows(dialog.getByRole("alert"), /^The key motto has a value already$/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await (await ask("fresh")).waitFor({ state: "detached" });
  check((await kv.get("fresh")).string() === "one\ntwo", "the key has another value than was typed");
  await shows(page.locator(".key-title"), /^fresh$/);
  await shows(page.locator(".key-pane .payload-body"), /one\ntwo/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function edit(visit, kv) {
  const { page } = visit;
  visit.step("walking to a key by keyboard");
  await page.getByRole("listbox", { name: "Keys" }).focus();
  await page.keyboard.press("Home");
  await shows(page.locator(".key-title"), /^city\.lagos$/);
  await page.keyboard.press("ArrowDown");
  await shows(page.locator(".key-title"), /^city\.zurich$/);
  await shows(page.locator(".key-pane .payload-body"), /"temperature": 21\.5/);
  await visit.picture("buckets");
  visit.step("keeping the line breaks of what is edited");
  await row(visit, "motto").click();
  await shows(page.locator(".key-title"), /^motto$/);
  await shows(page.locator(".key-pane .payload-body"), /second/);
  await page.locator(".key-pane").getByRole("button", { name: "Edit" }).click();
  const field = page.locator(".value-editor textarea");
  check((await field.inputValue()) === "first\nsecond\n", "the field does not begin with the value");
  await field.fill("first\nthird\n");
  await page.keyboard.press("Control+Enter");
  await field.waitFor({ state: "hidden" });
  check((await kv.get("motto")).string() === "first\r\nthird\r\n", "the value has other line breaks now");
  await shows(page.locator(".key-pane .payload-body"), /third/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function conflict(visit, kv) {
  const { page } = visit;
  visit.step("editing what somebody else changes");
  await page.locator(".key-pane").getByRole("button", { name: "Edit" }).click();
  const field = page.locator(".value-editor textarea");
  await field.fill("mine");
  const theirs = await kv.put("motto", "theirs");
  const notice = page.locator(".value-editor .callout.warn");
  await shows(notice, new RegExp(`it has revision ${theirs} now.*What you typed is kept`));
  check((await field.inputValue()) === "mine", "what was typed is lost");
  check(await page.locator(".value-editor").getByRole("button", { name: "Save" }).isHidden(), "it can be saved");
  await visit.picture("bucket-conflict");
  visit.step("keeping what is typed when another key is chosen by mistake");
  await row(visit, "fresh").click();
  await page.getByRole("dialog", { name: "Leave the edit of motto?" }).getByRole("button", { name: "Cancel" }).click();
  check((await field.inputValue()) === "mine", "what was typed is lost");
  visit.step("storing one's own in the place of the other");
  await page.getByRole("button", { name: "Store mine in its place" }).click();
  await field.waitFor({ state: "hidden" });
  check((await kv.get("motto")).string() === "mine", "the other value is still there");
  await shows(page.locator(".key-pane .payload-body"), /^mine$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function history(visit, kv) {
  const { page } = visit;
  visit.step("showing the history of a key");
  await page.locator(".key-pane").getByRole("button", { name: "History" }).click();
  const table = page.getByRole("table", { name: "History" });
  await shows(table.locator("tbody tr").nth(1), /theirs/);
  await kv.delete("motto");
  await shows(table.locator("tbody tr").first(), /deleted/);
  check((await table.locator("tbody tr").count()) === 4, "the history has not as many values as the bucket keeps");
  visit.step("looking at an earlier value");
  await table
    .locator("tbody tr")
    .nth(3)
    .getByRole("button", { name: /^View revision/ })
    .click();
  await shows(page.locator(".key-pane .payload-body"), /^first\s+third/);
  await visit.picture("bucket-history");
  await page.locator(".key-pane").getByRole("button", { name: "Latest" }).click();
  await shows(page.locator(".key-pane"), /The key was deleted\./);
  visit.step("giving a deleted key a value again");
  await page.locator(".key-pane").getByRole("button", { name: "Edit" }).click();
  await page.locator(".value-editor textarea").fill("again");
  await page.locator(".value-editor").getByRole("button", { name: "Save" }).click();
  await row(visit, "motto").waitFor();
  check((await kv.get("motto")).string() === "again", "the key has no value again");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function binary(visit, kv) {
  const { page } = visit;
  visit.step("not editing bytes as text");
  await kv.put("picture", Uint8Array.from([137, 80, 78, 71, 0, 1, 2]));
  await row(visit, "picture").click();
  await shows(page.locator(".key-pane"), /This value is binary/);
  await shows(page.locator(".key-pane .payload-body"), /89 50 4e 47/);
  check(await page.locator(".key-pane").getByRole("button", { name: "Edit" }).isDisabled(), "bytes can be edited");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} kv */
async function remove(visit, kv) {
  const { page } = visit;
  for (const [verb, key] of [
    ["Delete", "fresh"],
    ["Purge", "city.lagos"],
  ]) {
    visit.step(`${verb.toLowerCase()} of a key`);
    await row(visit, key).click();
    await shows(page.locator(".key-title"), new RegExp(`^${key}$`));
    await shows(page.locator(".key-pane .facts"), /Revision/);
    await page
      .locator(".key-pane")
      .getByRole("button", { name: `${verb}…` })
      .click();
    const dialog = page.getByRole("dialog", { name: `${verb} the key ${key}?` });
    await dialog.getByRole("button", { name: `${verb} ${key}` }).click();
    await row(visit, key).waitFor({ state: "detached" });
  }
  check((await kv.get("fresh")).operation === "DEL", "the key is not deleted");
  check((await kv.get("city.lagos")).operation === "PURGE", "the key is not purged");
}

/** @param {import("../rig.mjs").Rig} rig @param {any} kv */
async function narrow(rig, kv) {
  const visit = await rig.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = visit;
  await visit.connect();
  visit.step("choosing a key on a narrow screen");
  await visit.jetstream("Key-value");
  await page
    .locator("#buckets-page")
    .getByRole("button", { name: /^check-settings/ })
    .click();
  await row(visit, "city.zurich").click();
  await shows(page.locator(".key-pane .payload-body"), /"temperature": 21\.5/);
  await until(
    () => page.locator(".key-title").evaluate((title) => title.getBoundingClientRect().top < innerHeight - 60),
    () => "the chosen key is out of sight",
  );
  await visit.picture("narrow-bucket-key");
  await page.locator(".key-pane").getByRole("button", { name: "History" }).click();
  await page.getByRole("table", { name: "History" }).waitFor();
  await visit.fits("bucket");
  check((await kv.get("city.zurich")) !== null, "looking at a key deletes it");
}

/** @param {import("../rig.mjs").Visit} visit @param {string} key */
function row(visit, key) {
  const name = visit.page.locator(".key-name", { hasText: new RegExp(`^${key.replaceAll(".", "\\.")}$`) });
  return visit.page.getByRole("option").filter({ has: name });
}
