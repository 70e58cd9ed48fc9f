// @ts-check
/** Light, dark and by choice; wide and narrow, without anything sticking out. */
import { check, shows, until } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function layout(rig) {
  await themes(rig);
  await between(rig);
  await narrow(rig);
}

/** @param {import("../rig.mjs").Rig} rig */
async function themes(rig) {
  const visit = await rig.open();
  const { page } = visit;
  await visit.connect();
  await fill(visit);
  await still(visit);
  await visit.picture("light");
  visit.step("following the system into the dark");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  check(light !== dark, "light and dark look the same");
  await visit.picture("dark");
  visit.step("keeping still for those who want that");
  const moving = () =>
    page.evaluate(() => {
      const state = document.createElement("p");
      state.className = "state";
      state.dataset.state = "reconnecting";
      document.body.append(state);
      const { animationName } = getComputedStyle(state, "::before");
      state.remove();
      return animationName !== "none";
    });
  check(await moving(), "nothing shows that the page is reconnecting");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  check(!(await moving()), "something moves although the system asks for less motion");
  visit.step("choosing a theme, which outlives the page");
  const button = page.getByRole("button", { name: /^Theme:/ });
  await button.click();
  await page.getByRole("button", { name: "Theme: light" }).waitFor();
  check((await background()) === light, "the chosen theme is not shown");
  await page.reload();
  await page.getByRole("button", { name: "Theme: light" }).waitFor();
  check((await background()) === light, "the chosen theme is forgotten");
}

/** Lets messages arrive, and nothing may move but their rows. @param {import("../rig.mjs").Visit} visit */
async function still(visit) {
  visit.step("looking for parts of the page that move by themselves");
  const panel = visit.panel("demo.>");
  await visit.page.evaluate(() => {
    const shifts = /** @type {number[]} */ ([]);
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of /** @type {any[]} */ (list.getEntries())) if (!entry.hadRecentInput) shifts.push(entry.value);
    }).observe({ type: "layout-shift" });
  });
  const count = async () => Number(await panel.received.textContent());
  const start = await count();
  await until(
    async () => (await count()) >= start + 12,
    () => "the sample has fallen silent",
  );
  const moved = await visit.page.evaluate(() => /** @type {any} */ (globalThis).shifts);
  const sum = moved.reduce((/** @type {number} */ all, /** @type {number} */ each) => all + each, 0);
  check(sum < 0.001, `parts of the page moved ${moved.length} times, by ${sum.toFixed(4)} of it in all`);
}

/** Widths at which the page is about to become another. @param {import("../rig.mjs").Rig} rig */
async function between(rig) {
  for (const width of [1360, 1200, 1024, 900, 320]) {
    const visit = await rig.open({ viewport: { width, height: 700 } });
    await visit.connect();
    visit.step(`keeping apart what is in the bar of ${width} pixels, and showing whole numbers`);
    const bar = await visit.page.locator(".bar > *:visible").evaluateAll((parts) =>
      parts
        .filter((part) => getComputedStyle(part).position !== "fixed")
        .flatMap((part) => [part, ...part.querySelectorAll("*")].map((inner) => inner.getBoundingClientRect().right))
        .every((right) => right <= innerWidth),
    );
    check(bar, `the bar is wider than ${width} pixels`);
    const state = await visit.page.locator("#state").boundingBox();
    const button = await visit.page.locator("#hang-up").boundingBox();
    check(state !== null && button !== null && state.x + state.width <= button.x, "the state is covered by its button");
    await visit.view("Server");
    const cut = await visit.page
      .locator("figcaption p")
      .evaluateAll((all) => all.filter((text) => text.scrollWidth > text.clientWidth).length);
    check(cut === 0, `${cut} numbers above the plots are cut off at ${width} pixels`);
  }
}

/** @param {import("../rig.mjs").Rig} rig */
async function narrow(rig) {
  const visit = await rig.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = visit;
  await visit.fits("connections");
  await page.getByRole("radio", { name: "Creds file" }).click();
  await page.locator("#save").check();
  await visit.fits("saving");
  await page.locator("#save").uncheck();
  await page.getByRole("radio", { name: "None" }).click();
  await visit.connect();
  await fill(visit);
  await visit.fits("messages");
  await visit.picture("narrow");
  visit.step("telling subjects apart on a narrow screen");
  const subject = visit.panel("demo.>").row("demo.sensors.reykjavik").first().locator(".row-subject");
  await subject.waitFor();
  check(await subject.evaluate((text) => text.scrollWidth <= text.clientWidth), "the end of a subject is cut off");
  visit.step("opening a message on a narrow screen");
  await visit.panel("demo.>").region.getByRole("option").first().click();
  await visit.fits("message");
  visit.step("going from a service to a request on a narrow screen");
  await visit.view("Services");
  await page.getByRole("button", { name: "Request demo.calc.add" }).click();
  await page.locator("#request-payload").fill('{"a": 2, "b": 3}');
  await page.getByRole("button", { name: "Request", exact: true }).click();
  await shows(page.locator("#request-answers .payload-body"), /"sum": 5/);
  await visit.fits("send");
  for (const view of ["Services", "Server"]) {
    await visit.view(view);
    await visit.fits(view.toLowerCase());
  }
  visit.step("turning the phone around");
  await page.setViewportSize({ width: 740, height: 360 });
  await visit.fits("landscape");
}

/** Two subscriptions with something in them. @param {import("../rig.mjs").Visit} visit */
async function fill(visit) {
  visit.step("watching the sample");
  const all = await visit.subscribe("demo.>");
  const log = await visit.subscribe("demo.log");
  await all.row("demo.sensors").first().waitFor();
  await log.row("demo.log").first().waitFor();
}
