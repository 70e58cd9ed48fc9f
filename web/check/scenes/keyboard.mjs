// @ts-check
/** Everything by keyboard alone, and what screen readers are told. */
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function keyboard(rig) {
  const visit = await rig.open();
  const { page } = visit;
  visit.step("connecting by keyboard");
  await page.keyboard.press("Tab");
  check((await focused(page)) === "skip", "the first stop is not the link that skips the bar");
  await page.keyboard.press("Enter");
  check((await focused(page)) === "stage", "skipping the bar leads elsewhere");
  await page.getByLabel("Server address").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(rig.settings.server);
  await page.keyboard.press("Enter");
  await shows(page.locator("#state"), /^Connected$/);
  await walking(visit);
  await shortcuts(visit);
  await outlines(visit);
  await names(visit);
}

/** @param {import("../rig.mjs").Visit} visit */
async function walking(visit) {
  const { page } = visit;
  visit.step("subscribing and publishing by keyboard");
  await page.locator("#stage").focus();
  await page.keyboard.press("s");
  check((await focused(page)) === "subscribe-subject", "s does not lead to the subject");
  await page.keyboard.type("keys.>");
  await page.keyboard.press("Enter");
  const panel = visit.panel("keys.>");
  await panel.region.waitFor();
  await page.locator("#stage").focus();
  await page.keyboard.press("p");
  check((await focused(page)) === "publish-subject", "p does not lead to the publish form");
  await page.keyboard.press("Control+a");
  for (const subject of ["keys.one", "keys.two", "keys.three"]) {
    await page.locator("#publish-subject").fill(subject);
    await page.locator("#publish-payload").focus();
    await page.keyboard.press("Control+Enter");
    await panel.row(subject).waitFor();
  }
  visit.step("walking through messages by keyboard");
  await panel.list.focus();
  await page.keyboard.press("Home");
  await shows(panel.detail.locator(".detail-title"), /^keys\.one$/);
  await page.keyboard.press("ArrowDown");
  await shows(panel.detail.locator(".detail-title"), /^keys\.two$/);
  await page.keyboard.press("End");
  await shows(panel.detail.locator(".detail-title"), /^keys\.three$/);
  const active = await panel.list.getAttribute("aria-activedescendant");
  const selected = await panel.region.locator("[aria-selected=true]").getAttribute("id");
  check(active !== null && active === selected, "the selected row is not the active one");
  await page.keyboard.press("Escape");
  await panel.detail.waitFor({ state: "hidden" });
  check((await focused(page)) === (await panel.list.getAttribute("id")), "closing a message loses the focus");
}

/** @param {import("../rig.mjs").Visit} visit */
async function shortcuts(visit) {
  const { page } = visit;
  const panel = visit.panel("keys.>");
  visit.step("using the shortcuts");
  await page.keyboard.press("h");
  await shows(panel.pause, /^Resume$/);
  await page.keyboard.press("h");
  await shows(panel.pause, /^Pause$/);
  await page.keyboard.press("/");
  check(await panel.filter.evaluate((field) => field === document.activeElement), "/ does not lead to the filter");
  await page.keyboard.type("1");
  check(page.url().endsWith("#messages"), "a key that is typed into a field is a shortcut");
  await panel.filter.fill("");
  await page.locator("#stage").focus();
  for (const [key, view] of [
    ["2", "services"],
    ["3", "streams"],
    ["4", "buckets"],
    ["5", "objects"],
    ["6", "server"],
    ["7", "connections"],
    ["1", "messages"],
  ]) {
    await page.keyboard.press(key);
    check(page.url().endsWith(`#${view}`), `${key} does not lead to ${view}`);
  }
  await page.goBack();
  await page.locator("body[data-view=connections]").waitFor();
  await page.goForward();
  visit.step("listing the shortcuts");
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await shows(dialog, /Subscribe: type a subject/);
  await visit.picture("shortcuts");
  await dialog.getByLabel("Single keys work outside of fields").uncheck();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.locator("#stage").focus();
  await page.keyboard.press("2");
  check(page.url().endsWith("#messages"), "a shortcut works although shortcuts are off");
}

/** Walks the whole page by Tab. @param {import("../rig.mjs").Visit} visit */
async function outlines(visit) {
  const { page } = visit;
  visit.step("walking through the page by Tab");
  await page.locator("#skip").focus();
  const seen = new Set();
  for (let count = 0; count < 80; count += 1) {
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const frame = element.closest(".list-frame, .segmented label") ?? element;
      const ring = getComputedStyle(element).outlineStyle !== "none" || getComputedStyle(frame).outlineStyle !== "none";
      const drawn = ring || getComputedStyle(frame, "::after").borderTopStyle === "solid";
      const box = element.getBoundingClientRect();
      return { name: element.id || element.outerHTML.slice(0, 80), drawn, visible: box.width > 0 && box.height > 0 };
    });
    if (stop === null) break;
    check(stop.drawn && stop.visible, `${stop.name} does not show that it has the focus`);
    seen.add(stop.name);
    await page.keyboard.press("Tab");
  }
  for (const stop of ["theme", "tab-publish", "publish-subject", "publish", "subscribe-subject", "subscribe"]) {
    check(seen.has(stop), `Tab does not reach ${stop}`);
  }
}

/** @param {import("../rig.mjs").Visit} visit */
async function names(visit) {
  visit.step("looking for controls without a name");
  for (const view of ["Messages", "Services", "JetStream", "Server", "Connections"]) {
    await visit.view(view);
    const nameless = await visit.page.evaluate(() => {
      const controls = document.querySelectorAll("button, input, select, textarea, a, [role=listbox], [role=region]");
      const named = (/** @type {Element} */ element) =>
        element.getAttribute("aria-label") ||
        element.getAttribute("aria-labelledby") ||
        element.textContent?.trim() ||
        /** @type {HTMLInputElement} */ (element).labels?.length;
      return [...controls].filter((element) => !named(element)).map((element) => element.outerHTML.slice(0, 90));
    });
    check(nameless.length === 0, `without a name: ${nameless.join(" ")}`);
  }
}

/** @param {import("playwright-core").Page} page @returns {Promise<string>} the id of what has the focus */
function focused(page) {
  return page.evaluate(() => document.activeElement?.id ?? "");
}
