// What stands for helpers/modules.mjs in a page.
import { test } from "./node_test.mjs";

export { test };

/** Whether the tests run against nats.ws. */
export const parity = NATS_WEB_PARITY;

/** What to import. */
export const moduleUrl = `${location.origin}/module/nats.js`;

/** The folder of the package, as the test process knows it. */
export const packageRoot = NATS_WEB_ROOT;

/** A test of something that nats.ws does differently. */
export function ours(name, why, fn) {
  return test(name, { skip: parity ? `differs: ${why}` : false }, fn);
}
