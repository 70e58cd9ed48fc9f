// @ts-check
/** Several subscriptions side by side, each with its own filter and pause. */
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function subscriptions(rig) {
  const visit = await rig.open();
  await visit.connect();
  visit.step("showing that there are none");
  await visit.page.locator("#subscriptions-empty").waitFor();
  await visit.picture("messages-empty");
  await sideBySide(visit);
  await filtering(visit);
  await pausing(visit);
  await refusing(visit);
  visit.step("unsubscribing");
  await visit.page.getByRole("button", { name: "Unsubscribe from check.a.*" }).click();
  await visit.panel("check.a.*").region.waitFor({ state: "detached" });
  await visit.publish("check.a.late", "after the end");
  await shows(visit.panel("check.>").received, /^24$/);
}

/** @param {import("../rig.mjs").Visit} visit */
async function sideBySide(visit) {
  visit.step("subscribing to three subjects and publishing to two");
  const all = await visit.subscribe("check.>");
  const some = await visit.subscribe("check.a.*");
  const queued = await visit.subscribe("check.b", "workers");
  await visit.publish("check.a.zürich", '{"sensor": "roof", "temperature": 21.5}');
  await visit.publish("check.b", "for the workers");
  await shows(all.received, /^2$/);
  await shows(some.received, /^1$/);
  await shows(queued.received, /^1$/);
  await shows(queued.region.locator(".subscription-queue"), /^queue workers$/);
  await all.row("check.a.zürich", '"sensor": "roof"').waitFor();
  await some.row("check.a.zürich").waitFor();
  await queued.row("check.b", "for the workers").waitFor();
  const boxes = await Promise.all([all, some].map(({ region }) => region.boundingBox()));
  check(boxes[0]?.y === boxes[1]?.y && boxes[0]?.height === boxes[1]?.height, "the panels are not side by side");
}

/** @param {import("../rig.mjs").Visit} visit */
async function filtering(visit) {
  visit.step("filtering by payload");
  const panel = visit.panel("check.>");
  await visit.page.locator("#publish-form summary").click();
  await visit.page.locator("#publish-times").fill("20");
  await visit.publish("check.many", "number {{Count}} of 20");
  await visit.page.locator("#publish-times").fill("1");
  await shows(panel.received, /^22$/);
  await panel.filter.fill("NUMBER 1");
  await shows(panel.region.locator(".list-status"), /^11 match/);
  await panel.row("number 19 of 20").waitFor();
  check((await panel.row("for the workers").count()) === 0, "a message that does not match is shown");
  visit.step("showing that nothing matches");
  await panel.filter.fill("not in any message");
  await shows(panel.region.locator(".list-empty"), /^No message matches the filter\.$/);
  await panel.filter.fill("");
  await panel.row("number 20 of 20").waitFor();
}

/** @param {import("../rig.mjs").Visit} visit */
async function pausing(visit) {
  visit.step("pausing one and letting another run");
  const [held, running] = [visit.panel("check.>"), visit.panel("check.a.*")];
  await held.pause.click();
  await shows(held.pause, /^Resume$/);
  await visit.publish("check.a.new", "while it is paused");
  await running.row("while it is paused").waitFor();
  await shows(held.received, /^23$/);
  await shows(held.region.locator(".news"), /^1 new$/);
  check((await held.row("while it is paused").count()) === 0, "a paused view moved on");
  await held.pause.click();
  await held.row("while it is paused").waitFor();
}

/** @param {import("../rig.mjs").Visit} visit */
async function refusing(visit) {
  visit.step("refusing a subject that is none");
  await visit.page.locator("#subscribe-subject").fill("check..empty token");
  await visit.page.getByRole("button", { name: "Subscribe", exact: true }).click();
  await shows(visit.page.locator("#subscribe-result"), /“check\.\.empty token” is not a valid subject/);
  await visit.picture("subject-error");
  await visit.page.locator("#subscribe-subject").fill("check.ok");
  await shows(visit.page.locator("#subscribe-result"), /^$/);
}
