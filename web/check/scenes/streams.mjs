// @ts-check
/** Streams: made, looked at, changed, purged and deleted, each seen on the page and asked of the server. */
import { NatsServer } from "../../../npm/test/helpers/server.mjs";
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function streams(rig) {
  const client = await rig.client();
  const manager = await client.jetstreamManager();
  const visit = await rig.open();
  const { page } = visit;
  visit.step("saying that streams need a connection");
  await visit.view("JetStream");
  await shows(page.locator("#streams-page .placeholder"), /Connect to see the streams of the server\./);
  await visit.view("Connections");
  await visit.connect();
  await visit.view("JetStream");
  await create(visit, manager);
  await fill(visit, client, manager);
  await edit(visit, manager);
  await purge(visit, manager);
  await remove(visit, manager);
  await without(rig);
  await denied(rig);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function create(visit, manager) {
  const { page } = visit;
  visit.step("refusing a limit that is no size");
  await page.locator("#stage").focus();
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "New stream" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("CHECK");
  await dialog.getByRole("textbox", { name: /^Subjects/ }).fill("checked.>\nalso.checked");
  await dialog.getByText("More", { exact: true }).click();
  await dialog.getByRole("textbox", { name: "Most bytes" }).fill("much");
  await dialog.getByRole("button", { name: "Create" }).click();
  await shows(dialog.getByRole("alert"), /“much” is not a size/);
  visit.step("making a stream");
  await dialog.getByRole("textbox", { name: "Most bytes" }).fill("8 MiB");
  await dialog.getByRole("textbox", { name: "Oldest message" }).fill("1h30m");
  await dialog.getByRole("combobox", { name: "Storage" }).selectOption("memory");
  await visit.picture("stream-new");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  const { config } = await manager.streams.info("CHECK");
  check(config.subjects.join() === "checked.>,also.checked", `the stream has the subjects ${config.subjects}`);
  check(config.max_bytes === 8 << 20, `the stream has ${config.max_bytes} bytes at most`);
  check(config.max_age === 5400e9 && config.storage === "memory", "the stream is not what the form said");
  await shows(entry(visit, "CHECK"), /CHECK0 messages · 0 B · 0 consumers/);
  await shows(page.locator("#streams-page h3"), /^CHECK$/);
  visit.step("saying what the server refuses");
  await page.getByRole("button", { name: "New stream…" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("CHECK2");
  await dialog.getByRole("textbox", { name: /^Subjects/ }).fill("checked.>");
  await dialog.getByRole("button", { name: "Create" }).click();
  await shows(dialog.getByRole("alert"), /^Subjects overlap with an existing stream \(JetStream 10065\)$/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
}

/** @param {import("../rig.mjs").Visit} visit @param {any} client @param {any} manager */
async function fill(visit, client, manager) {
  const { page } = visit;
  visit.step("seeing a stream fill by itself");
  const js = client.jetstream();
  for (let count = 0; count < 12; count += 1) await js.publish(`checked.${count % 3}`, `number ${count}`);
  await manager.consumers.add("CHECK", { durable_name: "reader", ack_policy: "explicit" });
  await shows(entry(visit, "CHECK"), /CHECK12 messages · [\d.]+ (B|KiB) · 1 consumer/);
  const detail = page.locator("#streams-page .catalogue-detail");
  await shows(detail.getByRole("table", { name: "Subjects" }), /checked\.04checked\.14checked\.24/);
  await shows(detail, /Oldest message1h30m/);
  await visit.picture("streams");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function edit(visit, manager) {
  const { page } = visit;
  visit.step("changing the limits of a stream");
  await page.locator("#streams-page").getByRole("button", { name: "Edit…" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit the stream CHECK" });
  check(
    (await dialog.getByRole("textbox", { name: "Oldest message" }).inputValue()) === "1h30m",
    "the form does not begin with what is",
  );
  await dialog.getByRole("textbox", { name: "Most messages", exact: true }).fill("10");
  await dialog.getByRole("textbox", { name: "Description" }).fill("what is checked");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  const { config } = await manager.streams.info("CHECK");
  check(config.max_msgs === 10 && config.max_age === 5400e9, "the stream is not changed as the form said");
  await shows(entry(visit, "CHECK"), /CHECK10 messages/);
  await shows(page.locator("#streams-page .catalogue-detail"), /what is checked/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function purge(visit, manager) {
  const { page } = visit;
  const ask = async () => {
    await page.locator("#streams-page").getByRole("button", { name: "Purge…" }).click();
    return page.getByRole("dialog", { name: "Purge the stream CHECK" });
  };
  visit.step("purging a subject up to a sequence");
  let dialog = await ask();
  await shows(dialog, /The stream CHECK has 10 messages/);
  await dialog.getByRole("textbox", { name: "Only of these subjects" }).fill("checked.0");
  await dialog.getByRole("textbox", { name: "Only before the sequence" }).fill("7");
  await dialog.getByRole("button", { name: "Purge CHECK" }).click();
  await dialog.waitFor({ state: "detached" });
  // Of the sequences 3 to 12 that the limit left, 4 has that subject and is before 7.
  const { state } = await manager.streams.info("CHECK", { deleted_details: true });
  check(state.messages === 9 && state.deleted?.join() === "4", `${state.deleted} went, ${state.messages} are left`);
  await shows(entry(visit, "CHECK"), /CHECK9 messages/);
  visit.step("purging everything");
  dialog = await ask();
  await dialog.getByRole("button", { name: "Purge CHECK" }).click();
  await dialog.waitFor({ state: "detached" });
  check((await manager.streams.info("CHECK")).state.messages === 0, "messages are left after a purge");
  await shows(page.locator("#streams-page .catalogue-detail"), /No message is stored\./);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function remove(visit, manager) {
  const { page } = visit;
  visit.step("not deleting a stream after all");
  const button = page.locator("#streams-page").getByRole("button", { name: "Delete…" }).first();
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Delete the stream CHECK?" });
  const cancel = dialog.getByRole("button", { name: "Cancel" });
  check(await cancel.evaluate((element) => element === document.activeElement), "the focus is not at Cancel");
  await visit.picture("stream-delete");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  check((await manager.streams.info("CHECK")).config.name === "CHECK", "the stream is gone");
  check(await button.evaluate((element) => element === document.activeElement), "the focus is lost by a dialog");
  visit.step("deleting a stream");
  await button.click();
  await dialog.getByRole("button", { name: "Delete CHECK" }).click();
  await entry(visit, "CHECK").waitFor({ state: "detached" });
  const gone = await manager.streams.info("CHECK").catch((/** @type {any} */ error) => error.api_error?.err_code);
  check(gone === 10059, "the stream is still there");
}

/** @param {import("../rig.mjs").Rig} rig */
async function without(rig) {
  const server = await NatsServer.start(rig, {});
  const visit = await rig.open();
  await visit.connect(server.ws);
  visit.step("saying that there is no JetStream");
  for (const [name, id] of PAGES) {
    await visit.jetstream(name);
    await shows(visit.page.locator(`#${id}-page .placeholder`), /There is no JetStream here/);
  }
  await visit.picture("streams-none");
}

/** @param {import("../rig.mjs").Rig} rig */
async function denied(rig) {
  const user = '{ user: ada, password: "secret", permissions: { publish: { deny: "$JS.API.>" } } }';
  const server = await NatsServer.start(rig, { jetstream: true, extra: `authorization { users: [ ${user} ] }` });
  const visit = await rig.open();
  await visit.connect(`ws://ada:secret@${server.hostPort}`);
  visit.step("saying that JetStream is not permitted");
  for (const [name, id] of PAGES) {
    await visit.jetstream(name);
    await shows(visit.page.locator(`#${id}-page .placeholder`), /may not use the requests of JetStream/);
  }
}

/** What the list says of a stream. @param {import("../rig.mjs").Visit} visit @param {string} name */
function entry(visit, name) {
  return visit.page
    .locator("#streams-page")
    .getByRole("list")
    .getByRole("button", { name: new RegExp(`^${name}\\b`) });
}

/** @type {[string, string][]} */
const PAGES = [
  ["Streams", "streams"],
  ["Key-value", "buckets"],
  ["Objects", "objects"],
];
