// @ts-check
/** What messages hold is shown as it is: text, JSON, bytes, headers, and nothing of it as markup. */
import { stat } from "node:fs/promises";
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function payloads(rig) {
  const visit = await rig.open();
  await visit.connect();
  const panel = await visit.subscribe("odd.>");
  await visit.publishAside(MESSAGES);
  await shows(panel.received, new RegExp(`^${MESSAGES.length}$`));
  await forms(visit, panel);
  await markup(visit, panel);
  await limits(visit, panel);
  visit.step("naming characters that turn the direction of writing");
  await panel.row("odd.turned.\\u202ecba").waitFor();
}

/** @param {import("../rig.mjs").Visit} visit @param {import("../rig.mjs").Panel} panel */
async function forms(visit, panel) {
  visit.step("showing JSON, then the same as text and as bytes");
  await panel.openMessage("odd.json");
  const body = panel.detail.locator(".payload-body");
  await shows(body, /"temperature": 21\.50,\n/);
  await visit.picture("message-json");
  await panel.detail.getByRole("button", { name: "Text" }).click();
  await shows(body, /^\{"temperature":21\.50,"big":12345678901234567890\}$/);
  await panel.detail.getByRole("button", { name: "Hex" }).click();
  await shows(body, /^00000000 {2}7b 22 74 65/);
  visit.step("showing bytes that are no text");
  await panel.openMessage("odd.binary");
  await shows(body, /^00000000 {2}00 ff 80 c3 {14,}.*···/);
  check(await panel.detail.getByRole("button", { name: "Text" }).isDisabled(), "bytes are offered as text");
  await panel.row("odd.binary", "0x 00 ff 80 c3").waitFor();
  await panel.detail.getByRole("button", { name: "Close the message" }).click();
  visit.step("showing an empty payload");
  await panel.openMessage("odd.empty");
  await shows(panel.detail.locator(".payload-note"), /^The payload is empty\.$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {import("../rig.mjs").Panel} panel */
async function markup(visit, panel) {
  visit.step("showing markup as text");
  await panel.openMessage("odd.markup");
  await panel.detail.getByRole("button", { name: "Text" }).click();
  await shows(panel.detail.locator(".payload-body"), /^<img src=x onerror=.*<b>bold<\/b>$/);
  const headers = panel.detail.locator(".headers");
  await shows(headers, /X-Markup<script>globalThis\.broken = true<\/script>/);
  await shows(headers, /Twiceone.*Twicetwo/);
  await shows(headers, /Unitgrüße °C/);
  const made = await panel.region.locator("img, b:not([class]), script").count();
  check(made === 0, `${made} elements were made of what a message holds`);
  const broken = await visit.page.evaluate(() => "broken" in globalThis);
  check(!broken, "a script in a message has run");
  await visit.picture("message-headers");
  visit.step("refusing to make markup of text at all");
  visit.faults.expected.push(/TrustedHTML/);
  const refused = await visit.page.evaluate(() => {
    try {
      document.createElement("p").innerHTML = "<b>text</b>";
      return "";
    } catch (error) {
      return String(error);
    }
  });
  check(/TrustedHTML/.test(refused), `the policy of the page allows markup from text (${refused || "no error"})`);
}

/** @param {import("../rig.mjs").Visit} visit @param {import("../rig.mjs").Panel} panel */
async function limits(visit, panel) {
  visit.step("showing the start of a payload of 8 MiB");
  await panel.openMessage("odd.huge");
  await shows(panel.detail.locator(".payload-note"), /^The first 65,536 of 8,388,608 characters are shown/);
  const length = await panel.detail.locator(".payload-body").evaluate((body) => body.textContent?.length);
  check(length === 65_536, `${length} characters are in the page`);
  await visit.picture("message-huge");
  visit.step("saving a payload as a file");
  const [download] = await Promise.all([
    visit.page.waitForEvent("download"),
    panel.detail.getByRole("button", { name: "Save the payload as a file" }).click(),
  ]);
  const { size } = await stat(await download.path());
  check(download.suggestedFilename() === "payload.txt", `the file is called ${download.suggestedFilename()}`);
  check(size === 8 * 1024 * 1024, `${size} bytes were saved`);
  visit.step("publishing the like of a message");
  check(await panel.detail.getByRole("button", { name: "Edit and publish it" }).isDisabled(), "8 MiB go into a field");
  await panel.openMessage("odd.markup");
  await panel.detail.getByRole("button", { name: "Edit and publish it" }).click();
  await visit.page.locator("#publish-subject").fill("odd.again");
  await visit.page.getByRole("button", { name: "Publish", exact: true }).click();
  await panel.pause.click();
  await panel.openMessage("odd.again");
  await shows(panel.detail.locator(".headers"), /Twiceone.*Twicetwo.*Unitgrüße °C/);
}

/** @type {Parameters<import("../rig.mjs").Visit["publishAside"]>[0]} */
const MESSAGES = [
  { subject: "odd.json", data: '{"temperature":21.50,"big":12345678901234567890}' },
  { subject: "odd.binary", data: [0, 255, 128, 195] },
  { subject: "odd.empty", data: "" },
  {
    subject: "odd.markup",
    data: "<img src=x onerror=globalThis.broken=1><b>bold</b>",
    headers: [
      ["X-Markup", "<script>globalThis.broken = true</script>"],
      ["Twice", "one"],
      ["Twice", "two"],
      ["Unit", "grüße °C"],
      ["Empty", ""],
    ],
  },
  { subject: "odd.huge", data: "ABCDEFGH", repeat: 1024 * 1024 },
  { subject: "odd.turned.\u202ecba\u202c", data: "text \u202ethat turns" },
];
