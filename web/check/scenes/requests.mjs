// @ts-check
/** Requests: nobody there, one answer with its latency, many in a row, answers from all. */
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function requests(rig) {
  const visit = await rig.open();
  await visit.connect();
  const { page } = visit;
  const result = page.locator("#request-result");
  visit.step("making a request that nobody answers");
  await request(visit, "nobody.there", "ping");
  await shows(result, /Nobody answers.*\(503\)/);
  visit.step("making a request that the console answers itself");
  const panel = await visit.subscribe("check.echo");
  await panel.region.getByLabel("Echo requests").check();
  await request(visit, "check.echo", '{"question": "are you there?"}');
  await shows(result, /^Answered in [\d.]+ (ms|s)$/);
  await shows(page.locator("#request-answers .payload-body"), /are you there\?/);
  await shows(page.locator("#request-answers .answer-latency"), /^[\d.]+ (ms|s)$/);
  visit.step("making many requests and summing up their latencies");
  await page.locator("#request-form summary").click();
  await page.locator("#request-times").fill("50");
  await request(visit, "check.echo", "again");
  await shows(result, /^50 answers: median [\d.]+ m?s, least .*, 99 % within .*, most /);
  await shows(panel.received, /^51$/);
  await visit.picture("request");
  await all(visit);
  visit.step("refusing headers that are none");
  await page.locator("#request-headers").fill("no colon");
  await request(visit, "check.echo", "");
  await shows(result, /^Line 1 of the headers is not of the form “Name: value”\.$/);
}

/** @param {import("../rig.mjs").Visit} visit */
async function all(visit) {
  visit.step("gathering the answers of all");
  const other = await visit.subscribe("check.*");
  await other.region.getByLabel("Echo requests").check();
  const before = await visit.page.locator("#request-answers > li").count();
  await visit.page.getByLabel("Wait for").selectOption("all");
  await visit.page.locator("#request-timeout").fill("500");
  await request(visit, "check.echo", "everybody");
  await shows(visit.page.locator("#request-result"), /^2 answers, the last after [\d.]+ m?s$/);
  const after = await visit.page.locator("#request-answers > li").count();
  check(after === before + 2, `${after - before} answers are listed`);
  await request(visit, "nobody.there", "everybody");
  await shows(visit.page.locator("#request-result"), /^Nobody answered\.$/);
}

/** @param {import("../rig.mjs").Visit} visit @param {string} subject @param {string} payload */
async function request(visit, subject, payload) {
  await visit.page.getByRole("tab", { name: "Request" }).click();
  await visit.page.locator("#request-subject").fill(subject);
  await visit.page.locator("#request-payload").fill(payload);
  await visit.page.getByRole("button", { name: "Request", exact: true }).click();
}
