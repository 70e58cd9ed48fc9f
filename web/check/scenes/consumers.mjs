// @ts-check
/** The consumers of a stream, what they deliver here, and the messages of a stream one at a time. */
import { check, shows, until } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function consumers(rig) {
  const client = await rig.client();
  const manager = await client.jetstreamManager();
  await manager.streams.add({ name: "CHECKED", subjects: ["sales.>"], storage: "memory" });
  const js = client.jetstream();
  for (let count = 1; count <= 9; count += 1) await js.publish(`sales.${count % 2 ? "odd" : "even"}`, `order ${count}`);
  await manager.streams.deleteMessage("CHECKED", 5);
  const visit = await rig.open();
  await visit.connect();
  await visit.jetstream("Streams");
  await visit.page
    .locator("#streams-page")
    .getByRole("button", { name: /^CHECKED/ })
    .click();
  await browse(visit, manager);
  await make(visit, manager);
  await pull(visit, manager);
  await pause(visit, manager);
  await narrow(rig);
  visit.step("deleting a consumer");
  await visit.page.getByRole("button", { name: "Delete consumer…" }).click();
  await visit.page.getByRole("dialog").getByRole("button", { name: "Delete billing" }).click();
  await shows(visit.page.locator(".consumers"), /There is no consumer\./);
  check((await manager.streams.info("CHECKED")).state.consumer_count === 0, "the consumer is still there");
  await manager.streams.delete("CHECKED");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function browse(visit, manager) {
  const { page } = visit;
  const press = (/** @type {string} */ name) =>
    page.locator(".browser").getByRole("button", { name, exact: true }).click();
  const sees = (/** @type {number} */ number) =>
    shows(page.locator(".browser .payload-body"), new RegExp(`^order ${number}$`));
  visit.step("walking through the messages of a stream");
  await page.getByRole("tab", { name: "Messages" }).click();
  await press("Last");
  await sees(9);
  await press("First");
  await sees(1);
  await page.locator(".browser").getByRole("textbox", { name: "Sequence" }).fill("4");
  await page.keyboard.press("Enter");
  await sees(4);
  visit.step("passing over a message that is gone");
  await press("Next");
  await sees(6);
  await press("Previous");
  await sees(4);
  visit.step("walking through those of a subject");
  await page
    .locator(".browser")
    .getByRole("textbox", { name: /^Subject/ })
    .fill("sales.odd");
  await press("Next");
  await sees(7);
  await press("Previous");
  await sees(3);
  await visit.picture("stream-messages");
  visit.step("deleting a message");
  await page.getByRole("button", { name: "Delete message…" }).click();
  await page.getByRole("dialog", { name: "Delete message 3 of CHECKED?" }).getByText("Delete the message").click();
  await shows(page.locator(".browser .result"), /^Message 3 is deleted\.$/);
  const gone = await manager.streams.getMessage("CHECKED", { seq: 3 }).catch((/** @type {any} */ error) => error.code);
  check(gone === "404", "the message is still there");
  visit.step("saying that there is nothing before the first");
  await page.locator(".browser").getByRole("textbox", { name: "Sequence" }).fill("1");
  await press("Get");
  await sees(1);
  await press("Previous");
  await shows(page.locator(".browser .result"), /^There is no message there\.$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function make(visit, manager) {
  const { page } = visit;
  visit.step("making a consumer");
  await page.getByRole("tab", { name: "Consumers" }).click();
  await shows(page.locator(".consumers"), /There is no consumer\./);
  await page.getByRole("button", { name: "New consumer…" }).click();
  const dialog = page.getByRole("dialog", { name: "New consumer of CHECKED" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("billing");
  await dialog.getByRole("textbox", { name: "Only these subjects" }).fill("sales.even");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "detached" });
  const { config } = await manager.consumers.info("CHECKED", "billing");
  check(config.filter_subject === "sales.even" && config.ack_policy === "explicit", "the consumer is another");
  await shows(cell(visit, "Pending"), /^4$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function pull(visit, manager) {
  const { page } = visit;
  const next = page.getByRole("button", { name: "Pull the next message" });
  const body = page.locator(".puller .payload-body");
  const state = () => manager.consumers.info("CHECKED", "billing");
  visit.step("pulling a message and acknowledging it");
  await next.click();
  await shows(body, /^order 2$/);
  await shows(cell(visit, "Unacknowledged"), /^1$/);
  await visit.picture("consumers");
  await page.getByRole("button", { name: "Ack", exact: true }).click();
  await shows(page.locator(".puller .result"), /^Acknowledged\.$/);
  check((await state()).ack_floor.stream_seq === 2, "the message is not acknowledged");
  visit.step("giving a message back");
  await next.click();
  await shows(body, /^order 4$/);
  await page.getByRole("button", { name: "Nak: deliver it again" }).click();
  await shows(page.locator(".puller .result"), /delivered again\.$/);
  await next.click();
  await shows(page.locator(".puller .facts"), /Deliverynumber 2/);
  visit.step("ending a message for good");
  await page.getByRole("button", { name: "Term: never again" }).click();
  await shows(page.locator(".puller .result"), /not be delivered again\.$/);
  await until(
    async () => (await state()).num_ack_pending === 0,
    () => "the message is not ended",
  );
}

/** @param {import("../rig.mjs").Visit} visit @param {any} manager */
async function pause(visit, manager) {
  const { page } = visit;
  visit.step("pausing a consumer");
  await page.getByRole("button", { name: "Pause…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await shows(page.locator(".consumers table"), /billing paused/);
  check((await manager.consumers.info("CHECKED", "billing")).paused, "the consumer is not paused");
  check(await page.getByRole("button", { name: "Pull the next message" }).isDisabled(), "a paused consumer is pulled");
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "Pause…" }).waitFor();
  check(!(await manager.consumers.info("CHECKED", "billing")).paused, "the consumer is still paused");
}

/** @param {import("../rig.mjs").Rig} rig */
async function narrow(rig) {
  const visit = await rig.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = visit;
  await visit.connect();
  await visit.jetstream("Streams");
  await page
    .locator("#streams-page")
    .getByRole("button", { name: /^CHECKED/ })
    .click();
  await visit.fits("stream");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.locator(".browser").getByRole("button", { name: "Last" }).click();
  await page.locator(".browser .payload-body").waitFor();
  await visit.fits("stream-messages");
  await page.getByRole("tab", { name: "Consumers" }).click();
  await page.getByRole("button", { name: "billing", exact: true }).click();
  await page.getByRole("button", { name: "Pull the next message" }).waitFor();
  await visit.fits("consumers");
}

/** @param {import("../rig.mjs").Visit} visit @param {string} label */
function cell(visit, label) {
  return visit.page.locator(`.consumers td[data-label="${label}"]`);
}
