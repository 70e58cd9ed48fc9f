// @ts-check
/** The services explorer, with the sample's services. */
import { shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function services(rig) {
  const visit = await rig.open();
  const { page } = visit;
  visit.step("saying that services need a connection");
  await visit.view("Services");
  await shows(page.locator("#services-empty-text"), /^Connect to see/);
  await visit.view("Connections");
  await visit.connect();
  visit.step("listing the services of the sample");
  await visit.view("Services");
  const list = page.getByRole("list", { name: "Services" });
  await shows(list, /calculator0\.3\.21 instance/);
  await shows(list, /weather1\.4\.02 instances/);
  visit.step("showing what a service offers");
  await list.getByRole("button", { name: /^weather/ }).click();
  const detail = page.locator("#service-detail");
  await shows(detail, /The weather at a place/);
  const now = detail.getByRole("table", { name: "Endpoints" }).getByRole("row").filter({ hasText: "demo.weather.now" });
  await shows(now.locator("td[data-label=Requests]"), /^[1-9]/);
  await shows(now.locator("td[data-label='Per second']"), /^\d/);
  await shows(now.locator("td[data-label=Average]"), /^[\d.]+ m?s$/);
  const instances = detail.getByRole("table", { name: "Instances" });
  await shows(instances, /region: eu-central/);
  await shows(instances.locator("td[data-label=Ping]"), /^[\d.]+ m?s$/);
  await visit.picture("services");
  visit.step("showing the errors of a service");
  await list.getByRole("button", { name: /^calculator/ }).click();
  const divide = detail.getByRole("row").filter({ hasText: "demo.calc.divide" });
  await shows(divide.locator("td[data-label=Errors]"), /^[1-9]/);
  visit.step("asking an endpoint, which reports an error");
  await divide.getByRole("button", { name: "Request demo.calc.divide" }).click();
  await page.locator("#request-payload").fill('{"a": 1, "b": 0}');
  await page.getByRole("button", { name: "Request", exact: true }).click();
  await shows(page.locator("#request-result"), /^Answered in/);
  await shows(page.locator("#request-answers"), /The service reports an error: division by zero \(400\)/);
}
