// @ts-check
/** Object stores: files go in and come out whole, also large ones; the list follows what others do. */
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { check, shows, until } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function objects(rig) {
  const client = await rig.client();
  const visit = await rig.open();
  const { page } = visit;
  await visit.connect();
  await visit.jetstream("Objects");
  visit.step("making a store");
  await page.locator("#objects-page").getByRole("button", { name: "New store…" }).click();
  const dialog = page.getByRole("dialog", { name: "New store" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("check-files");
  await dialog.getByRole("button", { name: "Create" }).click();
  await shows(page.locator("#objects-page h3"), /^check-files$/);
  await shows(page.locator("#objects-page .catalogue-detail"), /There is no object yet\./);
  const store = await client.jetstream().views.os("check-files");
  await putting(visit, store);
  await others(visit, store);
  await getting(visit);
  await large(visit, store);
  await removing(visit, store);
  await narrow(rig);
  visit.step("deleting a store");
  await page.locator("#objects-page").getByRole("button", { name: "Delete store…" }).click();
  const sure = page.getByRole("dialog", { name: "Delete the store check-files?" });
  await sure.getByRole("button", { name: "Delete check-files" }).click();
  await sure.waitFor({ state: "detached" });
  const manager = await client.jetstreamManager();
  const gone = await manager.streams.info("OBJ_check-files").catch((/** @type {any} */ error) => error.api_error);
  check(gone?.err_code === 10059, "the store is still there");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} store */
async function putting(visit, store) {
  const { page } = visit;
  visit.step("choosing a file to be stored");
  const note = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("at noon") };
  await page.getByLabel("Choose files to store").setInputFiles([note]);
  await shows(row(visit, "note.txt"), /note\.txt7 B/);
  check(Buffer.from(await store.getBlob("note.txt")).toString() === "at noon", "the file is not what was stored");
  visit.step("dropping a file");
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(3_000_000).fill(7)], "Zürich, am See.bin"));
    document
      .querySelector(".drop-zone")
      ?.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
  });
  await shows(row(visit, "Zürich, am See.bin"), /2\.9 MiB/);
  await shows(page.locator(".transfer").first(), /Storing Zürich, am See\.bin stored, 2\.9 MiB/);
  const blob = await store.getBlob("Zürich, am See.bin");
  check(
    blob.length === 3_000_000 && blob.every((/** @type {number} */ byte) => byte === 7),
    "the data is not the file's",
  );
  visit.step("asking before an object is replaced");
  await page.getByLabel("Choose files to store").setInputFiles([{ ...note, buffer: Buffer.from("at midnight") }]);
  const dialog = page.getByRole("dialog", { name: "Replace what is there?" });
  await shows(dialog, /There is note\.txt already/);
  await dialog.getByRole("button", { name: "Replace" }).click();
  await shows(row(visit, "note.txt"), /11 B/);
}

/** @param {import("../rig.mjs").Visit} visit @param {any} store */
async function others(visit, store) {
  visit.step("seeing what others store and link");
  const info = await store.putBlob({ name: "theirs.json" }, new TextEncoder().encode('{"a": 1}'));
  await store.link("shortcut", info);
  await shows(row(visit, "theirs.json"), /8 B/);
  await shows(row(visit, "shortcut"), /→ check-files \/ theirs\.json/);
  await visit.picture("objects");
}

/** @param {import("../rig.mjs").Visit} visit */
async function getting(visit) {
  const { page } = visit;
  for (const [name, size] of /** @type {[string, number][]} */ ([
    ["Zürich, am See.bin", 3_000_000],
    ["shortcut", 8],
  ])) {
    visit.step(`downloading ${name}`);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: `Download ${name}` }).click();
    const download = await waiting;
    check(download.suggestedFilename() === name, `the file is called ${download.suggestedFilename()}`);
    const data = await readFile(await download.path());
    check(data.length === size, `the file has ${data.length} bytes`);
  }
  await shows(page.locator(".transfer").first(), /Reading shortcut read and verified, 8 B/);
}

/** A large object, straight into a file: of the browser only the question which one is answered by the test. */
async function large(/** @type {import("../rig.mjs").Visit} */ visit, /** @type {any} */ store) {
  const { page } = visit;
  visit.step("downloading a large object into a file");
  const data = randomBytes(65 * 1024 * 1024);
  await store.putBlob({ name: "large.bin" }, data);
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    Object.assign(globalThis, {
      showSaveFilePicker: (/** @type {any} */ options) => folder.getFileHandle(options.suggestedName, { create: true }),
    });
  });
  await shows(row(visit, "large.bin"), /65 MiB/);
  await page.getByRole("button", { name: "Download large.bin" }).click();
  await shows(page.locator(".transfer").first(), /Reading large\.bin \d.* of 65 MiB|read and verified/);
  await shows(page.locator(".transfer").first(), /read and verified, 65 MiB/);
  const digest = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle("large.bin")).getFile();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  });
  check(digest === createHash("sha256").update(data).digest("hex"), "the file is not the object");
}

/** @param {import("../rig.mjs").Visit} visit @param {any} store */
async function removing(visit, store) {
  const { page } = visit;
  visit.step("deleting an object");
  await page.getByRole("button", { name: "Delete large.bin" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the object large.bin?" });
  await dialog.getByRole("button", { name: "Delete large.bin" }).click();
  await row(visit, "large.bin").waitFor({ state: "detached" });
  check((await store.info("large.bin")).deleted, "the object is not deleted");
  visit.step("saying what a download met");
  await store.delete("theirs.json");
  await row(visit, "theirs.json").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Download shortcut" }).click();
  await until(
    async () => (await page.locator(".transfer").first().locator(".callout:not([hidden])").count()) === 1,
    () => "a download of nothing does not fail",
  );
}

/** @param {import("../rig.mjs").Rig} rig */
async function narrow(rig) {
  const visit = await rig.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await visit.connect();
  await visit.jetstream("Objects");
  await visit.page
    .locator("#objects-page")
    .getByRole("button", { name: /^check-files/ })
    .click();
  await row(visit, "note.txt").waitFor();
  await visit.fits("objects");
}

/** @param {import("../rig.mjs").Visit} visit @param {string} name */
function row(visit, name) {
  const cell = visit.page.locator("td .strong", { hasText: new RegExp(`^${name.replaceAll(".", "\\.")}$`) });
  return visit.page.locator("#objects-page tr").filter({ has: cell });
}
