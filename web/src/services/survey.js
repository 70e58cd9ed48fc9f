// @ts-check
/**
 * Asks every service for its PING, INFO and STATS. By `requestMany` and not by `services.client()`, whose loop ends at the
 * first answer that is not JSON: one odd responder must not hide the services behind it, and the time of each answer counts.
 */
import { gather } from "../compose/gather.js";
import { addAnswer, readAnswer } from "./model.js";

/**
 * @param {import("../connection/connection.js").NatsConnection} client
 * @returns {Promise<import("./model.js").Survey>}
 * @throws what the client throws or reports, for example where a permission is missing
 */
export async function survey(client) {
  /** @type {import("./model.js").Survey} */
  const found = { time: performance.now(), instances: new Map() };
  const decoder = new TextDecoder();
  const ask = (/** @type {string} */ verb) =>
    gather(client, `$SRV.${verb}`, { within: WITHIN, quiet: QUIET }, (message, milliseconds) => {
      const answer = found.instances.size < MOST ? readAnswer(decoder.decode(message.data)) : null;
      if (!answer) return;
      addAnswer(found, answer);
      const instance = found.instances.get(String(answer.id));
      if (verb === "PING" && instance) instance.ping = milliseconds;
    });
  await ask("PING"); // Alone, so that nothing else is in its time.
  await Promise.all([ask("INFO"), ask("STATS")]);
  return found;
}

/** How long to wait for answers in all, and after the last one, in milliseconds. */
const WITHIN = 2000;
const QUIET = 300;
/** How many instances are listed at most. */
const MOST = 2000;
